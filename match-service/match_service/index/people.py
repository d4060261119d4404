"""All people in memory: a batch of new postings is scored against them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from match_service.index.compiled import Whole
from match_service.index.layout import (
    BLOCK_ROWS,
    Array,
    Ragged,
    asked_points,
    found_among,
    terms_points,
)
from match_service.index.lists import BlockLists
from match_service.index.offers import Offer, PersonColumns, PersonLists, Takers, offer_block
from match_service.index.places import Place, PlaceTable, points_of_wishes
from match_service.index.rules import NICE_SHIFT, STEP
from match_service.index.skills import ALONE, SkillTable
from match_service.index.titles import TitleTable, Words
from match_service.index.weights import ALIKE, Weights
from match_service.scoring.facts import Years
from match_service.scoring.skills import FULL_CREDIT, HALF_CREDIT
from match_service.scoring.title import NO_WISH, UNKNOWN

NOBODY = -1

OUT_OF_REACH = 1_001
"""The bar of somebody who is gone or not scored."""


class PersonRows(NamedTuple):
    """Columns of some people. `bar`: the score in tenths a posting must reach to be of use to them.
    `skills` and `roles` are numbers; roles and wishes stand in the index's tables."""

    person: Array
    years: Array
    terms: Array
    wish: Array
    least_salary: Array
    bar: Array
    skills: Ragged
    roles: Ragged

    def part(self, start: int, stop: int) -> "PersonRows":
        """The people from `start` to `stop`."""
        facts = [column[start:stop] for column in self[:-2]]
        return PersonRows._make([*facts, self.skills.part(start, stop), self.roles.part(start, stop)])


PERSON_TYPES = dict(zip(PersonRows._fields, ("i8", "u1", "u1", "u4", "u4", "u2"), strict=False))


def person_rows(*, skills: Ragged, roles: Ragged, **facts: Any) -> PersonRows:
    """Columns of people, each of its type."""
    columns = {name: np.asarray(facts[name], kind) for name, kind in PERSON_TYPES.items()}
    return PersonRows(skills=skills, roles=roles, **columns)


@dataclass(frozen=True, slots=True)
class Opening:
    """A posting for people: its facts, with the numbers of its skills and words."""

    title: Words
    place: Place
    terms: int
    years: Years | None
    salary: int | None
    required: Array
    nice: Array


@dataclass(frozen=True, slots=True)
class Taken:
    """People whose bars postings reach: `posting` is the posting's place in the batch, `tenths` its score for them."""

    posting: Array
    person: Array
    tenths: Array
    parts: Array
    """The six sub-scores, in their order."""

    def pick(self, rows: Array | slice) -> "Taken":
        """Some of the pairs."""
        return Taken(self.posting[rows], self.person[rows], self.tenths[rows], self.parts[rows])


NOT_TAKEN = Taken(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint16), np.zeros((0, 6), np.uint8))


class Worth(NamedTuple):
    """What skills bring: to who has one of their families, and to who has them."""

    families: Array
    family_worth: Array
    skill_worth: Array


class PersonBlock:
    """Room for some people."""

    def __init__(self, rows: int) -> None:
        self._facts = [np.zeros(rows, kind) for kind in PERSON_TYPES.values()]
        self._title, self._names_skills = np.zeros(rows, np.uint8), np.zeros(rows, np.uint8)
        self.skills, self._families, self._roles = BlockLists(rows), BlockLists(rows), BlockLists(rows)
        self.gone = 0

    def __len__(self) -> int:
        return self.skills.size

    @property
    def columns(self) -> PersonColumns:
        columns = (*self._facts, self._title, self._names_skills)
        return PersonColumns._make(column[: len(self)] for column in columns)

    @property
    def lists(self) -> PersonLists:
        return PersonLists(self.skills.lists, self._families.lists, self._roles.lists)

    def append(self, rows: PersonRows, families: Ragged) -> None:
        """Add people; there must be room for them."""
        place = slice(len(self), len(self) + rows.person.size)
        for column, values in zip(self._facts, rows[:-2], strict=True):
            column[place] = values
        self._title[place] = np.where(rows.roles.counts > 0, 0, NO_WISH)
        self._names_skills[place] = rows.skills.counts > 0
        self.skills.append(rows.skills)
        self._families.append(families)
        self._roles.append(rows.roles)

    def set_bars(self, people: Array, tenths: Array) -> None:
        """Set the bars of some people, who are ascending ids."""
        columns = self.columns
        rows = np.flatnonzero(found_among(columns.person, people))
        columns.bar[rows] = tenths[np.searchsorted(people, columns.person[rows])]

    def drop(self, people: Array) -> None:
        """Take people out; they are ascending ids."""
        columns = self.columns
        rows = np.flatnonzero(found_among(columns.person, people))
        columns.person[rows], columns.bar[rows] = NOBODY, OUT_OF_REACH
        self.gone += rows.size

    def living(self) -> PersonRows:
        """The people who were not dropped."""
        alive = self.columns.person != NOBODY
        facts = [fact[: len(self)][alive] for fact in self._facts]
        return PersonRows._make([*facts, self.skills.restore().pick(alive), self._roles.restore().pick(alive)])


