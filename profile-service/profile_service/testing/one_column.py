"""CVs as PDFs of one column: where names, dates and places stand differs."""

from collections.abc import Callable, Iterable

from reportlab.pdfgen.canvas import Canvas

from profile_service.testing.dating import in_dots, in_numbers, in_short_words, in_words
from profile_service.testing.pen import BOLD, ITALIC, MARGIN, WIDTH, Pen, drawn
from profile_service.testing.people import Job, Person, School


def tasks(pen: Pen, done: Iterable[str], mark: str = "• ", indent: float = 8) -> None:
    """What was done, a point each."""
    for task in done:
        pen.write(mark + task, indent=indent)


def section_heading(pen: Pen, text: str) -> None:
    """A heading in bold capitals."""
    pen.skip(12)
    pen.write(text.upper(), BOLD, 12)
    pen.skip(3)


def _one_column(person: Person, job: Callable[[Pen, Job], None], school: Callable[[Pen, School], None]) -> bytes:
    def draw(canvas: Canvas) -> None:
        pen = Pen(canvas, MARGIN, WIDTH - MARGIN)
        pen.write(person.name, BOLD, 22, align="center")
        pen.write(f"{person.place} | {person.phone} | {person.email}", align="center")
        section_heading(pen, person.words.profile)
        pen.write(person.summary)
        section_heading(pen, person.words.experience)
        for one in person.jobs:
            job(pen, one)
            pen.skip()
        section_heading(pen, person.words.education)
        for one_school in person.schools:
            school(pen, one_school)
            pen.skip()
        section_heading(pen, person.words.skills)
        pen.write(", ".join(person.skills))
        section_heading(pen, person.words.languages)
        pen.write(", ".join(person.tongues))

    return drawn(draw)


def company_first(person: Person) -> bytes:
    """Company and dates, below them the title and the place."""

    def job(pen: Pen, one: Job) -> None:
        pen.pair(one.company, in_words(person.words, one.start, one.end))
        pen.pair(one.title, one.place, ITALIC)
        tasks(pen, one.tasks)

    def school(pen: Pen, one: School) -> None:
        pen.pair(one.institution, in_words(person.words, one.start, one.end))
        pen.write(f"{one.degree}, {one.field}", ITALIC)

    return _one_column(person, job, school)


def title_first(person: Person) -> bytes:
    """The title in bold, below it company and place, below that the dates."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(one.title, BOLD)
        pen.write(f"{one.company}, {one.place}")
        pen.write(in_short_words(person.words, one.start, one.end), ITALIC)
        for task in one.tasks:
            pen.write(task)

    def school(pen: Pen, one: School) -> None:
        pen.write(f"{one.degree} {one.field}", BOLD)
        pen.write(one.institution)
        pen.write(in_short_words(person.words, one.start, one.end), ITALIC)

    return _one_column(person, job, school)


def one_line_heads(person: Person) -> bytes:
    """Everything of a head in one line, divided by bars."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(f"{one.title} | {one.company} | {in_numbers(person.words, one.start, one.end)}", BOLD)
        tasks(pen, one.tasks, "- ")

    def school(pen: Pen, one: School) -> None:
        pen.write(f"{one.degree} {one.field} | {one.institution} | {in_numbers(person.words, one.start, one.end)}")

    return _one_column(person, job, school)


def dates_left(person: Person) -> bytes:
    """Dates in a column of their own on the left, as in a German Lebenslauf."""

    def dated(pen: Pen, dates: str, text: str) -> None:
        pen.write(dates)
        pen.y += 10 * 1.35
        pen.write(text, BOLD, indent=150)

    def job(pen: Pen, one: Job) -> None:
        dated(pen, in_dots(person.words, one.start, one.end), one.title)
        pen.write(f"{one.company}, {one.place}", indent=150)
        tasks(pen, one.tasks, "– ", 150)

    def school(pen: Pen, one: School) -> None:
        dated(pen, in_dots(person.words, one.start, one.end), f"{one.degree} {one.field}")
        pen.write(one.institution, indent=150)

    return _one_column(person, job, school)


