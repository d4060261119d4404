"""Countries and regions: their names and which countries each holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WORLDWIDE = "Worldwide"


@dataclass(frozen=True, slots=True)
class Place:
    """A country or region: its name as the API shows it, and the ISO 3166 alpha-2 codes of its countries."""

    name: str
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Country:
    """A country with everything it is called."""

    place: Place
    code: str
    code3: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A group of countries with everything it is called."""

    place: Place
    names: tuple[str, ...]


def folded_place(name: str) -> str:
    """What the spellings of one place share: "U.S. " and "us" are "us"."""
    words = name.casefold().replace("-", " ").replace(".", "").replace("’", "'").split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@cache
def countries() -> tuple[Country, ...]:
    """All countries, by code."""
    return tuple(_country(*fields) for fields in rows("countries.tsv"))


@cache
def regions() -> tuple[Region, ...]:
    """All regions; one stands after those it is made of."""
    everything = frozenset(country.code for country in countries())
    known: dict[str, Region] = {}
    for name, names, members in rows("regions.tsv"):
        codes: set[str] = set()
        for member in split(members):
            codes |= everything if member == "*" else known[member].place.countries if member in known else {member}
        known[name] = Region(Place(name, frozenset(codes)), (name, *split(names)))
    return tuple(known.values())


def rows(file: str) -> Iterator[list[str]]:
    """The lines of a file of this package, split at tabs."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


def split(names: str) -> tuple[str, ...]:
    """The names of one field."""
    return tuple(filter(None, names.split("|")))


def _country(code: str, code3: str, name: str, names: str, demonyms: str, cities: str) -> Country:
    shown = name.removesuffix(", country")
    place = Place(shown, frozenset({code}))
    return Country(place, code, code3, (shown, *split(names)), split(demonyms), split(cities))


@cache
def _by_name() -> dict[str, Place]:
    named: dict[str, Place] = {}
    for region in regions():
        named |= {folded_place(name): region.place for name in region.names}
    for country in countries():
        called = (*country.names, *country.demonyms, country.code, country.code3)
        named |= {folded_place(name): country.place for name in called}
    return named


def place_named(name: str) -> Place | None:
    """The country or region of a name, local name, ISO code or demonym; None when it names none."""
    return _by_name().get(folded_place(name))


def country_codes(names: Iterable[str]) -> frozenset[str]:
    """The countries of all the places named; an unknown name has none."""
    return frozenset(code for name in names if (place := place_named(name)) for code in place.countries)


def regions_overlap(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether a country is in both lists of places; names the atlas does not know are compared as they are."""
    ours, theirs = _ground(a), _ground(b)
    return bool(ours & theirs) or WORLDWIDE in ours or WORLDWIDE in theirs


def _ground(names: Iterable[str]) -> set[str]:
    ground: set[str] = set()
    for name in names:
        place = place_named(name)
        if place is None:
            ground.add(folded_place(name))
        else:
            ground |= place.countries | ({WORLDWIDE} if place.name == WORLDWIDE else set())
    return ground
