"""Words into lines: what stands on one height, divided into pieces where blanks are wide."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.reading.cleaning import clean, unspaced, without_bullet
from profile_service.reading.document import CELL_GAP
from profile_service.reading.pdf.words import Word

_SAME_ROW = 0.42
_CELL_GAP = 1.05
"""Blank between two pieces of a line at least, in letter heights: justified text never stretches that far."""
_TIGHT_BEFORE = re.compile(r"^[,.;:!?)\]’]+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line."""

    text: str
    x0: float
    x1: float
    bold: bool
    size: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page, before its place in the whole text is known."""

    cells: tuple[Cell, ...]
    y: float
    size: float
    bullet: bool
    page: int = 1

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        """Its right end."""
        return self.cells[-1].x1

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(cell.bold for cell in self.cells)

    @property
    def text(self) -> str:
        """Its pieces, divided by tabs."""
        return CELL_GAP.join(cell.text for cell in self.cells)


def rows_of(words: Iterable[Word]) -> list[Row]:
    """The lines of a column, top to bottom; icons divide pieces and are gone, bullets become a mark of the line."""
    rows = (_row(group) for group in _by_height(words))
    return [row for row in rows if row]


def _by_height(words: Iterable[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.y):
        if groups and _together(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _together(group: Sequence[Word], word: Word) -> bool:
    """One height, or small letters set high or low beside the last line's ("1st")."""
    biggest = max(group, key=lambda other: other.size)
    if word.y - biggest.y <= _SAME_ROW * min(biggest.size, word.size):
        return True
    inside = biggest.top <= word.y - 0.3 * word.size <= biggest.bottom
    return inside and not any(other.x0 < word.x1 and word.x0 < other.x1 for other in group)


def _row(words: list[Word]) -> Row | None:
    words.sort(key=lambda word: word.x0)
    bullet, words = _bullet(words)
    groups: list[list[Word]] = [[]]
    for word in words:
        group = groups[-1]
        if word.icon or (group and word.x0 - group[-1].x1 > _CELL_GAP * max(word.size, group[-1].size)):
            groups.append([])
        if not word.icon:
            groups[-1].append(word)
    cells = tuple(cell for group in groups if group and (cell := _cell(group)).text)
    if not cells:
        return None
    return Row(cells, max(word.y for word in words), max(cell.size for cell in cells), bullet)


def _bullet(words: list[Word]) -> tuple[bool, list[Word]]:
    """Whether the line begins with a bullet, and its words without it."""
    if len(words) < 2 or words[0].icon:
        return False, words
    bare, found = without_bullet(f"{words[0].text} {words[1].text}")
    return (True, words[1:]) if found and bare == words[1].text else (False, words)


def _cell(words: Sequence[Word]) -> Cell:
    text = unspaced(_joined(words))
    letters = sum(len(word.text) for word in words)
    bold = 2 * sum(len(word.text) for word in words if word.bold) > letters
    size = sum(word.size * len(word.text) for word in words) / letters
    return Cell(clean(text), words[0].x0, words[-1].x1, bold, size)


def _joined(words: Sequence[Word]) -> str:
    """Words with a blank between; twice as wide a one between single letters shows as two, it divides words there."""
    lone = all(len(word.text) == 1 for word in words) and len(words) > 3
    gaps = sorted(right.x0 - left.x1 for left, right in pairwise(words)) if lone else [0.0]
    wide = 1.7 * gaps[len(gaps) // 3] if lone else float("inf")
    text = words[0].text
    for left, right in pairwise(words):
        blank = "  " if lone and right.x0 - left.x1 > wide else " "
        tight = _TIGHT_BEFORE.match(right.text) and right.x0 - left.x1 < 0.3 * right.size
        text += right.text if tight else blank + right.text
    return text
