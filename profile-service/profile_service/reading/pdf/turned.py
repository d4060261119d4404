"""Headings that stand upright beside their section, read from below or above: put where a heading belongs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from profile_service.reading.headings import heading_of
from profile_service.reading.pdf.glyphs import Glyph
from profile_service.reading.pdf.rows import rows_of
from profile_service.reading.pdf.words import Word, words_of


def with_turned_headings(words: list[Word], glyphs: Sequence[Glyph], height: float) -> list[Word]:
    """The words of a page and its turned headings, each in the widest blank above where it begins."""
    ceiling, placed = 0.0, []
    for top, bottom, text in sorted(_headings(glyphs, height)):
        blank = _widest_blank(words, ceiling, top)
        if blank:
            middle = sum(blank) / 2
            size = max(4.0, 0.8 * (blank[1] - blank[0]))
            left = min(word.x0 for word in words)
            placed.append(Word(text, left, left + size * len(text) / 2, middle + 0.3 * size, size, bold=True))
        ceiling = bottom
    return words + placed


def _headings(glyphs: Iterable[Glyph], height: float) -> Iterator[tuple[float, float, str]]:
    turned = sorted((glyph for glyph in glyphs if glyph.turned), key=lambda glyph: glyph.turned)
    for direction, group in groupby(turned, key=lambda glyph: glyph.turned):
        for row in rows_of(words_of(group)):
            for cell in row.cells:
                top, bottom = (
                    (height - cell.x1, height - cell.x0) if direction > 0 else (height + cell.x0, height + cell.x1)
                )
                if heading_of(cell.text):
                    yield top, bottom, cell.text


def _widest_blank(words: Sequence[Word], ceiling: float, floor: float) -> tuple[float, float] | None:
    """The widest strip without words between two heights of the page."""
    inside = sorted((word for word in words if ceiling <= word.y <= floor), key=lambda word: word.top)
    blanks, deepest = [], inside[0].bottom if inside else 0.0
    for _, word in pairwise(inside):
        if word.top > deepest:
            blanks.append((deepest, word.top))
        deepest = max(deepest, word.bottom)
    return max(blanks, key=lambda blank: blank[1] - blank[0], default=None)
