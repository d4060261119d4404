"""Where jobs may be done, as sets of countries packed into bits."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from match_service.index.column import Column
from match_service.index.compiled import Whole, compiled
from match_service.index.layout import Array
from match_service.scoring.facts import Countries, Person, Posting, RemoteType
from vocabulary.places import country_codes

_WORDS = 4
_NUMBERS = {code: number for number, code in enumerate(sorted(country_codes(["Worldwide"])))}


class Place(NamedTuple):
    """Where a posting is open to people from, all it names, and whether it is done from anywhere."""

    eligible: Countries
    offered: Countries
    remote: bool


def place_of(posting: Posting) -> Place:
    """The place of a posting; postings have few distinct ones."""
    offered = posting.eligible_countries | posting.located_in
    return Place(posting.eligible_countries, offered, posting.remote_type is RemoteType.FULL)


def packed(countries: Iterable[str]) -> Array:
    """A set of country codes as 256 bits; a code that is no country's any more is left out."""
    bits = np.zeros(64 * _WORDS, np.uint8)
    bits[[_NUMBERS[code] for code in countries if code in _NUMBERS]] = 1
    return np.packbits(bits).view(np.uint64)


def wish_of(person: Person) -> Place:
    """What a person wishes, in the shape of a place: `offered` is all they want, `remote` that they want it."""
    wanted = person.eligible_countries | person.preferred_countries
    return Place(person.eligible_countries, wanted, person.prefers_remote)


class PlaceRows(NamedTuple):
    """Places in bits, one a row."""

    eligible: Array
    offered: Array
    remote: Array


def place_rows(places: Sequence[Place]) -> PlaceRows:
    """Places in bits."""
    eligible = np.array([packed(place.eligible) for place in places], np.uint64).reshape(-1, _WORDS)
    offered = np.array([packed(place.offered) for place in places], np.uint64).reshape(-1, _WORDS)
    return PlaceRows(eligible, offered, np.array([place.remote for place in places], np.uint8))


class PlaceTable:
    """Places, or wishes, by number from 0. Grows only."""

    def __init__(self) -> None:
        self._eligible = Column(np.uint64, _WORDS)
        self._offered = Column(np.uint64, _WORDS)
        self._remote = Column(np.uint8)

    def __len__(self) -> int:
        return len(self._remote)

    @property
    def rows(self) -> PlaceRows:
        return PlaceRows(self._eligible.values, self._offered.values, self._remote.values)

    def extend(self, places: Sequence[Place]) -> None:
        """Add places at the end."""
        rows = place_rows(places)
        self._eligible.extend(rows.eligible)
        self._offered.extend(rows.offered)
        self._remote.extend(rows.remote)

    @property
    def nbytes(self) -> int:
        return self._eligible.nbytes + self._offered.nbytes + self._remote.nbytes


def points_of_places(places: PlaceRows, wish: Place) -> Array:
    """The points of every place for somebody with this wish; 255 where a hard filter drops the pair."""
    points = np.empty(places.remote.size, np.uint8)
    _fill(*places, *place_rows([wish]), points)
    return points


def points_of_wishes(wishes: PlaceRows, place: Place) -> Array:
    """The points of one place for every wish; 255 where a hard filter drops the pair."""
    points = np.empty(wishes.remote.size, np.uint8)
    _fill(*place_rows([place]), *wishes, points)
    return points


@compiled
def _fill(
    job_eligible: Array,
    job_offered: Array,
    job_remote: Array,
    own_eligible: Array,
    own_wanted: Array,
    own_remote: Array,
    points: Array,
) -> None:
    """The rule of scoring/location.py, 255 when both name eligible regions and none is common; one side has one row."""
    for at in range(points.size):
        job, own = min(at, job_remote.size - 1), min(at, own_remote.size - 1)
        barred = _any(job_eligible, job) and _any(own_eligible, own)
        if barred and not _overlap(job_eligible, job, own_eligible, own):
            points[at] = 255
        elif (own_remote[own] and job_remote[job]) or not (own_remote[own] or _any(own_wanted, own)):
            points[at] = 100
        elif not _any(job_offered, job):
            points[at] = 50
        else:
            points[at] = 100 if _overlap(job_offered, job, own_wanted, own) else 0


@compiled
def _any(countries: Array, at: Whole) -> Whole:
    return (countries[at, 0] | countries[at, 1] | countries[at, 2] | countries[at, 3]) != 0


@compiled
def _overlap(one: Array, at: Whole, other: Array, there: Whole) -> Whole:
    low = (one[at, 0] & other[there, 0]) | (one[at, 1] & other[there, 1])
    return (low | (one[at, 2] & other[there, 2]) | (one[at, 3] & other[there, 3])) != 0
