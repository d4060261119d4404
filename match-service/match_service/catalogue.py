"""Every open posting and everybody who is scored, in a worker's memory, with the numbers the schema gave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import compress
from typing import TypeVar

import numpy as np

from match_service.features import PostingFeatures, TermsKey, WishKey, WordsKey
from match_service.index.copied import NULL, Copied
from match_service.index.layout import (
    NEVER,
    Array,
    Ragged,
    own_years_codes,
    posting_rows,
    side_by_side,
    skill_keys,
    terms_code,
    terms_wish,
    years_codes,
)
from match_service.index.people import OUT_OF_REACH, Opening, PeopleIndex, Taken, person_rows
from match_service.index.places import Place, place_of, wish_of
from match_service.index.postings import PostingIndex, Ranked, Seeker
from match_service.index.titles import NO_LEVEL, TitleTable, Words
from match_service.index.weights import Weights
from match_service.reasons import Reasons
from match_service.scoring import JobType, Person, RemoteType
from match_service.scoring.rarity import skill_weight, word_weight
from match_service.scoring.salary import BILLION, billionths, in_dollars
from match_service.scoring.skills import family

Key = TypeVar("Key")

LEAST_TENTHS = 500
"""Pairs scoring less are not stored (matching.md)."""


class Lookup:
    """From numbers of the schema to numbers of the index."""

    def __init__(self) -> None:
        self._found = np.full(0, -1, np.int64)

    def put(self, numbers: Array, found: Array) -> None:
        missing = int(numbers.max(initial=-1)) + 1 - self._found.size
        self._found = np.concatenate([self._found, np.full(max(0, missing + missing // 8), -1, np.int64)])
        self._found[numbers] = found

    def __getitem__(self, numbers: Array) -> Array:
        found: Array = self._found[numbers]
        return found

    def lacks(self, numbers: Array) -> Array:
        """Which numbers are not known yet."""
        lacking = np.ones(numbers.size, np.bool_)
        inside = numbers < self._found.size
        lacking[inside] = self._found[numbers[inside]] < 0
        return lacking


class Catalogue:
    """Fed with rows as the schema has them; `rates` are dollars for one unit of each currency."""

    def __init__(self, rates: Mapping[str, Decimal]) -> None:
        self.postings = PostingIndex()
        self.people = PeopleIndex(self.postings.skills)
        self.currencies = sorted(rates)
        self._rates = np.array([0, *(billionths(rates[currency]) for currency in self.currencies)], np.int64)
        self._names: dict[int, str] = {}
        self._families: dict[int, str | None] = {}
        self._titles, self._roles = Lookup(), Lookup()
        self._terms, self._places = Lookup(), Lookup()
        self._wishes, self._wish_terms = Lookup(), Lookup()

    @property
    def weights(self) -> Weights:
        return self.postings.weights

    def weigh(self, weights: Weights) -> None:
        """Use other weights from now on."""
        self.postings.weigh(weights)
        self.people.weigh(weights)

    def counted_weights(self, version: int) -> Weights:
        """The weights that follow from the postings and titles that are known."""
        postings, titles = len(self.postings), len(self.postings.titles)
        skills = [skill_weight(naming, postings) for naming in self.postings.skill_counts().tolist()]
        words = [word_weight(naming, titles) for naming in self.postings.titles.word_counts().tolist()]
        unseen = skill_weight(0, postings), word_weight(0, titles)
        return Weights(version, np.array(skills, np.uint8), np.array(words, np.uint8), *unseen)

    def learn_skills(self, names: Mapping[int, str]) -> None:
        """Learn the names of skills by number."""
        families = {number: family(name) for number, name in names.items()}
        self._names.update(names)
        self._families.update(families)
        self.postings.skills.put(families)

    def learn_titles(self, rows: Copied) -> None:
        """Learn titles: number, level, words."""
        _learn_words(self._titles, self.postings.titles, rows)

    def learn_roles(self, rows: Copied) -> None:
        """Learn roles: number, level, words."""
        _learn_words(self._roles, self.people.roles, rows)

    def learn_terms(self, terms: Mapping[int, TermsKey]) -> None:
        """Learn terms by number."""
        terms = _new(terms, self._terms)
        numbers, places = np.fromiter(terms, np.int64), [_place_of(key) for key in terms.values()]
        self._places.put(numbers, np.arange(len(self.postings.places), len(self.postings.places) + len(places)))
        self.postings.places.extend(places)
        self._terms.put(numbers, np.array([_code_of(key) for key in terms.values()], np.int64))

    def learn_wishes(self, wishes: Mapping[int, WishKey]) -> None:
        """Learn wishes by number."""
        wishes = _new(wishes, self._wishes)
        numbers, people = np.fromiter(wishes, np.int64), [_wisher(key) for key in wishes.values()]
        self._wishes.put(numbers, np.arange(len(self.people.wishes), len(self.people.wishes) + len(people)))
        self.people.wishes.extend([wish_of(person) for person in people])
        self._wish_terms.put(numbers, np.array([terms_wish(person) for person in people], np.int64))

    def put_postings(self, rows: Copied) -> None:
        """Take up postings: id, posted, expires, pays, currency, title, terms, years (2), closed; required, nice."""
        closed = rows.numbers[:, -1] == 1
        self.postings.drop(rows.numbers[closed, 0])
        rows = rows.pick(~closed)
        job, posted, expires, pays, currency, title, terms, least, most, _ = rows.numbers.T
        required, nice = rows.lists
        columns = posting_rows(
            job=job,
            posted=posted,
            expires=np.where(expires == NULL, NEVER, expires),
            salary=self._dollars(pays, currency),
            title=self._titles[title],
            place=self._places[terms],
            terms=self._terms[terms],
            years=years_codes(least, most, NULL),
            skills=side_by_side(
                Ragged(required.counts, skill_keys(required.values, required=True)),
                Ragged(nice.counts, skill_keys(nice.values, required=False)),
            ),
        )
        self.postings.put(columns)

    def put_people(self, rows: Copied) -> None:
        """Take up people: id, whole years, a part of one, wish, least pay, currency, bar, scored; skills, roles."""
        user, whole, part, wish, pay, currency, bar, scored = rows.numbers.T
        skills, roles = rows.lists
        columns = person_rows(
            person=user,
            years=own_years_codes(whole, part, NULL),
            terms=self._wish_terms[wish],
            wish=self._wishes[wish],
            least_salary=self._dollars(pay, currency),
            bar=np.where(scored == 1, bar, OUT_OF_REACH),
            skills=skills,
            roles=Ragged(roles.counts, self._roles[roles.values].astype(np.int32)),
        )
        self.people.put(columns)

    def forget_people(self, users: Sequence[int]) -> None:
        """Take erased people out."""
        self.people.drop(np.array(users, np.int64))

    def _dollars(self, amount: Array, currency: Array) -> Array:
        """Whole dollars, as scoring.salary.in_dollars has them; 0 for no amount or no rate."""
        rates = self._rates[np.where(currency == NULL, 0, currency)]
        dollars: Array = (2 * np.where(amount == NULL, 0, amount) * rates + BILLION) // (2 * BILLION)
        return dollars

    def best(
        self, person: Person, skills: Sequence[int], roles: Sequence[WordsKey], now: datetime, most: int
    ) -> Ranked:
        """The best postings for a person whose skills and roles have these numbers."""
        words = [
            Words(np.array(role.words, np.int64), NO_LEVEL if role.level is None else role.level) for role in roles
        ]
        return self.postings.best(Seeker(person, skills, words), now, most, LEAST_TENTHS)

    def takers(self, postings: Sequence[PostingFeatures], rates: Mapping[str, Decimal], now: datetime) -> Taken:
        """The people to whose best these postings would belong, by person; expired ones belong to nobody's."""
        still_open = [number for number, posting in enumerate(postings) if not posting.facts.expired(now)]
        taken = self.people.takers([_opening(postings[number], rates) for number in still_open])
        taken = taken.pick(np.argsort(taken.person, kind="stable"))
        return replace(taken, posting=np.array(still_open, np.int64)[taken.posting])

    def reasons(self) -> Reasons:
        """What it takes to say why a pair scores as it does."""
        return Reasons(self._names, self._families, self.weights.skills.tolist(), self.weights.unseen_skill)


