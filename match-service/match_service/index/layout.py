"""How facts lie in memory: one column a fact, one row a posting or person, blocks of at most 65,536 rows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from match_service.scoring.experience import IN_RANGE, NOT_STATED, OVER, SHORT
from match_service.scoring.facts import MOST_YEARS, JobType, Person, Posting, RemoteType, Title, Years
from match_service.scoring.filters import barrier
from match_service.scoring.work_type import work_type_score

Array = NDArray[Any]

BLOCK_ROWS = 65_536
"""A row's place in its block fits two bytes."""

BARRED = 255
"""In a table of points: the pair is dropped."""

NEVER = 2**32 - 1
"""The expiry of a posting that has none."""

GONE = 0
"""The terms of a posting that is closed, or was replaced by a newer row."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ragged(NamedTuple):
    """Values of rows that have several each, one row after the other; `counts` says how many."""

    counts: Array
    values: Array

    def part(self, start: int, stop: int) -> "Ragged":
        """The rows from `start` to `stop`."""
        ends = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
        last = min(stop, self.counts.size)
        return Ragged(self.counts[start:stop], self.values[ends[start] : ends[last]])

    def pick(self, rows: Array) -> "Ragged":
        """The rows where a mask is true."""
        return Ragged(self.counts[rows], self.values[np.repeat(rows, self.counts)])


NO_VALUES = Ragged(np.zeros(0, np.int32), np.zeros(0, np.int32))


def ragged(rows: Iterable[Iterable[int]]) -> Ragged:
    """Rows of whole numbers."""
    held = [np.fromiter(row, np.int32) for row in rows]
    return Ragged(np.array([row.size for row in held], np.int32), np.concatenate([NO_VALUES.values, *held]))


def side_by_side(one: Ragged, other: Ragged) -> Ragged:
    """Rows with the values of both."""
    counts = one.counts + other.counts
    starts = np.cumsum(counts, dtype=np.int64) - counts
    values = np.empty(counts.sum(), np.int32)
    for held, first in ((one, starts), (other, starts + one.counts)):
        own_starts = np.cumsum(held.counts, dtype=np.int64) - held.counts
        values[np.arange(held.values.size) + np.repeat(first - own_starts, held.counts)] = held.values
    return Ragged(counts, values)


class PostingRows(NamedTuple):
    """Columns of some postings; `skills` are keys as `skill_keys` makes them."""

    job: Array
    posted: Array
    expires: Array
    salary: Array
    title: Array
    place: Array
    terms: Array
    years: Array
    skills: Ragged

    def part(self, start: int, stop: int) -> "PostingRows":
        """The postings from `start` to `stop`."""
        facts = [column[start:stop] for column in self[:-1]]
        return PostingRows._make([*facts, self.skills.part(start, stop)])


POSTING_TYPES = dict(zip(PostingRows._fields, ("i8", "u4", "u4", "u4", "u4", "u4", "u1", "u2"), strict=False))


def posting_rows(*, skills: Ragged, **facts: Any) -> PostingRows:
    """Columns of postings, each of its type."""
    return PostingRows(skills=skills, **{name: np.asarray(facts[name], kind) for name, kind in POSTING_TYPES.items()})


def skill_keys(skills: Array, *, required: bool) -> Array:
    """A skill has two lists: of the postings that require it and of those that would like it."""
    return 2 * skills + (not required)


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int((moment - EPOCH).total_seconds())


_YEARS_CODES = MOST_YEARS + 2
_NO_END = MOST_YEARS + 1


def years_code(years: Years | None) -> int:
    """Years asked for as a number; 0 when not stated."""
    if years is None:
        return 0
    return 1 + years.least * _YEARS_CODES + (_NO_END if years.most is None else years.most)


def found_among(values: Array, ascending: Array) -> Array:
    """Which values are among some ascending ones."""
    found = np.zeros(values.size, np.bool_)
    if ascending.size:
        near = np.flatnonzero((values >= ascending[0]) & (values <= ascending[-1]))
        found[near] = ascending[np.searchsorted(ascending, values[near])] == values[near]
    return found


def years_codes(least: Array, most: Array, missing: int) -> Array:
    """`years_code` for columns, in which `missing` stands for none."""
    codes: Array = 1 + least * _YEARS_CODES + np.where(most == missing, _NO_END, most)
    return np.where(least == missing, 0, codes)


@lru_cache(maxsize=1_024)
def years_points(years: float | None) -> Array:
    """A person's points for experience by `years_code`: the rule of scoring/experience.py for all codes at once."""
    least, most = np.divmod(np.arange((MOST_YEARS + 1) * _YEARS_CODES), _YEARS_CODES)
    points = np.full(1 + least.size, NOT_STATED, np.uint8)
    if years is not None:
        over = (most != _NO_END) & (years > most)
        points[1:] = _experience_points(np.ceil(least - years), over)
    return points


