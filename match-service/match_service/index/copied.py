"""Rows as PostgreSQL's COPY sends them in its binary format, read into columns.

The format is described in PostgreSQL's documentation of COPY; an array's in its source, array_send().
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from match_service.index.compiled import Whole, compiled
from match_service.index.layout import Array, Ragged

NUMBER, LIST = 0, 1
"""What a field may be: a whole number or boolean, or an array of integers without NULL."""

NULL = int(np.iinfo(np.int64).min)

READ_AT_ONCE = 4_000_000
_HEADER = 19


class Copied(NamedTuple):
    """Some rows: numbers by row and field (NULL for none), and the lists of each list field."""

    numbers: Array
    lists: tuple[Ragged, ...]

    def pick(self, rows: Array) -> "Copied":
        """The rows where a mask is true."""
        return Copied(self.numbers[rows], tuple(held.pick(rows) for held in self.lists))


class CopyReader:
    """Takes bytes as they come and gives the rows that are whole."""

    def __init__(self, kinds: Sequence[int]) -> None:
        self._kinds = np.array(kinds, np.int64)
        self._bytes = bytearray()
        self._start = _HEADER

    def feed(self, chunk: bytes) -> Iterator[Copied]:
        """Take more bytes; rows come a few megabytes at a time."""
        self._bytes += chunk
        if len(self._bytes) > READ_AT_ONCE:
            yield self.rest()

    def rest(self) -> Copied:
        """The whole rows that are waiting."""
        buffer = np.frombuffer(bytes(self._bytes), np.uint8)
        lists = int((self._kinds == LIST).sum())
        sizes = np.zeros(lists, np.int64)
        rows, end = _measure(buffer, self._start, self._kinds, sizes)
        numbers = np.empty((rows, self._kinds.size - lists), np.int64)
        counts, elements = np.empty((lists, rows), np.int32), np.empty(sizes.sum(), np.int32)
        _fill(buffer, self._start, self._kinds, numbers, counts, elements, np.cumsum(sizes) - sizes)
        del self._bytes[:end]
        self._start = 0
        return Copied(numbers, tuple(map(Ragged, counts, np.split(elements, np.cumsum(sizes)[:-1]))))


@compiled
def _whole(buffer: Array, at: Whole, size: Whole) -> Whole:
    """The signed big-endian number of `size` bytes."""
    value = np.int64(buffer[at])
    if value > 127:
        value -= 256
    for place in range(at + 1, at + size):
        value = (value << 8) | np.int64(buffer[place])
    return value


@compiled
def _elements(buffer: Array, at: Whole, size: Whole) -> Whole:
    """How many elements the array of that many bytes has."""
    return _whole(buffer, at + 12, 4) if size > 12 and _whole(buffer, at, 4) == 1 else 0


@compiled
def _measure(buffer: Array, start: Whole, kinds: Array, sizes: Array) -> tuple[Whole, Whole]:
    """How many rows are whole and where they end; `sizes` gets how many elements their lists have."""
    rows, end = 0, min(start, buffer.size)
    row_sizes = np.zeros_like(sizes)
    while end + 2 <= buffer.size and _whole(buffer, end, 2) >= 0:
        at, kind_at = end + 2, 0
        row_sizes[:] = 0
        for kind in kinds:
            if at + 4 > buffer.size or at + 4 + max(0, _whole(buffer, at, 4)) > buffer.size:
                return rows, end
            size = _whole(buffer, at, 4)
            if kind == LIST:
                row_sizes[kind_at] = _elements(buffer, at + 4, size)
                kind_at += 1
            at += 4 + max(0, size)
        sizes += row_sizes
        rows += 1
        end = at
    return rows, end


@compiled
def _fill(
    buffer: Array, start: Whole, kinds: Array, numbers: Array, counts: Array, elements: Array, places: Array
) -> None:
    """Read the rows that were measured; `places` is where the elements of each list field go."""
    at = start
    for row in range(numbers.shape[0]):
        at += 2
        number = kind_at = 0
        for kind in kinds:
            size = _whole(buffer, at, 4)
            at += 4
            if kind == NUMBER:
                numbers[row, number] = _whole(buffer, at, size) if size > 0 else NULL
                number += 1
            else:
                count = _elements(buffer, at, size)
                for element in range(count):
                    elements[places[kind_at] + element] = _whole(buffer, at + 24 + 8 * element, 4)
                counts[kind_at, row] = count
                places[kind_at] += count
                kind_at += 1
            at += max(0, size)
