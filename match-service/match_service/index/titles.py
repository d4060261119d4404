"""Distinct titles, and how near each is to a role."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from match_service.index.column import Column
from match_service.index.compiled import Whole, compiled
from match_service.index.layout import BLOCK_ROWS, Array, Ragged
from match_service.index.lists import BlockLists
from match_service.index.weights import ALIKE, Weights
from match_service.scoring.title import MISSING_TO_EXTRA, NO_WISH, UNKNOWN, level_points
from vocabulary.titles import Seniority

NO_LEVEL = len(Seniority)
_LEVELS = (*Seniority, None)
_LEVEL_POINTS = np.array([[level_points(one, other) for other in _LEVELS] for one in _LEVELS], np.int64)


class Words(NamedTuple):
    """A title or a role: the numbers of its words, and its level (NO_LEVEL for none)."""

    words: Array
    level: int


class _Others(NamedTuple):
    """A title or role to compare with: its words, their weights, the sum of them, and points by level."""

    words: Array
    weights: Array
    weight: int
    levels: Array


@compiled
def _raise_points(
    starts: Array,
    rows: Array,
    weights: Array,
    levels: Array,
    other: _Others,
    of_roles: bool,
    shared: Array,
    best: Array,
) -> None:
    """Raise `best` to the points of the rows that share words with the other; `shared` is nought before and after."""
    for at in range(other.words.size):
        word = other.words[at]
        if word + 1 < starts.size:
            for place in range(np.intp(starts[word]), np.intp(starts[word + 1])):
                shared[rows[place]] += other.weights[at]
    for at in range(other.words.size):
        word = other.words[at]
        if word + 1 < starts.size:
            for place in range(np.intp(starts[word]), np.intp(starts[word + 1])):
                row = rows[place]
                if shared[row] > 0:
                    points = _points(np.int64(shared[row]), np.int64(weights[row]), other.weight, of_roles)
                    best[row] = max(np.int64(best[row]), min(100, points + other.levels[levels[row]]))
                    shared[row] = 0


@compiled
def _points(shared: Whole, weight: Whole, other: Whole, of_roles: bool) -> Whole:
    """The rule of scoring/title.py, before the points for the level."""
    whole = MISSING_TO_EXTRA * (weight if of_roles else other) + (other if of_roles else weight) - shared
    return (200 * MISSING_TO_EXTRA * shared + whole) // (2 * whole)


class TitleTable:
    """Titles, or roles, by number from 0. Grows only."""

    def __init__(self, *, of_roles: bool = False, block_rows: int = BLOCK_ROWS) -> None:
        self._of_roles = of_roles
        self._block_rows = block_rows
        self._words = [BlockLists(block_rows)]
        self._levels = Column(np.uint8)
        self._weights = Column(np.uint16)
        self._of_word = ALIKE

    def __len__(self) -> int:
        return self._levels.values.size

    def extend(self, words: Ragged, levels: Array) -> None:
        """Add titles at the end, by the numbers of their words and their levels."""
        start = 0
        while start < levels.size:
            stop = min(levels.size, start + self._words[-1].room)
            self._words[-1].append(words.part(start, stop))
            if not self._words[-1].room:
                self._words.append(BlockLists(self._block_rows))
            start = stop
        self._levels.extend(levels)
        self._weights.extend(_sums(words.counts, self._of_word.of_words(words.values)))

    def weigh(self, weights: Weights) -> None:
        """Use other weights of words from now on."""
        self._of_word = weights
        for number, block in enumerate(self._words):
            words = block.restore()
            first = number * self._block_rows
            self._weights.values[first : first + block.size] = _sums(words.counts, weights.of_words(words.values))

    def points(self, others: Sequence[Words]) -> Array:
        """The points of every title for somebody with these roles, or of every role for a title."""
        weights = self._weights.values
        if not others:
            return np.full(weights.size, NO_WISH, np.uint8)
        best = np.where(weights == 0, 0 if self._of_roles else UNKNOWN, 0).astype(np.uint8)
        shared = np.zeros(self._block_rows, np.uint16)
        for other in others:
            self._raise_for(other, shared, best)
        return best

    def _raise_for(self, other: Words, shared: Array, best: Array) -> None:
        of_word = self._of_word.of_words(other.words)
        others = _Others(other.words, of_word.astype(np.uint16), int(of_word.sum()), _LEVEL_POINTS[other.level])
        for number, block in enumerate(self._words):
            first = number * self._block_rows
            rows = slice(first, first + block.size)
            weights, levels = self._weights.values[rows], self._levels.values[rows]
            _raise_points(*block.lists, weights, levels, others, self._of_roles, shared, best[rows])

    def word_counts(self) -> Array:
        """How many titles have each word, by its number."""
        held = [block.lists.starts.astype(np.int64) for block in self._words]
        counts = np.zeros(max(starts.size for starts in held) - 1, np.int64)
        for starts in held:
            counts[: starts.size - 1] += starts[1:] - starts[:-1]
        return counts

    @property
    def nbytes(self) -> int:
        return self._levels.nbytes + self._weights.nbytes + sum(block.nbytes for block in self._words)


def _sums(counts: Array, values: Array) -> Array:
    """The sum of each run of values; `counts` says how long the runs are."""
    ends = np.concatenate([[0], np.cumsum(values)])
    stops = np.cumsum(counts, dtype=np.int64)
    sums: Array = ends[stops] - ends[stops - counts]
    return sums
