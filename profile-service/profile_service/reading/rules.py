"""The rules engine: a CV's text into its fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from profile_service.reading.abilities import skills_of
from profile_service.reading.contact import Found, email_of, links_of, location_of, phone_of, reach_lines, region_of
from profile_service.reading.document import CvText, Span
from profile_service.reading.evidence import Witness
from profile_service.reading.experience import jobs_in
from profile_service.reading.extraction import extract
from profile_service.reading.headings import Section
from profile_service.reading.lists import Skill
from profile_service.reading.names import name_of
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.parsed import Education, Entry, Evidence, Experience, ParsedCv, Project, Reading
from profile_service.reading.quality import quality_of
from profile_service.reading.schooling import schools_in
from profile_service.reading.sections import Part, parts_of
from profile_service.reading.summary import summary_of
from profile_service.reading.tenure import years_stated, years_worked
from profile_service.reading.tongues import languages_of
from profile_service.reading.works import projects_in

ENGINE = "rules-1"
MOST_SKILLS = 200
MOST_ENTRIES = 60
"""Of a kind; nobody has more, and what is told to others stays small."""


@dataclass(frozen=True, slots=True)
class _Person:
    name: Found | None
    email: Found | None
    phone: Found | None
    location: Found | None
    links: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class _Entries:
    jobs: tuple[Entry, ...]
    schools: tuple[Entry, ...]
    projects: tuple[Entry, ...]


def read_file(content: bytes, today: date) -> Reading:
    """A CV file read whole. Raises CvUnreadable with what is wrong with it."""
    return read_fields(extract(content), today)


def read_fields(cv: CvText, today: date) -> Reading:
    """The fields of a CV. Jobs that go on are counted up to `today`."""
    parts = parts_of(cv)
    person = _person(parts)
    entries = _entries(parts)
    skills = skills_of(parts)[:MOST_SKILLS]
    summary = summary_of(parts)
    parsed = _parsed(parts, person, entries, skills, summary[0] if summary else None, today)
    evidence = tuple(_evidence(Witness(cv), person, entries, skills, summary[1] if summary else None))
    return Reading(cv.kind, cv.text, parsed, evidence, quality_of(cv, parts, parsed), ENGINE)


def _person(parts: Sequence[Part]) -> _Person:
    email, location = email_of(parts), location_of(parts)
    region = region_of(location.value if location else None, [line.text for line in reach_lines(parts)[:12]])
    return _Person(
        name_of(parts, email.value if email else None),
        email,
        phone_of(parts, region),
        location,
        tuple(links_of(parts)[:MOST_ENTRIES]),
    )


def _entries(parts: Sequence[Part]) -> _Entries:
    def of(section: Section) -> list[list[Paragraph]]:
        return [part.paragraphs for part in parts if part.section is section]

    return _Entries(
        tuple(jobs_in(of(Section.EXPERIENCE))[:MOST_ENTRIES]),
        tuple(schools_in(of(Section.EDUCATION))[:MOST_ENTRIES]),
        tuple(projects_in(of(Section.PROJECTS))[:MOST_ENTRIES]),
    )


def _parsed(
    parts: Sequence[Part], person: _Person, entries: _Entries, skills: Sequence[Skill], summary: str | None, today: date
) -> ParsedCv:
    jobs = tuple(entry.value for entry in entries.jobs if isinstance(entry.value, Experience))
    years = years_worked(jobs, today)
    return ParsedCv(
        name=person.name.value if person.name else None,
        email=person.email.value if person.email else None,
        phone=person.phone.value if person.phone else None,
        links=tuple(link.value for link in person.links),
        location=person.location.value if person.location else None,
        summary=summary,
        skills=tuple(skill.name for skill in skills),
        experience=jobs,
        education=tuple(entry.value for entry in entries.schools if isinstance(entry.value, Education)),
        languages=languages_of(parts),
        projects=tuple(entry.value for entry in entries.projects if isinstance(entry.value, Project)),
        years_of_experience=years if years is not None else years_stated(summary),
    )


def _evidence(
    witness: Witness, person: _Person, entries: _Entries, skills: Sequence[Skill], summary: Span | None
) -> Iterator[Evidence]:
    for field in ("name", "email", "phone", "location"):
        found = getattr(person, field)
        if found:
            yield witness.at(field, found.span)
    if summary:
        yield witness.at("summary", summary)
    yield from (witness.at(f"links.{number}", link.span) for number, link in enumerate(person.links))
    yield from (witness.at(f"skills.{number}", skill.span) for number, skill in enumerate(skills))
    yield from witness.of_entries("experience", entries.jobs)
    yield from witness.of_entries("education", entries.schools)
    yield from witness.of_entries("projects", entries.projects)