def _new(rows: Mapping[int, Key], known: Lookup) -> dict[int, Key]:
    """Rows not learnt yet: what lies beyond the horizon is read again."""
    lacking = known.lacks(np.fromiter(rows, np.int64)).tolist()
    return dict(compress(rows.items(), lacking))


def _learn_words(lookup: Lookup, table: TitleTable, rows: Copied) -> None:
    rows = rows.pick(lookup.lacks(rows.numbers[:, 0]))
    number, level = rows.numbers.T
    lookup.put(number, np.arange(len(table), len(table) + number.size))
    table.extend(rows.lists[0], np.where(level == NULL, NO_LEVEL, level).astype(np.uint8))


def _place_of(key: TermsKey) -> Place:
    eligible = frozenset(key.eligible)
    return Place(eligible, eligible | frozenset(key.located), key.remote_type == RemoteType.FULL)


def _code_of(key: TermsKey) -> int:
    job_type = None if key.job_type is None else JobType(key.job_type)
    remote_type = None if key.remote_type is None else RemoteType(key.remote_type)
    return terms_code(job_type, remote_type, False if key.refuses_visa else None)


def _wisher(key: WishKey) -> Person:
    return Person(
        id=0,
        job_types=frozenset(map(JobType, key.job_types)),
        remote_types=frozenset(map(RemoteType, key.remote_types)),
        needs_visa=key.needs_visa,
        eligible_countries=frozenset(key.eligible),
        preferred_countries=frozenset(key.preferred),
        prefers_remote=key.prefers_remote,
    )


def _opening(posting: PostingFeatures, rates: Mapping[str, Decimal]) -> Opening:
    facts, level = posting.facts, posting.title.level
    return Opening(
        title=Words(np.array(posting.title.words, np.int64), NO_LEVEL if level is None else level),
        place=place_of(facts),
        terms=terms_code(facts.job_type, facts.remote_type, facts.sponsors_visa),
        years=posting.years,
        salary=in_dollars(posting.pays, posting.currency, rates),
        required=np.array(posting.required, np.int64),
        nice=np.array(posting.nice, np.int64),
    )
