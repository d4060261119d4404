"""CVs as PDFs with more beside the text: sidebars, margins, headings set wide."""

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from profile_service.testing.dating import Dating, in_numbers, in_short_words, in_words
from profile_service.testing.one_column import ONE_COLUMN_LAYOUTS, section_heading, tasks
from profile_service.testing.pen import BOLD, HEIGHT, MARGIN, WIDTH, Pen, drawn
from profile_service.testing.people import Person


def sidebar(person: Person, *, left: bool) -> bytes:
    """A narrow column with contact, skills and languages beside the main one."""

    def draw(canvas: Canvas) -> None:
        narrow, wide = ((40.0, 190.0), (215.0, WIDTH - 40)) if left else ((405.0, WIDTH - 40), (40.0, 380.0))
        side = Pen(canvas, narrow[0], narrow[1], HEIGHT - 80)
        for heading, lines in (
            (person.words.contact, (person.place, person.phone, person.email)),
            (person.words.skills, person.skills),
            (person.words.languages, person.tongues),
        ):
            section_heading(side, heading)
            for line in lines:
                side.write(line, size=9)
        main = Pen(canvas, *wide)
        main.write(person.name, BOLD, 24)
        main.write(person.headline, size=13)
        section_heading(main, person.words.profile)
        main.write(person.summary)
        _main_entries(main, person, in_words)

    return drawn(draw)


def sidebar_left(person: Person) -> bytes:
    """The narrow column on the left."""
    return sidebar(person, left=True)


def sidebar_right(person: Person) -> bytes:
    """The narrow column on the right."""
    return sidebar(person, left=False)


def _main_entries(pen: Pen, person: Person, dating: Dating) -> None:
    section_heading(pen, person.words.experience)
    for job in person.jobs:
        pen.write(job.title, BOLD)
        pen.write(f"{job.company} · {dating(person.words, job.start, job.end)}")
        tasks(pen, job.tasks)
        pen.skip()
    section_heading(pen, person.words.education)
    for school in person.schools:
        pen.write(school.institution, BOLD)
        pen.write(f"{school.degree} {school.field} · {dating(person.words, school.start, school.end)}")
        pen.skip()


def professional_network(person: Person) -> bytes:
    """The export of a professional network: a sidebar, company over title over dates and length, the place below."""

    def draw(canvas: Canvas) -> None:
        _network_sidebar(Pen(canvas, 24, 185), person)
        main = Pen(canvas, 225, WIDTH - 30, y=HEIGHT - 40)
        main.write(person.name, size=26)
        main.write(person.headline, size=12)
        main.write(person.place, size=12)
        _network_heading(main, person.words.profile)
        main.write(person.summary, size=12)
        _network_heading(main, person.words.experience)
        for job in person.jobs:
            _network_entry(main, job.company, 6)
            main.write(job.title, size=11.5)
            for line in (in_words(person.words, job.start, job.end) + " (2 years 3 months)", job.place, *job.tasks):
                main.write(line, size=10.5)
        _network_heading(main, person.words.education)
        for school in person.schools:
            _network_entry(main, school.institution, 6)
            dates = in_words(person.words, school.start, school.end)
            main.write(f"{school.degree}, {school.field} · ({dates})", size=10.5)

    return drawn(draw)


def _network_sidebar(side: Pen, person: Person) -> None:
    words = person.words
    blocks = (
        (words.contact, (person.phone, person.email)),
        (words.skills, person.skills[:3]),
        (words.languages, person.tongues),
    )
    for heading, lines in blocks:
        side.skip(10)
        side.write(heading, size=13)
        for line in lines:
            side.write(line, size=9)


def _network_heading(main: Pen, heading: str) -> None:
    main.skip(14)
    main.write(heading, size=16)


def _network_entry(main: Pen, name: str, blank: float) -> None:
    main.skip(blank)
    main.write(name, size=12)


def margin_headings(person: Person) -> bytes:
    """Headings in the left margin, as Europass and some templates set them; the text to their right."""

    def draw(canvas: Canvas) -> None:
        main = Pen(canvas, 190, WIDTH - 40)
        margin = Pen(canvas, 40, 170)
        main.write(person.name, BOLD, 20)
        for line in (person.place, person.phone, person.email):
            main.write(line)

        def beside(heading: str) -> None:
            main.skip(14)
            margin.y = main.y
            margin.write(heading.upper(), BOLD, 9, align="right")

        beside(person.words.experience)
        for job in person.jobs:
            main.pair(job.title, in_numbers(person.words, job.start, job.end))
            main.write(f"{job.company}, {job.place}")
            tasks(main, job.tasks)
            main.skip()
        beside(person.words.education)
        for school in person.schools:
            main.pair(f"{school.degree} {school.field}", in_numbers(person.words, school.start, school.end))
            main.write(school.institution)
            main.skip()
        beside(person.words.skills)
        main.write(", ".join(person.skills))
        beside(person.words.languages)
        main.write(", ".join(person.tongues))

    return drawn(draw)


def letter_spaced(person: Person) -> bytes:
    """Name and headings with letters set far apart."""

    def draw(canvas: Canvas) -> None:
        pen = Pen(canvas, MARGIN, WIDTH - MARGIN)
        pen.spaced(person.name, size=20)
        pen.write(f"{person.place}   {person.phone}   {person.email}")
        pen.skip(10)
        pen.spaced(person.words.experience)
        for job in person.jobs:
            pen.pair(f"{job.title}, {job.company}", in_short_words(person.words, job.start, job.end), size=9)
            tasks(pen, job.tasks)
            pen.skip()
        pen.spaced(person.words.education)
        for school in person.schools:
            pen.pair(f"{school.degree} {school.field}", in_short_words(person.words, school.start, school.end))
            pen.write(school.institution)
            pen.skip()
        pen.spaced(person.words.skills)
        pen.write(" · ".join(person.skills))
        pen.spaced(person.words.languages)
        pen.write(" · ".join(person.tongues))

    return drawn(draw)


PDF_LAYOUTS: tuple[Callable[[Person], bytes], ...] = (
    *ONE_COLUMN_LAYOUTS,
    sidebar_left,
    sidebar_right,
    professional_network,
    margin_headings,
    letter_spaced,
)
