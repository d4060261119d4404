"""A made-up labour market of any size, as skewed as a real one: few skills and titles are common, most are rare.

Jobs and people belong to fields. A field has its own ranking of skills and title words; some skills are common to all.
As many skills as the lexicon knows bear its names, and so have its families.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from match_service.index.layout import (
    EPOCH,
    NEVER,
    TERMS,
    Array,
    PostingRows,
    Ragged,
    posting_rows,
    ragged,
    skill_keys,
    terms_wish,
    years_code,
)
from match_service.index.people import Opening, PeopleIndex, PersonRows, person_rows
from match_service.index.places import Place, wish_of
from match_service.index.postings import PostingIndex, Seeker
from match_service.index.titles import NO_LEVEL, Words
from match_service.index.weights import Weights
from match_service.scoring import JobType, Person, Posting, Rarity, RemoteType, Title, Years
from match_service.scoring.rarity import skill_weight, word_weight
from match_service.scoring.skills import family
from vocabulary.skills import known_skills
from vocabulary.titles import Seniority

FIELDS = 40
SKILLS = 5_000
WORDS = 20_000
COUNTRIES = ["DE", "FR", "US", "GB", "CA", "ES", "PL", "NL", "IN", "BR"]
PLACES = 3_000
SKILLS_A_JOB = 12
SKILLS_A_PERSON = 20
ROLES = 5_000
WISHES = 500
ASKED = [years_code(None), *(years_code(Years(least)) for least in range(11))]
ASKED_CHANCE = np.array([45, 3, 6, 10, 12, 6, 10, 2, 2, 1, 2, 1]) / 100

JOB_TYPE_CHANCE = {
    None: 0.15,
    JobType.PERMANENT: 0.65,
    JobType.CONTRACT: 0.1,
    JobType.FREELANCE: 0.03,
    JobType.PART_TIME: 0.07,
}
REMOTE_TYPE_CHANCE = {None: 0.35, RemoteType.FULL: 0.2, RemoteType.HYBRID: 0.2, RemoteType.ONSITE: 0.25}
REFUSED_CHANCE = {False: 0.95, True: 0.05}
TERMS_CHANCE = np.array(
    [JOB_TYPE_CHANCE[job] * REMOTE_TYPE_CHANCE[remote] * REFUSED_CHANCE[no] for job, remote, no in TERMS]
)

WISHED_JOB_TYPES = [
    [],
    [JobType.PERMANENT],
    [JobType.PERMANENT, JobType.CONTRACT],
    [JobType.FREELANCE, JobType.CONTRACT],
]
WISHED_REMOTE_TYPES = [
    [],
    [RemoteType.FULL],
    [RemoteType.FULL, RemoteType.HYBRID],
    [RemoteType.HYBRID, RemoteType.ONSITE],
]

OPENED, NOW = 1_700_000_000, 1_767_225_600


@dataclass(frozen=True, slots=True)
class Field:
    """What is common in a line of work, most common first."""

    skills: Array
    titles: Array


class World:
    """The same numbers each time for the same size."""

    def __init__(self, jobs: int, seed: int = 7) -> None:
        self.jobs = jobs
        self._random = np.random.default_rng(seed)
        self.skill_names = [*known_skills()[:SKILLS], *map("skill {}".format, range(SKILLS))][:SKILLS]
        self._skill_chance, self._word_chance = _zipf(SKILLS, 1.1), _zipf(WORDS, 1.0)
        self._skill_rank = np.array([self._random.permutation(SKILLS) for _ in range(FIELDS)])
        self.titles, self.levels, self._title_field = self._draw_titles(max(1, jobs // 5))
        self._title_ends = np.concatenate([[0], np.cumsum(self.titles.counts, dtype=np.int64)])
        self.fields = [
            Field(self._skill_rank[field], np.flatnonzero(self._title_field == field)) for field in range(FIELDS)
        ]
        self.places = [self._place() for _ in range(PLACES)]

    def _draw_titles(self, titles: int) -> tuple[Ragged, Array, Array]:
        random = self._random
        fields = np.arange(titles) % FIELDS
        counts = random.integers(2, 6, titles).astype(np.int32)
        rank = random.choice(WORDS, counts.sum(), p=self._word_chance)
        own = (rank * 7 + np.repeat(fields, counts) * 461) % WORDS
        words = np.where(random.random(rank.size) < 0.4, rank, own)
        return (
            _once(np.repeat(np.arange(titles), counts), words, titles, WORDS),
            random.integers(0, 7, titles).astype(np.uint8),
            fields,
        )

    def _place(self) -> Place:
        eligible = frozenset(self._random.choice(COUNTRIES, self._random.integers(0, 3)).tolist())
        located = frozenset(self._random.choice(COUNTRIES, self._random.integers(0, 2)).tolist())
        return Place(eligible, eligible | located, bool(self._random.integers(0, 2)))

    def _skills(self, fields: Array, counts: Array) -> Ragged:
        """Different skills a row; about as many as `counts` says."""
        random = self._random
        rows = np.repeat(np.arange(fields.size), counts)
        rank = random.choice(SKILLS, rows.size, p=self._skill_chance)
        skills = np.where(random.random(rank.size) < 0.3, rank, self._skill_rank[fields[rows], rank])
        return _once(rows, skills, fields.size, SKILLS)

    def _titles_of(self, fields: Array) -> Array:
        sizes = np.array([field.titles.size for field in self.fields])
        rank = (sizes[fields] * self._random.random(fields.size) ** 3).astype(np.int64)
        return rank * FIELDS + fields

    def postings(self) -> PostingRows:
        """All open jobs."""
        random, size = self._random, self.jobs
        fields = random.integers(0, FIELDS, size)
        counts = random.poisson(SKILLS_A_JOB, size) * (random.random(size) > 0.05)
        skills = self._skills(fields, counts)
        keys = skill_keys(skills.values, required=True) + (random.random(skills.values.size) < 0.25)
        asked = np.array(ASKED)
        return posting_rows(
            job=np.arange(1, size + 1),
            posted=random.integers(OPENED, NOW, size),
            expires=np.full(size, NEVER),
            salary=np.where(random.random(size) < 0.4, random.integers(30_000, 250_000, size), 0),
            title=self._titles_of(fields),
            place=(PLACES * random.random(size) ** 2).astype(np.int64),
            terms=random.choice(np.arange(1, len(TERMS) + 1), size, p=TERMS_CHANCE),
            years=asked[random.choice(asked.size, size, p=ASKED_CHANCE)],
            skills=Ragged(skills.counts, keys.astype(np.int32)),
        )

    def index(self) -> PostingIndex:
        """All open jobs, indexed and weighed."""
        index = PostingIndex()
        index.skills.put({number: family(name) for number, name in enumerate(self.skill_names)})
        index.titles.extend(self.titles, self.levels)
        index.places.extend(self.places)
        self.rows = self.postings()
        index.put(self.rows)
        index.weigh(self._weights(self.rows, index))
        return index

    def _weights(self, rows: PostingRows, index: PostingIndex) -> Weights:
        naming = np.bincount(rows.skills.values >> 1, minlength=SKILLS).tolist()
        titles = index.titles.word_counts().tolist()
        skills = np.array([skill_weight(count, self.jobs) for count in naming], np.uint8)
        words = np.array([word_weight(count, len(index.titles)) for count in titles], np.uint8)
        return Weights(1, skills, words, skill_weight(0, self.jobs), word_weight(0, len(index.titles)))

    def posting(self, rows: PostingRows, at: int) -> Posting:
        """One of the postings as the pair scorer takes it."""
        place, keys = self.places[int(rows.place[at])], rows.skills.part(at, at + 1).values.tolist()
        job_type, remote_type, refused = TERMS[int(rows.terms[at]) - 1]
        return Posting(
            id=int(rows.job[at]),
            version=1,
            title=_title(self.words_of(int(rows.title[at]))),
            posted_at=EPOCH + timedelta(seconds=int(rows.posted[at])),
            required=frozenset(self.skill_names[key >> 1] for key in keys if not key & 1),
            nice=frozenset(self.skill_names[key >> 1] for key in keys if key & 1),
            years=Years(least) if (least := ASKED.index(int(rows.years[at])) - 1) >= 0 else None,
            job_type=job_type,
            remote_type=remote_type,
            eligible_countries=place.eligible,
            located_in=place.offered,
            salary=int(rows.salary[at]) or None,
            sponsors_visa=False if refused else None,
        )

    def rarity(self, index: PostingIndex) -> Rarity:
        """The weights of the index as the pair scorer takes them."""
        weights = index.weights
        skills = dict(zip(self.skill_names, weights.skills.tolist(), strict=True))
        words = {str(number): int(weight) for number, weight in enumerate(weights.words)}
        return Rarity(weights.version, skills, words, weights.unseen_skill, weights.unseen_word)

    def words_of(self, title: int) -> Words:
        """The words and level of a title."""
        start, stop = self._title_ends[title], self._title_ends[title + 1]
        return Words(self.titles.values[start:stop], int(self.levels[title]))

    def seekers(self, many: int) -> list[Seeker]:
        """People with twenty skills and up to three roles."""
        fields = self._random.integers(0, FIELDS, many)
        skills = self._skills(fields, np.full(many, 3 * SKILLS_A_PERSON))
        ends = np.concatenate([[0], np.cumsum(skills.counts)])
        own = [self._random.permutation(skills.values[ends[at] : ends[at + 1]])[:SKILLS_A_PERSON] for at in range(many)]
        roles = self._titles_of(np.repeat(fields, 3)).reshape(many, 3)
        return [self._seeker(number, own[number].tolist(), roles[number].tolist()) for number in range(many)]

    def _seeker(self, number: int, skills: list[int], roles: list[int]) -> Seeker:
        random = self._random
        person = self._wisher(number)
        words = [self.words_of(role) for role in dict.fromkeys(roles)]
        named = replace(
            person, skills=frozenset(map(self.skill_names.__getitem__, skills)), years=float(random.integers(0, 15))
        )
        return Seeker(replace(named, roles=tuple(map(_title, words))), skills, words)

    def _wisher(self, number: int) -> Person:
        random = self._random
        return Person(
            id=number + 1,
            job_types=frozenset(WISHED_JOB_TYPES[random.integers(4)]),
            remote_types=frozenset(WISHED_REMOTE_TYPES[random.integers(4)]),
            preferred_countries=frozenset(random.choice(COUNTRIES, random.integers(0, 2)).tolist()),
            eligible_countries=frozenset(random.choice(COUNTRIES, random.integers(0, 4)).tolist()),
            least_salary=int(random.integers(30, 150)) * 1_000,
            needs_visa=bool(random.random() < 0.1),
        )

    def crowd(self, index: PostingIndex, many: int, bars: Array) -> PeopleIndex:
        """Many people indexed; their bars are drawn from `bars`."""
        random, people = self._random, PeopleIndex(index.skills)
        roles = self._titles_of(random.integers(0, FIELDS, ROLES))
        words = [self.words_of(role) for role in roles.tolist()]
        people.roles.extend(ragged(role.words for role in words), self.levels[roles])
        wishers = [self._wisher(number) for number in range(WISHES)]
        people.wishes.extend([wish_of(wisher) for wisher in wishers])
        people.put(self._people(many, wishers, bars))
        people.weigh(index.weights)
        return people

    def _people(self, many: int, wishers: list[Person], bars: Array) -> PersonRows:
        random = self._random
        wish = random.integers(0, WISHES, many)
        counts = random.integers(1, 4, many).astype(np.int32)
        return person_rows(
            person=np.arange(1, many + 1),
            years=2 * random.integers(0, 15, many),
            terms=np.array([terms_wish(wisher) for wisher in wishers])[wish],
            wish=wish,
            least_salary=np.array([wisher.least_salary for wisher in wishers])[wish],
            bar=random.choice(bars, many),
            skills=self._skills(random.integers(0, FIELDS, many), np.full(many, SKILLS_A_PERSON * 3 // 2)),
            roles=Ragged(counts, (ROLES * random.random(counts.sum()) ** 3).astype(np.int32)),
        )

    def openings(self, many: int) -> list[Opening]:
        """New jobs like the others."""
        random, fields = self._random, self._random.integers(0, FIELDS, many)
        skills = self._skills(fields, np.full(many, SKILLS_A_JOB))
        ends = np.concatenate([[0], np.cumsum(skills.counts)])
        own = [np.split(skills.values[ends[at] : ends[at + 1]].astype(np.int64), [8]) for at in range(many)]
        return [
            Opening(
                title=self.words_of(title),
                place=self.places[int(PLACES * random.random() ** 2)],
                terms=int(random.choice(len(TERMS), p=TERMS_CHANCE)) + 1,
                years=Years(int(random.integers(0, 10))),
                salary=int(random.integers(30, 250)) * 1_000,
                required=required,
                nice=nice,
            )
            for title, (required, nice) in zip(self._titles_of(fields).tolist(), own, strict=True)
        ]


def _once(rows: Array, values: Array, size: int, limit: int) -> Ragged:
    """The values of each row, once each; all are under the limit."""
    pairs = np.unique(rows * limit + values)
    return Ragged(np.bincount(pairs // limit, minlength=size).astype(np.int32), (pairs % limit).astype(np.int32))


def _title(words: Words) -> Title:
    return Title(frozenset(map(str, words.words.tolist())), None if words.level == NO_LEVEL else Seniority(words.level))


def _zipf(size: int, steepness: float) -> Array:
    chance: Array = 1 / np.arange(1, size + 1) ** steepness
    chance /= chance.sum()
    return chance
