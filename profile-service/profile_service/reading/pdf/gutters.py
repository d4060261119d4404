"""Where a page is divided into columns: tall white strips with text on both sides that does not belong together."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.reading.dates import periods_in
from profile_service.reading.document import Span
from profile_service.reading.headings import heading_of
from profile_service.reading.labels import is_label
from profile_service.reading.notes import is_note
from profile_service.reading.pdf.rows import Row, rows_of
from profile_service.reading.pdf.words import Word

_STEP = 2.0
"""Points a cell of the grid measures."""
_NARROWEST = 3
"""Cells a strip is wide at least: 6 points."""
_SHORTEST = 36.0
_FEWEST_ROWS = 2
_JOINED_GAP = 0.55
_SAME_LINE = 2.5
_MOST_TRIED = 12
_META_SHARE = 0.7
_ALIGNED_SHARE = 0.55
_DATES_SHARE = 0.35
_DESERT = 12.0
"""Line heights a column may stay empty."""
_CLEAR = 1.0
_REACH = re.compile(r"@|\b(?:www\.|https?://|linkedin|github)|\+?\d[\d ()/.-]{7,}\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gutter:
    """A white strip: `x` its middle, from `top` down to `bottom`."""

    x: float
    top: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether a word stands at its height."""
        return self.top <= (word.top + word.bottom) / 2 <= self.bottom


def find_gutter(words: Sequence[Word]) -> Gutter | None:
    """The tallest strip that divides columns; None where all strips only divide the pieces of lines."""
    for gutter in _tallest(_strips(words)):
        for part in _parts(gutter, words):
            left, right = _sides(part, words)
            if min(len(left), len(right)) >= _FEWEST_ROWS and _are_columns(left, right):
                return _trimmed(part, left, right)
    return None


def _sides(gutter: Gutter, words: Sequence[Word]) -> tuple[list[Row], list[Row]]:
    inside = [word for word in words if gutter.holds(word)]
    return rows_of(word for word in inside if word.x1 <= gutter.x), rows_of(
        word for word in inside if word.x0 >= gutter.x
    )


def _parts(gutter: Gutter, words: Sequence[Word]) -> Iterator[Gutter]:
    """The strip cut where one side stays empty for long, and at headings of boxes below them on both sides."""
    left, right = _sides(gutter, words)
    cuts = {gutter.top, gutter.bottom, *_deserts(left), *_deserts(right)}
    if _has_own_heading(left, right) != _has_own_heading(right, left):
        cuts |= set(_shared_headings(left, right)) | set(_shared_headings(right, left))
    parts = [Gutter(gutter.x, top, bottom) for top, bottom in pairwise(sorted(cuts))]
    yield from sorted(parts, key=lambda part: part.top - part.bottom)


def _deserts(rows: Sequence[Row]) -> Iterator[float]:
    for above, below in pairwise(rows):
        if below.y - above.y > _DESERT * max(above.size, below.size):
            yield above.y + 0.5 * above.size
            yield below.y - below.size


def _shared_headings(rows: Sequence[Row], others: Sequence[Row]) -> Iterator[float]:
    """Headings with nothing beside them whose first line has one at its height on the other side too."""
    for heading, first in pairwise(rows):
        if not _is_heading(heading) or not any(abs(other.y - first.y) < _SAME_LINE for other in others):
            continue
        if not any(heading.y - heading.size < other.y < first.y - _SAME_LINE for other in others):
            yield heading.y - heading.size
            yield heading.y + 0.3 * heading.size


def _trimmed(gutter: Gutter, left: Sequence[Row], right: Sequence[Row]) -> Gutter:
    """From where both sides have begun, without the headings at the bottom that head what follows."""
    top = max(rows[0].y - rows[0].size for rows in (left, right))
    bottom = gutter.bottom
    lanes = [list(left), list(right)]
    while all(lanes) and (cut := _dangling(lanes)):
        bottom = cut - 0.8 * _CLEAR
        lanes = [[row for row in lane if row.y < bottom] for lane in lanes]
    return Gutter(gutter.x, top, bottom) if all(lanes) else Gutter(gutter.x, top, gutter.bottom)


def _dangling(lanes: Sequence[Sequence[Row]]) -> float | None:
    """Where a heading begins that has nothing below it, or only a line that goes on in the other column."""
    lasts = [lane[-1] for lane in lanes]
    for row, other in (lasts, lasts[::-1]):
        if _is_heading(row) and row.y > other.y:
            return row.y - row.size
    same = abs(lasts[0].y - lasts[1].y) < _SAME_LINE
    for lane, other_lane in (lanes, lanes[::-1]):
        if same and len(lane) > 1 and _is_heading(lane[-2]) and (len(other_lane) < 2 or other_lane[-2].y < lane[-2].y):
            return lane[-2].y - lane[-2].size
    return None


def _tallest(strips: Iterable[Gutter]) -> list[Gutter]:
    return sorted(strips, key=lambda strip: strip.top - strip.bottom)[:_MOST_TRIED]


