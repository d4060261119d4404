"""A résumé: what stands in it, in the order it is read."""

from collections.abc import Iterable
from dataclasses import dataclass

from generation_service.writing.lines import lines_of
from generation_service.writing.subjects import Candidate, Position, School

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A position or a school: what it was, where, when, and what was done."""

    head: str
    below: str | None = None
    dates: str | None = None
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A project with what it was made with."""

    title: str
    points: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Skills under a heading of the person's, or under none."""

    category: str | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resume:
    """All of it; what is empty is left out."""

    name: str
    contact: tuple[str, ...]
    location: str | None
    summary: str
    experience: tuple[Entry, ...]
    education: tuple[Entry, ...]
    skills: tuple[SkillGroup, ...]
    projects: tuple[ShownProject, ...]
    languages: tuple[str, ...]


def contact_of(candidate: Candidate) -> tuple[str, ...]:
    """Where the person can be reached, in the order it is shown."""
    return tuple(part for part in (candidate.location, candidate.phone, candidate.email, *candidate.links) if part)


def entry_of(position: Position) -> Entry:
    """A position of the CV: the company above, the title below it."""
    head, below = (position.company, position.title) if position.company else (position.title, None)
    return Entry(head or "", below, period(position.start, position.end), tuple(lines_of(position.description)))


def school_entry(school: School) -> Entry:
    """A school of the CV: degree and field above, the institution below them."""
    degree = ", ".join(part for part in (school.degree, school.field) if part)
    head, below = (degree, school.institution) if degree else (school.institution, None)
    return Entry(head or "", below, period(None, school.end))


def period(start: str | None, end: str | None) -> str | None:
    """Dates of a CV as a person writes them."""
    return " – ".join(_written(date) for date in (start, end) if date) or None


def _written(date: str) -> str:
    if date == "present":
        return "Present"
    year, dash, month = date.partition("-")
    known = dash and month.isdecimal() and 1 <= int(month) <= len(_MONTHS)
    return f"{_MONTHS[int(month) - 1]} {year}" if known else date


def without_empty(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that say anything at all."""
    return tuple(entry for entry in entries if entry.head or entry.points)