def company_and_place_first(person: Person) -> bytes:
    """Company, place and, behind a dash, the title; the dates below in capitals, as an online template has it."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(f"{one.company}, {one.place} — {one.title}", BOLD, 11)
        pen.write(in_words(person.words, one.start, one.end).upper(), size=8)
        for task in one.tasks:
            pen.write(task)

    def school(pen: Pen, one: School) -> None:
        pen.write(f"{one.institution}, {one.place} — {one.degree} {one.field}", BOLD, 11)
        pen.write(in_words(person.words, one.start, one.end).upper(), size=8)

    return _one_column(person, job, school)


def dates_above(person: Person) -> bytes:
    """The dates first, on a line of their own."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(in_words(person.words, one.start, one.end), size=9)
        pen.write(f"{one.title}, {one.company}", BOLD)
        tasks(pen, one.tasks)

    def school(pen: Pen, one: School) -> None:
        pen.write(in_words(person.words, one.start, one.end), size=9)
        pen.write(f"{one.degree} {one.field}, {one.institution}", BOLD)

    return _one_column(person, job, school)


def centred(person: Person) -> bytes:
    """Everything in the middle of the page."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(one.company, BOLD, align="center")
        pen.write(one.title, align="center")
        pen.write(one.place, align="center")
        pen.write(in_words(person.words, one.start, one.end), BOLD, align="center")
        for task in one.tasks:
            pen.write(task, align="center")

    def school(pen: Pen, one: School) -> None:
        pen.write(one.institution, BOLD, align="center")
        pen.write(f"{one.degree} {one.field}", align="center")
        pen.write(in_words(person.words, one.start, one.end), BOLD, align="center")

    return _one_column(person, job, school)


def dates_left_in_one_line(person: Person) -> bytes:
    """Dates on the left; title, company and place behind them in one line, as the moderncv class sets them."""

    def dated(pen: Pen, dates: str, text: str) -> None:
        pen.write(dates, size=9)
        pen.y += 9 * 1.35
        pen.write(text, BOLD, indent=130)

    def job(pen: Pen, one: Job) -> None:
        dated(pen, in_numbers(person.words, one.start, one.end), f"{one.title}, {one.company}, {one.place}.")
        tasks(pen, one.tasks, "• ", 138)

    def school(pen: Pen, one: School) -> None:
        text = f"{one.degree} {one.field}, {one.institution}, {one.place}."
        dated(pen, in_numbers(person.words, one.start, one.end), text)

    return _one_column(person, job, school)


def broken_dates_left(person: Person) -> bytes:
    """Dates in so narrow a column on the left that they take two lines."""

    def dated(pen: Pen, dates: str, first: str, second: str) -> None:
        start, _, end = dates.partition(" – ")
        for date, text, font in ((f"{start} –", first, BOLD), (end, second, ITALIC)):
            pen.write(date, size=9)
            pen.y += 9 * 1.35
            pen.write(text, font, indent=90)

    def job(pen: Pen, one: Job) -> None:
        dated(pen, in_numbers(person.words, one.start, one.end), one.title, f"{one.company}, {one.place}")
        tasks(pen, one.tasks, "• ", 98)

    def school(pen: Pen, one: School) -> None:
        dated(pen, in_numbers(person.words, one.start, one.end), f"{one.degree} {one.field}", one.institution)

    return _one_column(person, job, school)


def titles_in_capitals(person: Person) -> bytes:
    """Titles in capitals, company and dates below them divided by a bar, the tasks as one paragraph."""

    def job(pen: Pen, one: Job) -> None:
        pen.write(one.title.upper(), BOLD)
        pen.write(f"{one.company} | {one.place} | {in_short_words(person.words, one.start, one.end)}", ITALIC)
        pen.write(" ".join(one.tasks))

    def school(pen: Pen, one: School) -> None:
        pen.write(f"{one.degree} {one.field}".upper(), BOLD)
        pen.write(f"{one.institution} | {in_short_words(person.words, one.start, one.end)}", ITALIC)

    return _one_column(person, job, school)


ONE_COLUMN_LAYOUTS: tuple[Callable[[Person], bytes], ...] = (
    company_first,
    title_first,
    one_line_heads,
    dates_left,
    company_and_place_first,
    dates_above,
    centred,
    dates_left_in_one_line,
    titles_in_capitals,
    broken_dates_left,
)
