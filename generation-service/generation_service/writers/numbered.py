"""A CV as numbered lines for a language model: without name, contact and links, and back from number to line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generation_service.writing import Candidate
from generation_service.writing.demand import Demand
from generation_service.writing.evidence import position_line, school_line, skills_line
from generation_service.writing.lines import asides_of, is_telling, lines_of, sentences_of
from generation_service.writing.relevance import scored_lines

LONGEST_LINE = 600
MOST_LINES = 300
"""A CV of ten pages has fewer; what comes after is not sent."""
_CONTACT = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:linkedin|github|gitlab|xing|twitter|instagram|facebook|behance|medium)\.com/\S*"
    r"|(?<![\w.,/–-])(?:\+|00)\d[\d ()/.-]{6,}\d|(?<![\w.,/–-])\(?0\d{1,4}[)/ -][\d ()/.-]{4,}\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NumberedCv:
    """The text that is sent, and which line of the CV each of its numbers means."""

    text: str
    lines: Mapping[int, str]
    """The CV's own wording, as it is kept as evidence and shown as a highlight."""
    headings: Mapping[int, str]
    """The position or project that a line stands under."""

    def evidence(self, numbers: list[int]) -> tuple[str, ...]:
        """The CV lines behind some numbers, once each; unknown numbers give none."""
        return tuple(dict.fromkeys(self.lines[number] for number in numbers if number in self.lines))

    def context(self, numbers: list[int]) -> str:
        """The same with the headings they stand under: what a sentence may take from them."""
        headings = (self.headings.get(number, "") for number in numbers)
        return "\n".join((*self.evidence(numbers), *headings))


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    heading: str = ""
    is_heading: bool = False


def whole_cv(candidate: Candidate) -> NumberedCv:
    """Every line a letter can rest on."""
    return _numbered(candidate, list(_everything(candidate)))


def telling_lines(candidate: Candidate, demand: Demand) -> NumberedCv:
    """The lines that can stand alone as highlights: of positions, projects and the summary."""
    telling = {line.text for line in scored_lines(candidate, demand) if not line.is_placeholder}
    entries = list(_section("Summary", [said for said in sentences_of(candidate.summary) if is_telling(said)]))
    for position in candidate.experience:
        entries.append(_Entry(position_line(position), is_heading=True))
        entries += [_Entry(line) for line in lines_of(position.description) if line in telling]
    for project in candidate.projects:
        entries.append(_Entry(project.name, is_heading=True))
        entries += [_Entry(line) for line in lines_of(project.description) if line in telling]
    distinct = {entry.text.casefold(): entry for entry in reversed(entries)}
    return _numbered(candidate, list(reversed(distinct.values())))


def _everything(candidate: Candidate) -> Iterator[_Entry]:
    yield from _section("Summary", sentences_of(candidate.summary))
    yield from _section("Skills", [skills_line(candidate)])
    yield from _section("Languages", [", ".join(candidate.languages)])
    if candidate.years:
        yield from _section("Years of experience, counted from the dates", [f"{candidate.years:g} years"])
    for position in candidate.experience:
        heading = position_line(position)
        yield from _section("Position", [heading, *_told(position.description)], heading)
    for school in candidate.education:
        yield from _section("Education", [school_line(school)])
    for project in candidate.projects:
        yield from _section("Project", [project.name, *_told(project.description)], project.name)


def _told(description: str) -> tuple[str, ...]:
    return (*lines_of(description), *asides_of(description))


def _section(name: str, lines: list[str] | tuple[str, ...], heading: str = "") -> Iterator[_Entry]:
    lines = [line for line in lines if line]
    if lines:
        yield _Entry(name, is_heading=True)
    for line in lines:
        yield _Entry(line, "" if line == heading else heading)


def _numbered(candidate: Candidate, entries: list[_Entry]) -> NumberedCv:
    lines: dict[int, str] = {}
    headings: dict[int, str] = {}
    sent: list[str] = []
    for entry in entries[:MOST_LINES]:
        shown = without_person(entry.text, candidate)[:LONGEST_LINE]
        if entry.is_heading:
            sent.append(f"{shown}:")
            continue
        number = len(lines) + 1
        lines[number], headings[number] = entry.text, entry.heading
        sent.append(f"{number}. {shown}")
    return NumberedCv("\n".join(sent), lines, headings)


def without_person(text: str, candidate: Candidate) -> str:
    """A text without the person's name, address, numbers and links; a town alone is no address."""
    address = candidate.location if any(map(str.isdigit, candidate.location or "")) else None
    for told in (candidate.name, candidate.email, candidate.phone, address, *candidate.links):
        if told and len(told) > 2:
            text = re.sub(rf"(?<!\w){re.escape(told)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return _CONTACT.sub("…", text)
