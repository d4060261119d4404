"""Glyphs into words: by the blanks between them, seen relative to the letters' own spacing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from profile_service.reading.pdf.glyphs import LOST, Glyph

_SAME_BASE = 0.22
"""Share of the letter height within which two base lines are one."""
_WORD_GAP = 0.17
_TIGHT_WORD_GAP = 0.1
"""Blank between two words at least, in letter heights; the tight one where no spaces are written between words."""
_RUN_GAP = 1.6
"""Blank that divides runs whose spacing is judged apart."""
_FEWEST_JUDGED = 5
_LOOSE = 0.06
_TWIN = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together. Coordinates as in Glyph; an icon is a word without text."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    icon: bool = False

    @property
    def top(self) -> float:
        """Where its tall letters begin."""
        return self.y - 0.72 * self.size

    @property
    def bottom(self) -> float:
        """Where its low letters end."""
        return self.y + 0.2 * self.size


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words of a page, base line by base line."""
    return [word for row in _rows(glyphs) for run in _runs(row) for word in _words(run)]


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs of one base line, left to right, drawn once each."""
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if row and glyph.y - row[0].y > _SAME_BASE * max(row[0].size, 4.0):
            yield _distinct(row)
            row = []
        row.append(glyph)
    if row:
        yield _distinct(row)


def _distinct(row: list[Glyph]) -> list[Glyph]:
    """Without the copies that some programs draw for a bold look."""
    row.sort(key=lambda glyph: glyph.x0)
    kept: list[Glyph] = []
    for glyph in row:
        twins = (other for other in kept[-3:] if other.text == glyph.text and not glyph.text.isspace())
        if not any(glyph.x0 - other.x0 < _TWIN * glyph.size for other in twins):
            kept.append(glyph)
    return kept


def _runs(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in row:
        if run and glyph.x0 - run[-1].x1 > _RUN_GAP * max(glyph.size, run[-1].size):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _words(run: Sequence[Glyph]) -> Iterator[Word]:
    threshold = _threshold(run)
    letters: list[Glyph] = []
    for glyph in run:
        apart = letters and glyph.x0 - letters[-1].x1 > threshold * glyph.size
        if letters and (apart or glyph.text.isspace() or glyph.icon or letters[-1].icon):
            yield _word(letters)
            letters = []
        if glyph.icon or not glyph.text.isspace():
            letters.append(glyph)
    if letters:
        yield _word(letters)


def _threshold(run: Sequence[Glyph]) -> float:
    """Blank that divides words: letter-spaced headings have wide ones between all their letters."""
    letters = [glyph for glyph in run if not glyph.icon]
    gaps = [
        (right.x0 - left.x1) / right.size
        for left, right in pairwise(letters)
        if not (left.text.isspace() or right.text.isspace())
    ]
    usual = median(gaps) if len(gaps) >= _FEWEST_JUDGED else 0.0
    least = _WORD_GAP if any(glyph.text.isspace() for glyph in letters) else _TIGHT_WORD_GAP
    return max(least, usual * 1.35 + 0.12 if usual > _LOOSE else usual + least)


def _word(letters: Sequence[Glyph]) -> Word:
    text = "".join(glyph.text for glyph in letters)
    size = max(glyph.size for glyph in letters)
    icon = not text.strip(LOST)
    bold = 2 * sum(glyph.bold for glyph in letters) > len(letters)
    return Word("" if icon else text, letters[0].x0, letters[-1].x1, letters[0].y, size, bold, icon)
