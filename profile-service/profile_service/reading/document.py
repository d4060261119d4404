"""The text of a CV as its reader sees it: lines in reading order, with how they look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

CELL_GAP = "\t"
FOOTER_ZONE = -1
"""The zone of what every page repeats at its foot; it stands last."""


class Kind(StrEnum):
    """The kinds of file a CV may come in."""

    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: text[start:end]."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Pieces that stand apart on it ("Engineer" and, far right, "2019 – 2021") are divided by a tab."""

    text: str
    start: int = 0
    page: int = 1
    size: float = 1.0
    """Height of the letters, where 1.0 is the text's usual height."""
    bold: bool = False
    bullet: bool = False
    gap: float = 0.0
    """Blank space above, in line heights."""
    left: float = 0.0
    """Indent, in line heights."""
    marked: bool = False
    """The file itself calls it a heading."""
    follows: bool = False
    """Its first word would not have fitted on the line before: it may go on from there."""
    zone: int = 0
    """Which side-by-side columns it stands in; 0 for none."""
    lane: int = 0
    """Which of those columns, from the left."""

    @property
    def end(self) -> int:
        """Where the line ends in the whole text."""
        return self.start + len(self.text)

    @property
    def cells(self) -> tuple[str, ...]:
        """The pieces of the line."""
        return tuple(cell for cell in self.text.split(CELL_GAP) if cell)

    def placed_cells(self) -> Iterator[tuple[str, Span]]:
        """The pieces with where they stand in the whole text."""
        start = self.start
        for cell in self.text.split(CELL_GAP):
            if cell:
                yield cell, Span(start, start + len(cell))
            start += len(cell) + len(CELL_GAP)


@dataclass(frozen=True, slots=True)
class CvText:
    """A CV's lines in reading order."""

    kind: Kind
    lines: tuple[Line, ...]
    pages: int = 1
    columns: int = 1
    unread_pages: int = 0

    @classmethod
    def of(cls, kind: Kind, lines: Iterable[Line], pages: int = 1, columns: int = 1, unread_pages: int = 0) -> "CvText":
        """The lines with their places in the whole text; those without letters are left out and leave a gap."""
        placed: list[Line] = []
        start, gap = 0, 0.0
        for line in lines:
            if not any(map(str.isalnum, line.text)):
                gap += line.gap + 1.0
                continue
            placed.append(replace(line, start=start, gap=line.gap + gap))
            start, gap = start + len(line.text) + 1, 0.0
        return cls(kind, tuple(placed), pages, columns, unread_pages)

    @property
    def text(self) -> str:
        """The whole text, a line a line."""
        return "\n".join(line.text for line in self.lines)