_MOST_OWN_YEARS = 126
_UNKNOWN_YEARS = 255


def own_years_code(years: float | None) -> int:
    """A person's years as a number: whole years twice, and one more for a part of a year."""
    if years is None:
        return _UNKNOWN_YEARS
    return 2 * int(min(years, _MOST_OWN_YEARS)) + (years % 1 > 0)


def own_years_codes(whole: Array, part: Array, missing: int) -> Array:
    """`own_years_code` for columns of whole years and whether there is a part of one more; `missing` is unknown."""
    return np.where(whole == missing, _UNKNOWN_YEARS, 2 * np.minimum(whole, _MOST_OWN_YEARS) + part)


@lru_cache(maxsize=1_024)
def asked_points(asked: Years | None) -> Array:
    """The points for experience by `own_years_code` where these years are asked for."""
    points = np.full(_UNKNOWN_YEARS + 1, NOT_STATED, np.uint8)
    if asked is not None:
        whole, part = np.divmod(np.arange(_UNKNOWN_YEARS), 2)
        over = np.zeros(whole.size, np.bool_) if asked.most is None else whole + part > asked.most
        points[:_UNKNOWN_YEARS] = _experience_points(asked.least - whole, over)
    return points


def _experience_points(short: Array, over: Array) -> Array:
    """Points by how many years short somebody is, a part of a year being one, and whether they are over."""
    return np.select([short >= 3, short == 2, short == 1, over], [SHORT[2], SHORT[1], SHORT[0], OVER], IN_RANGE)


_JOB_TYPES: tuple[JobType | None, ...] = (None, *JobType)
_REMOTE_TYPES: tuple[RemoteType | None, ...] = (None, *RemoteType)
TERMS = [(job, remote, refused) for job in _JOB_TYPES for remote in _REMOTE_TYPES for refused in (False, True)]
_WISHES = 2 ** (len(JobType) + len(RemoteType) + 1)


def terms_code(job_type: JobType | None, remote_type: RemoteType | None, sponsors_visa: bool | None) -> int:
    """A posting's job type, remote type and refused visa as one number, from 1."""
    return 1 + TERMS.index((job_type, remote_type, sponsors_visa is False))


def terms_wish(person: Person) -> int:
    """A person's wishes for job type, remote type and visa as one number."""
    job_types = [kind in person.job_types for kind in JobType]
    remote_types = [kind in person.remote_types for kind in RemoteType]
    return sum(wish << bit for bit, wish in enumerate((*job_types, *remote_types, person.needs_visa)))


@cache
def terms_points() -> Array:
    """The points for the work type, by `terms_wish` and `terms_code`; BARRED where a hard filter drops the pair."""
    return np.array([[BARRED, *_points_of(_wisher(wish))] for wish in range(_WISHES)], np.uint8)


def _wisher(wish: int) -> Person:
    bits = [bool(wish >> bit & 1) for bit in range(_WISHES.bit_length() - 1)]
    job_types = frozenset(compress(JobType, bits))
    remote_types = frozenset(compress(RemoteType, bits[len(JobType) :]))
    return Person(0, job_types=job_types, remote_types=remote_types, needs_visa=bits[-1])


def _points_of(person: Person) -> Iterator[int]:
    unknown = Posting(id=0, version=0, title=Title(frozenset()), posted_at=EPOCH)
    for job_type, remote_type, refused in TERMS:
        sponsors = False if refused else None
        posting = replace(unknown, job_type=job_type, remote_type=remote_type, sponsors_visa=sponsors)
        yield BARRED if barrier(person, posting, EPOCH) else work_type_score(person, posting)