def _strips(words: Sequence[Word]) -> Iterator[Gutter]:
    """The tall white strips of a page; of neighbours alike the middle one."""
    if not words:
        return
    filled = _filled(words)
    deepest = max(int(word.bottom / _STEP) for word in words) + 1
    first, last = min(filled), max(filled)
    alike: dict[tuple[int, int], list[int]] = {}
    for x in range(first + 1, last - _NARROWEST + 1):
        mask = 0
        for cell in range(x, x + _NARROWEST):
            mask |= filled.get(cell, 0)
        for top, bottom in _white_runs(mask, deepest):
            if (bottom - top) * _STEP >= _SHORTEST:
                alike.setdefault((top, bottom), []).append(x)
    for (top, bottom), cells in alike.items():
        middle = cells[len(cells) // 2] + _NARROWEST / 2
        yield Gutter(middle * _STEP, top * _STEP, bottom * _STEP)


def _filled(words: Sequence[Word]) -> dict[int, int]:
    """For each cell across the page a bit mask of the heights at which something stands."""
    filled: dict[int, int] = {}
    for x0, x1, top, bottom in _joined(words):
        rows = (1 << (int(bottom / _STEP) + 1)) - (1 << max(0, int(top / _STEP)))
        for cell in range(int(x0 / _STEP), int(x1 / _STEP) + 1):
            filled[cell] = filled.get(cell, 0) | rows
    return filled


def _joined(words: Sequence[Word]) -> Iterator[tuple[float, float, float, float]]:
    """Words of a line that stand close together, as one box."""
    box: tuple[float, float, float, float] | None = None
    base = gap = 0.0
    for word in sorted(words, key=lambda word: (round(word.y / _SAME_LINE), word.x0)):
        if box and abs(word.y - base) <= _SAME_LINE and -gap <= word.x0 - box[1] <= gap:
            box = (box[0], max(box[1], word.x1), min(box[2], word.top), max(box[3], word.bottom))
        else:
            if box:
                yield box
            box = (word.x0, word.x1, word.top, word.bottom)
        base, gap = word.y, _JOINED_GAP * word.size
    if box:
        yield box


def _white_runs(mask: int, deepest: int) -> Iterator[tuple[int, int]]:
    start = 0
    for run in bin(mask | 1 << deepest)[:1:-1].split("1"):
        if run:
            yield start, start + len(run)
        start += len(run) + 1


def _are_columns(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Columns have headings of their own, or lines that do not stand at the same heights, or the look of cards."""
    if _are_dates_beside(left, right) or _are_dates_beside(right, left):
        return False
    fewer, more = sorted((left, right), key=len)
    if _share(fewer, _is_meta) >= _META_SHARE:
        return False
    if _has_own_heading(left, right) and _has_own_heading(right, left):
        return True
    if _share(left, _is_mark) >= _META_SHARE:
        return False
    if sum(_is_reach(row) for row in fewer) >= _FEWEST_ROWS and not any(map(_is_reach, more)):
        return True
    if _aligned(fewer, more) < _ALIGNED_SHARE:
        return len(fewer) > _FEWEST_ROWS
    return _are_cards(left, right)


def _are_dates_beside(side: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether a side holds the dates of what stands at the same heights on the other."""
    dates = [row for row in side if any(period.span == Span(0, len(row.text)) for period in periods_in(row.text))]
    return len(dates) >= max(_FEWEST_ROWS, _DATES_SHARE * len(side)) and _aligned(dates, other) > _META_SHARE


def _share(rows: Sequence[Row], test: Callable[[Row], bool]) -> float:
    return sum(map(test, rows)) / len(rows)


def _has_own_heading(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether a heading stands here that is not just one piece of a line running through both sides."""
    plain = [other.y for other in others if not _is_heading(other)]
    return any(_is_heading(row) and not any(abs(row.y - y) < _SAME_LINE for y in plain) for row in rows)


def _is_heading(row: Row) -> bool:
    return not row.bullet and all(heading_of(cell.text) for cell in row.cells)


def _is_meta(row: Row) -> bool:
    return is_note(row.text)


def _is_mark(row: Row) -> bool:
    """What may stand before lines in the margin: a heading, a date, a label."""
    return _is_meta(row) or heading_of(row.text) is not None or row.text.endswith(":") or is_label(row.text)


def _is_reach(row: Row) -> bool:
    return _REACH.search(row.text) is not None


def _aligned(fewer: Sequence[Row], more: Sequence[Row]) -> float:
    heights = [row.y for row in more]
    return sum(any(abs(row.y - y) < 0.25 * row.size for y in heights) for row in fewer) / len(fewer)


def _are_cards(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Boxes side by side: both begin alike, in bold, and go on otherwise; or both hold running text."""
    if all(_runs_on(rows) for rows in (left, right)):
        return True
    heads = left[0], right[0]
    others = (*left[1:], *right[1:])
    alike = abs(heads[0].y - heads[1].y) < 2 and abs(heads[0].size - heads[1].size) < 0.5
    return alike and all(row.bold for row in heads) and not any(row.bold for row in others) and len(others) > 3


def _runs_on(rows: Sequence[Row]) -> bool:
    """Whether a sentence goes on from one line to the next."""
    return any(
        len(first.text) > 18 and second.text[:1].islower() and not first.text.rstrip().endswith((".", ":", ";"))
        for first, second in pairwise(rows)
    )
