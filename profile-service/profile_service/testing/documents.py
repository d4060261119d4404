"""CVs as Word documents and plain text in several layouts."""

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.shared import Pt

from profile_service.testing.dating import in_numbers, in_short_words, in_words
from profile_service.testing.people import Person


def _saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_with_styles(person: Person) -> bytes:
    """Word's own heading and list styles."""
    document = docx.Document()
    document.add_heading(person.name, level=0)
    document.add_paragraph(f"{person.place} | {person.phone} | {person.email}")
    document.add_heading(person.words.profile, level=1)
    document.add_paragraph(person.summary)
    document.add_heading(person.words.experience, level=1)
    for job in person.jobs:
        document.add_heading(f"{job.title}, {job.company}", level=2)
        document.add_paragraph(in_words(person.words, job.start, job.end))
        for task in job.tasks:
            document.add_paragraph(task, style="List Bullet")
    document.add_heading(person.words.education, level=1)
    for school in person.schools:
        document.add_heading(f"{school.degree} {school.field}", level=2)
        document.add_paragraph(f"{school.institution}\t{in_words(person.words, school.start, school.end)}")
    document.add_heading(person.words.skills, level=1)
    document.add_paragraph(", ".join(person.skills))
    document.add_heading(person.words.languages, level=1)
    document.add_paragraph(", ".join(person.tongues))
    return _saved(document)


def word_without_styles(person: Person) -> bytes:
    """Bold lines for headings, tabs before dates, contact in the page's header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = f"{person.email} | {person.phone}"
    _bold(document, person.name, 18)
    document.add_paragraph(person.place)
    _bold(document, person.words.experience, 12)
    for job in person.jobs:
        _bold(document, f"{job.company}\t{in_short_words(person.words, job.start, job.end)}")
        document.add_paragraph(job.title)
        for task in job.tasks:
            document.add_paragraph(f"• {task}")
    _bold(document, person.words.education, 12)
    for school in person.schools:
        _bold(document, f"{school.institution}\t{in_short_words(person.words, school.start, school.end)}")
        document.add_paragraph(f"{school.degree}, {school.field}")
    _bold(document, person.words.skills, 12)
    for skill in person.skills:
        document.add_paragraph(f"• {skill}")
    _bold(document, person.words.languages, 12)
    for tongue in person.tongues:
        document.add_paragraph(f"• {tongue}")
    return _saved(document)


def _bold(document: Document, text: str, size: float = 11) -> None:
    run = document.add_paragraph().add_run(text)
    run.bold = True
    run.font.size = Pt(size)


def word_table_of_dates(person: Person) -> bytes:
    """A table with dates on the left and what happened then on the right, as in a German Lebenslauf."""
    document = docx.Document()
    document.add_heading("Lebenslauf" if person.words.now == "heute" else "Curriculum Vitae", level=0)
    details = document.add_table(rows=0, cols=2)
    for label, text in (
        ("Name", person.name),
        ("E-Mail", person.email),
        ("Tel", person.phone),
        ("Adresse", person.place),
    ):
        cells = details.add_row().cells
        cells[0].text, cells[1].text = label, text
    document.add_heading(person.words.experience, level=1)
    jobs = document.add_table(rows=0, cols=2)
    for job in person.jobs:
        cells = jobs.add_row().cells
        cells[0].text = in_numbers(person.words, job.start, job.end)
        cells[1].text = "\n".join((job.title, f"{job.company}, {job.place}", *(f"- {task}" for task in job.tasks)))
    document.add_heading(person.words.education, level=1)
    schools = document.add_table(rows=0, cols=2)
    for school in person.schools:
        cells = schools.add_row().cells
        cells[0].text = in_numbers(person.words, school.start, school.end)
        cells[1].text = f"{school.degree} {school.field}\n{school.institution}"
    document.add_heading(person.words.skills, level=1)
    document.add_paragraph(", ".join(person.skills))
    document.add_heading(person.words.languages, level=1)
    document.add_paragraph(", ".join(person.tongues))
    return _saved(document)


def word_two_columns(person: Person) -> bytes:
    """A page-wide table whose left cell is a sidebar."""
    document = docx.Document()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = "\n".join((person.name, person.place, person.phone, person.email))
    for heading, items in ((person.words.skills, person.skills), (person.words.languages, person.tongues)):
        left.add_paragraph().add_run(heading.upper()).bold = True
        for item in items:
            left.add_paragraph(item)
    right.paragraphs[0].add_run(person.words.experience.upper()).bold = True
    for job in person.jobs:
        right.add_paragraph().add_run(job.title).bold = True
        right.add_paragraph(f"{job.company} | {in_words(person.words, job.start, job.end)}")
        for task in job.tasks:
            right.add_paragraph(task, style="List Bullet")
    right.add_paragraph().add_run(person.words.education.upper()).bold = True
    for school in person.schools:
        right.add_paragraph().add_run(school.institution).bold = True
        right.add_paragraph(f"{school.degree} {school.field} | {in_words(person.words, school.start, school.end)}")
    return _saved(document)


def plain_text(person: Person) -> bytes:
    """Plain text with headings in capitals."""
    lines = [person.name.upper(), person.headline, f"Email: {person.email} | Tel: {person.phone}", person.place, ""]
    lines += [person.words.profile.upper(), person.summary, "", person.words.experience.upper()]
    for job in person.jobs:
        lines += [f"{job.title} | {job.company}, {job.place}", in_words(person.words, job.start, job.end)]
        lines += [f"- {task}" for task in job.tasks] + [""]
    lines += [person.words.education.upper()]
    for school in person.schools:
        lines += [
            f"{school.degree} {school.field}",
            school.institution,
            in_words(person.words, school.start, school.end),
            "",
        ]
    lines += [
        person.words.skills.upper(),
        ", ".join(person.skills),
        "",
        person.words.languages.upper(),
        ", ".join(person.tongues),
    ]
    return "\n".join(lines).encode("utf-8")


def markdown(person: Person) -> bytes:
    """Markdown, in an old Western encoding where its letters allow."""
    lines = [
        f"# {person.name}",
        "",
        f"{person.place} · {person.phone} · {person.email}",
        "",
        f"## {person.words.experience}",
        "",
    ]
    for job in person.jobs:
        dates = in_short_words(person.words, job.start, job.end)
        lines += [f"### {job.title} - {job.company}", f"*{dates}*", "", *(f"* {task}" for task in job.tasks), ""]
    lines += [f"## {person.words.education}", ""]
    for school in person.schools:
        dates = in_short_words(person.words, school.start, school.end)
        lines += [f"**{school.degree} {school.field}**, {school.institution} ({dates})", ""]
    lines += [f"## {person.words.skills}", "", *(f"- {skill}" for skill in person.skills), ""]
    lines += [f"## {person.words.languages}", "", *(f"- {tongue}" for tongue in person.tongues)]
    return "\n".join(lines).encode("cp1252")


DOCUMENT_LAYOUTS: tuple[Callable[[Person], bytes], ...] = (
    word_with_styles,
    word_without_styles,
    word_table_of_dates,
    word_two_columns,
    plain_text,
    markdown,
)