class PeopleIndex:
    """People by blocks. Numbers of skills and words are the caller's; roles and wishes stand in its tables."""

    def __init__(self, skills: SkillTable, block_rows: int = BLOCK_ROWS) -> None:
        self.roles = TitleTable(of_roles=True, block_rows=block_rows)
        self.wishes = PlaceTable()
        self.weights = ALIKE
        self._skills = skills
        self._block_rows = block_rows
        self._blocks: list[PersonBlock] = []

    def __len__(self) -> int:
        return sum(len(block) - block.gone for block in self._blocks)

    def put(self, rows: PersonRows) -> None:
        """Add people, or replace those of the same ids. A person stands once in `rows`; their skills are known."""
        self.drop(rows.person)
        self._append(rows)

    def drop(self, people: Array) -> None:
        """Take people out; unknown ids are fine."""
        ascending = np.sort(people)
        for block in self._blocks:
            block.drop(ascending)
        for block in [block for block in self._blocks if 2 * block.gone > self._block_rows]:
            self._blocks.remove(block)
            self._append(block.living())

    def _append(self, rows: PersonRows) -> None:
        start = 0
        while start < rows.person.size:
            if not self._blocks or not self._blocks[-1].skills.room:
                self._blocks.append(PersonBlock(self._block_rows))
            stop = min(start + self._blocks[-1].skills.room, rows.person.size)
            part = rows.part(start, stop)
            self._blocks[-1].append(part, self._skills.families_of_rows(part.skills))
            start = stop

    def weigh(self, weights: Weights) -> None:
        """Use other weights of skills and words from now on."""
        self.weights = weights
        self.roles.weigh(weights)

    def set_bars(self, people: Array, tenths: Array) -> None:
        """Set the bars of some people, who are ascending ids; unknown ones are fine."""
        for block in self._blocks:
            block.set_bars(people, tenths)

    def takers(self, openings: Sequence[Opening]) -> Taken:
        """The people whose bars postings reach. Whether a posting is open, or was declined, is the caller's matter."""
        offers = [self._offer(opening) for opening in openings]
        takers = self._room()
        found = [NOT_TAKEN]
        for block in self._blocks:
            lists, columns = block.lists, block.columns
            for number, offer in enumerate(offers):
                count = offer_block(lists, columns, offer, takers)
                people = columns.person[takers.rows[:count]]
                numbers, tenths = np.full(count, number), takers.tenths[:count].copy()
                found.append(Taken(numbers, people, tenths, takers.parts[:count].copy()))
        return Taken(*(np.concatenate([getattr(taken, name) for taken in found]) for name in Taken.__slots__))

    def _room(self) -> Takers:
        rows = self._block_rows
        return Takers(
            rows=np.empty(rows, np.uint16),
            tenths=np.empty(rows, np.uint16),
            parts=np.empty((rows, 6), np.uint8),
            credit=np.empty(rows, np.uint32),
            titles=np.empty(rows, np.uint8),
        )

    def _offer(self, opening: Opening) -> Offer:
        required, nice = self._worth(opening.required, 0), self._worth(opening.nice, NICE_SHIFT)
        points, weights = self._role_points(opening.title), self.weights
        roles = np.flatnonzero(points)
        return Offer(
            families=np.concatenate([required.families, nice.families]),
            family_worth=np.concatenate([required.family_worth, nice.family_worth]),
            skills=np.concatenate([opening.required, opening.nice]),
            skill_worth=np.concatenate([required.skill_worth, nice.skill_worth]),
            required_weight=np.full(STEP, FULL_CREDIT * weights.of_skills(opening.required).sum(), np.uint16),
            nice_weight=np.full(STEP, FULL_CREDIT * weights.of_skills(opening.nice).sum(), np.uint16),
            roles=roles,
            role_points=points[roles],
            years=asked_points(opening.years),
            terms=terms_points()[:, opening.terms],
            wishes=points_of_wishes(self.wishes.rows, opening.place),
            salary=opening.salary or 0,
        )

    def _worth(self, skills: Array, shift: Whole) -> Worth:
        """Who has a relative gets half a skill's worth, who has the skill the other half, or all of it alone."""
        weights, families = self.weights.of_skills(skills), self._skills.families(skills)
        has_family = families != ALONE
        own = np.where(has_family, FULL_CREDIT - HALF_CREDIT, FULL_CREDIT) * weights
        related = HALF_CREDIT * weights[has_family]
        return Worth(families[has_family], *(worth.astype(np.uint32) << shift for worth in (related, own)))

    def _role_points(self, title: Words) -> Array:
        return self.roles.points([title]) if title.words.size else np.full(len(self.roles), UNKNOWN, np.uint8)
