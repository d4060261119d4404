"""The order in which a person reads a page: what stands above the columns, each column, what stands below."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from profile_service.reading.headings import heading_of
from profile_service.reading.notes import ends_open, is_moment, is_note
from profile_service.reading.pdf.gutters import find_gutter
from profile_service.reading.pdf.rows import Cell, Row, rows_of
from profile_service.reading.pdf.words import Word

_SAME_GUTTER = 14.0
_SLACK = 4.0
_SAME_EDGE = 3.0
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines below each other."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns divided at x; each holds blocks of its own."""

    x: float
    left: tuple["Block", ...]
    right: tuple["Block", ...]


Block = Lines | Columns


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, the columns it is in (0: none) and which of their lanes."""

    row: Row
    zone: int
    lane: int


def blocks_of(words: Sequence[Word]) -> tuple[Block, ...]:
    """The blocks of a page, or of a part of it, from top to bottom."""
    gutter = find_gutter(words)
    if gutter is None:
        rows = tuple(with_notes_beside_their_heads(with_whole_margins(rows_of(words))))
        return (Lines(rows),) if rows else ()
    above: list[Word] = []
    left: list[Word] = []
    right: list[Word] = []
    below: list[Word] = []
    for word in words:
        middle = (word.top + word.bottom) / 2
        if middle < gutter.top:
            above.append(word)
        elif middle > gutter.bottom:
            below.append(word)
        else:
            (left if word.x0 < gutter.x else right).append(word)
    return (*blocks_of(above), Columns(gutter.x, blocks_of(left), blocks_of(right)), *blocks_of(below))


def with_whole_margins(rows: Sequence[Row]) -> list[Row]:
    """Headings and periods of a margin whole again: headings stand above their text, periods on their first line."""
    return _with_whole_periods(_with_headings_above(rows))


def _with_whole_periods(rows: Sequence[Row]) -> list[Row]:
    """ "Jan 2018 –" in the margin with "Dec 2019" below it, both beside other text."""
    found: list[Row] = []
    for row in rows:
        above, first = found[-1] if found else None, row.cells[0]
        if above is None or len(above.cells) < 2 or not _is_period(above.cells[0], first):
            found.append(row)
            continue
        whole = replace(above.cells[0], text=f"{above.cells[0].text} {first.text}")
        found[-1] = replace(above, cells=(whole, *above.cells[1:]))
        if row.cells[1:]:
            found.append(replace(row, cells=row.cells[1:]))
    return found


def _is_period(above: Cell, below: Cell) -> bool:
    return abs(above.x0 - below.x0) < _SAME_EDGE and ends_open(above.text) and is_moment(below.text)


def _with_headings_above(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    spot = -1
    for row in rows:
        heading = _margin_heading(row)
        longer = _goes_on(found[spot], row) if spot >= 0 else None
        spot = -1
        if longer:
            found[-2] = longer
        elif heading:
            spot = len(found)
            found.append(heading)
        found.append(replace(row, cells=row.cells[1:]) if longer or heading else row)
    return found


def _margin_heading(row: Row) -> Row | None:
    first, *others = row.cells
    differs = others and (
        first.bold != others[0].bold or first.text.isupper() or abs(first.size - others[0].size) > 0.5
    )
    if (
        not differs
        or first.text.endswith(":")
        or not heading_of(first.text)
        or any(heading_of(cell.text) for cell in others)
    ):
        return None
    return Row(row.cells[:1], row.y, row.size, bullet=False, page=row.page)


def _goes_on(heading: Row, row: Row) -> Row | None:
    """The heading with the first piece of the next line, where that makes a longer heading."""
    first, last = row.cells[0], heading.cells[0]
    text = f"{last.text} {first.text}"
    alike = (
        first.bold == last.bold and abs(first.size - last.size) < 0.5 and first.text.isupper() == last.text.isupper()
    )
    if len(row.cells) < 2 or not alike or not heading_of(text):
        return None
    return replace(heading, cells=(replace(last, text=text),))


def with_notes_beside_their_heads(rows: Sequence[Row]) -> list[Row]:
    """Dates and places set in the margin beside an entry's bullets go up to its head, where they belong."""
    lifted: list[Row] = []
    head, spot = None, 0
    for row in rows:
        noted = len(row.cells) > 1 and is_note(row.cells[-1].text)
        below = head is not None and (row.bullet or row.x0 > head.x0 + _SAME_EDGE)
        if head and noted and below and _same_margin(head, row):
            lifted.insert(spot, Row(row.cells[-1:], head.y, row.size, bullet=False, page=row.page))
            lifted.append(replace(row, cells=row.cells[:-1]))
            spot += 1
            continue
        lifted.append(row)
        if not below:
            head, spot = (row, len(lifted)) if noted and not row.bullet else (None, 0)
    return lifted


def _same_margin(head: Row, row: Row) -> bool:
    return abs(head.x1 - row.x1) < _SAME_EDGE or abs(head.cells[-1].x0 - row.cells[-1].x0) < _SAME_EDGE


def joined_pages(pages: Iterable[Sequence[Block]]) -> list[Block]:
    """The blocks of all pages; columns that go on over a page break go on in their lanes."""
    blocks: list[Block] = []
    for page in pages:
        rest = list(page)
        while rest and blocks and isinstance(blocks[-1], Columns) and (longer := _continued(blocks[-1], rest[0])):
            blocks[-1] = longer
            del rest[0]
        blocks += rest
    return blocks


def _continued(columns: Columns, block: Block) -> Columns | None:
    if isinstance(block, Columns):
        if abs(columns.x - block.x) > _SAME_GUTTER:
            return None
        return Columns(columns.x, columns.left + block.left, columns.right + block.right)
    if all(row.x1 <= columns.x + _SLACK for row in block.rows):
        return Columns(columns.x, (*columns.left, block), columns.right)
    if all(row.x0 >= columns.x - _SLACK for row in block.rows):
        return Columns(columns.x, columns.left, (*columns.right, block))
    return None


class _Zones:
    """Numbers the columns in the order they are met."""

    def __init__(self) -> None:
        self.count = 0

    def placed(self, blocks: Iterable[Block], zone: int = 0, lane: int = 0) -> Iterator[Placed]:
        for block in blocks:
            if isinstance(block, Lines):
                yield from (Placed(row, zone, lane) for row in block.rows)
            else:
                self.count += 1
                own = self.count
                yield from self.placed(block.left, own, 0)
                yield from self.placed(block.right, own, 1)


def in_reading_order(blocks: Iterable[Block]) -> list[Placed]:
    """Every line with the columns it stands in."""
    return list(_Zones().placed(blocks))
