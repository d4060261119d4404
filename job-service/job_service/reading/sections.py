"""Sections of a posting: what stands under which heading."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from job_service.reading.cues import Hit

_LONGEST_HEADING = 72
_MOST_WORDS = 10
_LATEST_START = 24
_BEFORE_A_HEADING = re.compile(r"(?:^|[\n.!?:;•|*]|- )\W*$")
_COLON = re.compile(r"\s*[:：]")
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.!;,]$")
_ABOUT_SOMEBODY = re.compile(r"(?:about|über|à propos de|acerca de|sobre|over|life at|why) \S", re.IGNORECASE)
_ONLY_MARKS = re.compile(r"\W*")


class SectionKind(StrEnum):
    """What a section is about; OTHER when no heading says."""

    REQUIRED = "required"
    NICE = "nice"
    DUTIES = "duties"
    OFFER = "offer"
    COMPANY = "company"
    HIRING = "hiring"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a text: kinds[i] from starts[i] to the next start."""

    starts: Sequence[int]
    kinds: Sequence[SectionKind]

    def kind_at(self, position: int) -> SectionKind:
        """What the section at a position is about."""
        return self.kinds[bisect_right(self.starts, position) - 1]

    def has(self, kind: SectionKind) -> bool:
        """Whether any section is of this kind."""
        return kind in self.kinds


def outline_of(text: str, headings: Sequence[Hit]) -> Outline:
    """Where each section begins.

    A bulleted section ends with its bullets, "nice to have" at any next heading, and what follows a heading on its
    own line ends with that line.
    """
    by_line = _headings_by_line(text, headings)
    turns = {0: SectionKind.OTHER}
    kind, in_bullets = SectionKind.OTHER, False
    for start, line in _lines(text):
        if hits := by_line.get(start):
            turns |= {start: kind} | {hit.start: SectionKind(hit.value) for hit in hits}
            if _goes_on(line, hits[-1].end - start):
                turns[start + len(line)] = kind
            else:
                kind, in_bullets = SectionKind(hits[-1].value), False
        elif line.startswith("- "):
            in_bullets = True
        elif line and (next_kind := _kind_after(line, kind, in_bullets)) is not kind:
            kind, in_bullets = next_kind, False
            turns[start] = kind
    starts = sorted(turns)
    return Outline(starts, [turns[start] for start in starts])


def _goes_on(line: str, heading_end: int) -> bool:
    """Whether a line says more after its heading and a colon."""
    colon = _COLON.match(line, heading_end)
    return colon is not None and not line[colon.end() :].isspace() and colon.end() < len(line)


def _kind_after(line: str, kind: SectionKind, in_bullets: bool) -> SectionKind:
    """What a line that is neither a bullet nor a known heading belongs to."""
    if _is_heading_shaped(line):
        if _ABOUT_SOMEBODY.match(line):
            return SectionKind.COMPANY
        in_bullets = in_bullets and kind not in {SectionKind.REQUIRED, SectionKind.DUTIES}
    return SectionKind.OTHER if in_bullets else kind


def _is_heading_shaped(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and line.count(" ") < _MOST_WORDS and not _ENDS_LIKE_A_SENTENCE.search(line)


def _headings_by_line(text: str, headings: Sequence[Hit]) -> dict[int, list[Hit]]:
    by_line: dict[int, list[Hit]] = {}
    for hit in headings:
        line_start = text.rfind("\n", 0, hit.start) + 1
        if _is_heading(text, hit, line_start):
            by_line.setdefault(line_start, []).append(hit)
    return by_line


def _is_heading(text: str, hit: Hit, line_start: int) -> bool:
    end = text.find("\n", hit.end)
    line = text[line_start : len(text) if end < 0 else end]
    in_bullet, shaped = line.startswith("- "), _is_heading_shaped(line)
    if colon := _COLON.match(text, hit.end):
        if shaped and not in_bullet and not text[colon.end() : line_start + len(line)].strip():
            return True
        return _BEFORE_A_HEADING.search(text, max(line_start, hit.start - 4), hit.start) is not None or (
            hit.start - line_start <= _LATEST_START and text[hit.start].isupper()
        )
    return shaped and not in_bullet and hit.start - line_start <= _LATEST_START and _fills(line, hit, line_start)


def _fills(line: str, hit: Hit, line_start: int) -> bool:
    """Whether the phrase is most of its line, or leads one that ends with a colon."""
    before, after = line[: hit.start - line_start], line[hit.end - line_start :]
    if _ONLY_MARKS.fullmatch(before) and after.rstrip().endswith((":", "…", "...", "：")):
        return True
    return len(before.split()) + len(after.split()) <= max(2, (hit.end - hit.start) // 8)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
