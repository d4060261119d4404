"""Lines joined to the paragraphs they were before the page broke them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from profile_service.reading.document import CELL_GAP, Line, Span
from profile_service.reading.notes import ends_open, is_moment, is_note
from profile_service.reading.wordlists import words_of

_CLOSE = 0.7
"""Blank within a paragraph at most, in line heights."""
_ALIKE = 0.06
_LONG = 60
"""A line that ends a sentence still goes on when it is this long: sentences follow each other in paragraphs."""
_BROKEN_WORD = re.compile(r"(\w+)-$")
_FIRST_PARTS = words_of("hyphen_parts.txt")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that belongs together, with the look of its first line. Pieces that stand apart are divided by tabs."""

    text: str
    span: Span
    look: Line
    lines: int = 1

    @property
    def cells(self) -> tuple[str, ...]:
        """The pieces of its line."""
        return tuple(cell for cell in self.text.split(CELL_GAP) if cell)

    @property
    def bullet(self) -> bool:
        """Whether it is a point of a list."""
        return self.look.bullet


def paragraphs_of(lines: Iterable[Line]) -> list[Paragraph]:
    """Paragraphs in their order."""
    found: list[Paragraph] = []
    last: Line | None = None
    for line in lines:
        if last and _goes_on(last, line, found[-1]):
            before = found[-1]
            text = joined(before.text, line.text)
            found[-1] = replace(before, text=text, span=Span(before.span.start, line.end), lines=before.lines + 1)
        else:
            found.append(Paragraph(line.text, Span(line.start, line.end), line))
        last = line
    return found


def _goes_on(before: Line, line: Line, paragraph: Paragraph) -> bool:
    if ends_open(before.text) and is_moment(line.text) and line.gap <= _CLOSE:
        return True
    if line.bullet or not line.follows or line.gap > _CLOSE or before.bold != line.bold or CELL_GAP in line.text:
        return False
    if abs(before.size - line.size) > _ALIKE or is_note(before.text):
        return False
    ended = before.text.endswith((".", ":", "!", "?"))
    return not ended or len(before.text) > _LONG or paragraph.lines > 1 or line.text[:1].islower()


def joined(before: str, after: str) -> str:
    """Two lines as one: a word broken at its hyphen is whole again, one written with a hyphen keeps it."""
    broken = _BROKEN_WORD.search(before)
    if not broken:
        return f"{before} {after}"
    if after[:1].islower() and broken[1].lower() not in _FIRST_PARTS and not broken[1].isupper():
        return before[:-1] + after
    return before + after
