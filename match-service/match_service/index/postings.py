"""All open postings in memory: one person is scored against them in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from match_service.index.compiled import compiled
from match_service.index.layout import (
    BLOCK_ROWS,
    GONE,
    POSTING_TYPES,
    Array,
    PostingRows,
    Ragged,
    found_among,
    seconds,
    terms_points,
    terms_wish,
    years_points,
)
from match_service.index.lists import BlockLists
from match_service.index.places import PlaceTable, points_of_places, wish_of
from match_service.index.rules import STEP
from match_service.index.search import ABOVE, KEPT, THRESHOLD, PostingColumns, Search, Wanted, search_block
from match_service.index.skills import SkillTable, worth_of
from match_service.index.titles import TitleTable, Words
from match_service.index.weights import ALIKE, Weights
from match_service.scoring.facts import Person
from match_service.scoring.skills import FULL_CREDIT, HALF_CREDIT

MOST_TENTHS = 1_000

PARTS = 6
"""Skill, title, experience, work type, location, salary."""

MARGIN, SLACK = 5 / 4, 64
"""How many times their share, and how many more, the rows seen so far must hold above the bar before it rises."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Postings, best first; ties: newest, then lowest id. Scores are in tenths of a point; `parts` are sub-scores."""

    jobs: Array
    tenths: Array
    parts: Array


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person with the numbers the index knows their skills and roles by."""

    person: Person
    skills: Sequence[int]
    roles: Sequence[Words]


@compiled
def _add_totals(counts: Array, keys: Array, weights: Array, required: Array, nice: Array) -> None:
    """Add up the doubled weights of the skills of each row."""
    at = 0
    for row in range(counts.size):
        for _ in range(counts[row]):
            total = nice if keys[at] & 1 else required
            total[row] += 2 * weights[at]
            at += 1


class PostingBlock:
    """Room for some postings."""

    def __init__(self, rows: int) -> None:
        self._facts = [np.zeros(rows, kind) for kind in POSTING_TYPES.values()]
        self._required_weight, self._nice_weight = np.zeros(rows, np.uint16), np.zeros(rows, np.uint16)
        self.skills = BlockLists(rows)
        self.gone = 0

    def __len__(self) -> int:
        return self.skills.size

    @property
    def columns(self) -> PostingColumns:
        columns = (*self._facts, self._required_weight, self._nice_weight)
        return PostingColumns._make(column[: len(self)] for column in columns)

    def append(self, rows: PostingRows, weights: Weights) -> None:
        """Add postings; there must be room for them."""
        place = slice(len(self), len(self) + rows.job.size)
        for column, values in zip(self._facts, rows[:-1], strict=True):
            column[place] = values
        self.skills.append(rows.skills)
        self._weigh(place, rows.skills, weights)

    def weigh(self, weights: Weights) -> None:
        """Use other weights of skills from now on."""
        self._weigh(slice(0, len(self)), self.skills.restore(), weights)

    def _weigh(self, rows: slice, keys: Ragged, weights: Weights) -> None:
        required, nice = self._required_weight[rows], self._nice_weight[rows]
        required[:], nice[:] = 0, 0
        _add_totals(keys.counts, keys.values, weights.of_skills(keys.values >> 1), required, nice)

    def drop(self, jobs: Array) -> None:
        """Take postings out; `jobs` are ascending ids."""
        columns = self.columns
        rows = np.flatnonzero(found_among(columns.job, jobs) & (columns.terms != GONE))
        columns.terms[rows] = GONE
        self.gone += rows.size

    def skill_counts(self) -> Array:
        """How many of the postings name each skill, by its number."""
        starts, rows = self.skills.lists
        ends = starts.astype(np.int64)
        keys = np.repeat(np.arange(starts.size - 1), ends[1:] - ends[:-1])
        alive = self.columns.terms[rows] != GONE
        return np.bincount(keys[alive] >> 1)

    def living(self) -> PostingRows:
        """The postings that were not dropped."""
        alive = self.columns.terms != GONE
        return PostingRows._make(
            [*(fact[: len(self)][alive] for fact in self._facts), self.skills.restore().pick(alive)]
        )

    @property
    def nbytes(self) -> int:
        columns = (*self._facts, self._required_weight, self._nice_weight)
        return sum(column.nbytes for column in columns) + self.skills.nbytes


class PostingIndex:
    """Open postings by blocks. Numbers of skills are the caller's; titles and places stand in its tables."""

    def __init__(self, block_rows: int = BLOCK_ROWS) -> None:
        self.skills = SkillTable()
        self.titles = TitleTable(block_rows=block_rows)
        self.places = PlaceTable()
        self.weights = ALIKE
        self._block_rows = block_rows
        self._blocks: list[PostingBlock] = []

    def __len__(self) -> int:
        """How many postings are open."""
        return sum(len(block) - block.gone for block in self._blocks)

    def put(self, rows: PostingRows) -> None:
        """Add postings, or replace those of the same ids. A posting stands once in `rows`."""
        self.drop(rows.job)
        self._append(rows)

    def drop(self, jobs: Array) -> None:
        """Take closed postings out; unknown ids are fine."""
        ascending = np.sort(jobs)
        for block in self._blocks:
            block.drop(ascending)
        for block in [block for block in self._blocks if 2 * block.gone > self._block_rows]:
            self._blocks.remove(block)
            self._append(block.living())

    def _append(self, rows: PostingRows) -> None:
        start = 0
        while start < rows.job.size:
            if not self._blocks or not self._blocks[-1].skills.room:
                self._blocks.append(PostingBlock(self._block_rows))
            stop = min(start + self._blocks[-1].skills.room, rows.job.size)
            self._blocks[-1].append(rows.part(start, stop), self.weights)
            start = stop

    def weigh(self, weights: Weights) -> None:
        """Use other weights of skills and words from now on."""
        self.weights = weights
        self.titles.weigh(weights)
        for block in self._blocks:
            block.weigh(weights)

    def skill_counts(self) -> Array:
        """How many open postings name each skill, by its number."""
        counts = np.zeros(0, np.int64)
        for block in self._blocks:
            here = block.skill_counts()
            counts = np.concatenate([counts, np.zeros(max(0, here.size - counts.size), np.int64)])
            counts[: here.size] += here
        return counts

    def best(self, seeker: Seeker, now: datetime, most: int, least_tenths: int = 0) -> Ranked:
        """The best postings for a person, at most `most`, none under `least_tenths`, none they declined."""
        search = self._search(self._wanted(seeker), seconds(now), most + len(seeker.person.declined), least_tenths)
        return self._ranked(search, seeker.person.declined, most)

    def _wanted(self, seeker: Seeker) -> Wanted:
        person = seeker.person
        exact, exact_worth = worth_of(seeker.skills, FULL_CREDIT, self.weights)
        related, related_worth = worth_of(self.skills.related_to(seeker.skills), HALF_CREDIT, self.weights)
        return Wanted(
            exact=exact,
            exact_worth=exact_worth,
            related=related,
            related_worth=related_worth,
            titles=self.titles.points(seeker.roles),
            years=years_points(person.years),
            terms=terms_points()[terms_wish(person)],
            places=points_of_places(self.places.rows, wish_of(person)),
            least_salary=person.least_salary or 0,
            names_skills=np.full(STEP, bool(person.skills), np.uint8),
        )

    def _search(self, wanted: Wanted, now: int, most: int, least: int) -> Search:
        """Search with a bar that rises as if the rows to come were like those seen; if that was too high, once more."""
        rows = sum(len(block) for block in self._blocks)
        seen = np.minimum(np.arange(1, rows // STEP + 2) * STEP, rows)
        hopeful = np.minimum(most, MARGIN * most * seen / max(rows, 1) + SLACK).astype(np.int64)
        search = self._searched(wanted, now, least, hopeful)
        if search.numbers[ABOVE] < most and search.numbers[THRESHOLD] > least:
            return self._searched(wanted, now, least, np.full_like(hopeful, most))
        return search

    def _searched(self, wanted: Wanted, now: int, least: int, quota: Array) -> Search:
        rows = len(self._blocks) * self._block_rows
        best = Search(
            kept_tenths=np.empty(rows, np.uint16),
            kept_rows=np.empty(rows, np.uint32),
            kept_parts=np.empty((rows, PARTS), np.uint8),
            counts=np.zeros(MOST_TENTHS + 2, np.int64),
            numbers=np.array([least, 0, 0], np.int64),
            credit=np.empty(self._block_rows, np.uint32),
        )
        for number, block in enumerate(self._blocks):
            search_block(*block.skills.lists, block.columns, wanted, now, number * self._block_rows, quota, best)
        return best

    def _ranked(self, search: Search, declined: frozenset[int], most: int) -> Ranked:
        kept = search.numbers[KEPT]
        good = np.flatnonzero(search.kept_tenths[:kept] >= search.numbers[THRESHOLD])
        tenths, rows = search.kept_tenths[good].astype(np.int64), search.kept_rows[good]
        jobs, posted = self._ids_and_dates(rows)
        order = np.lexsort((jobs, -posted, -tenths))
        if declined:
            order = order[~np.isin(jobs[order], list(declined))]
        order = order[:most]
        return Ranked(jobs[order], tenths[order], search.kept_parts[good[order]])

    def _ids_and_dates(self, rows: Array) -> tuple[Array, Array]:
        """The ids and dates of rows, which stand in the order `search_block` numbered them."""
        starts = np.arange(len(self._blocks) + 1) * self._block_rows
        ends = np.searchsorted(rows, starts)
        columns = [block.columns for block in self._blocks]
        own = [rows[ends[at] : ends[at + 1]] - starts[at] for at in range(len(columns))]
        none = np.zeros(0, np.int64)
        jobs = [block.job[some] for block, some in zip(columns, own, strict=True)]
        posted = [block.posted[some].astype(np.int64) for block, some in zip(columns, own, strict=True)]
        return np.concatenate([none, *jobs]), np.concatenate([none, *posted])

    @property
    def nbytes(self) -> int:
        """What the index takes in memory."""
        return self.titles.nbytes + self.places.nbytes + sum(block.nbytes for block in self._blocks)
