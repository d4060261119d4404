"""Inverted lists: for each key, the rows of a block that have it."""

from typing import NamedTuple

import numpy as np

from match_service.index.compiled import compiled
from match_service.index.layout import NO_VALUES, Array, Ragged


class Lists(NamedTuple):
    """The rows with key k are `rows[starts[k]:starts[k + 1]]`, ascending."""

    starts: Array
    rows: Array


@compiled
def _invert(counts: Array, keys: Array, starts: Array, rows: Array) -> None:
    for key in keys:
        starts[key + 1] += 1
    for key in range(starts.size - 1):
        starts[key + 1] += starts[key]
    place = starts.copy()
    at = 0
    for row in range(counts.size):
        for _ in range(counts[row]):
            rows[place[keys[at]]] = row
            place[keys[at]] += 1
            at += 1


@compiled
def _restore(starts: Array, rows: Array, place: Array, keys: Array) -> None:
    for key in range(starts.size - 1):
        for at in range(starts[key], starts[key + 1]):
            keys[place[rows[at]]] = key
            place[rows[at]] += 1


class BlockLists:
    """The lists of one block. While it has room it remembers the keys of its rows and inverts them anew when asked."""

    def __init__(self, room: int) -> None:
        self.size = 0
        self.room = room
        self._keys: list[Ragged] = []
        self._lists: Lists | None = None

    def append(self, keys: Ragged) -> None:
        """Add rows by their keys."""
        self._keys.append(keys)
        self.size += int(keys.counts.size)
        self.room -= int(keys.counts.size)
        self._lists = None
        if self.room == 0:
            self._lists = self._invert()
            self._keys = []

    @property
    def lists(self) -> Lists:
        if self._lists is None:
            self._lists = self._invert()
        return self._lists

    def _invert(self) -> Lists:
        counts = np.concatenate([keys.counts for keys in (NO_VALUES, *self._keys)])
        keys = np.concatenate([keys.values for keys in (NO_VALUES, *self._keys)])
        self._keys = [Ragged(counts, keys)]
        lists = Lists(np.zeros(int(keys.max(initial=-1)) + 2, np.uint32), np.empty(keys.size, np.uint16))
        _invert(counts, keys, lists.starts, lists.rows)
        return lists

    def restore(self) -> Ragged:
        """The keys of the rows, as they were appended."""
        lists = self.lists
        counts = np.bincount(lists.rows, minlength=self.size).astype(np.int32)
        keys = np.empty(lists.rows.size, np.int32)
        _restore(lists.starts, lists.rows, np.cumsum(counts, dtype=np.int64) - counts, keys)
        return Ragged(counts, keys)

    @property
    def nbytes(self) -> int:
        kept = sum(array.nbytes for keys in self._keys for array in keys)
        return int(kept + self.lists.starts.nbytes + self.lists.rows.nbytes)
