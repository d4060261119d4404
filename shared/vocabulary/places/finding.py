"""Which places a location or a sentence names: "Remote (US only)" is the US."""

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from vocabulary.places.atlas import Place, countries, place_named, regions, rows, split

_STATE_AFTER_COMMA = re.compile(r"(?<=[\w.]),\s*([A-Z]{2})(?![\w&])")
_WORD = re.compile(r"\w")
_SOMEWHERE = re.compile(r"\s*(?:in|within|across|throughout)\b", re.IGNORECASE)
_LONGEST_LOCATION = 60


@cache
def _as_written() -> frozenset[str]:
    """Names that are ordinary words too."""
    return frozenset(name for (names,) in rows("ambiguous.txt") for name in split(names))


@cache
def _subdivisions() -> dict[str, str]:
    """Codes of states and provinces to their country; where two share one, the first stands."""
    return {code: country for country, codes in reversed(tuple(rows("subdivisions.tsv"))) for code in split(codes)}


@dataclass(frozen=True, slots=True)
class _Names:
    automaton: AhoCorasick
    written: tuple[str, ...]
    places: tuple[Place, ...]


@cache
def _names() -> _Names:
    places: dict[str, tuple[str, Place]] = {}
    for country in countries():
        for name in (*country.names, *country.cities):
            places.setdefault(name.lower(), (name, country.place))
    for region in regions():
        places |= {name.lower(): (name, region.place) for name in region.names}
    places |= {"georgia": ("Georgia", _named("US")), "jordan": ("Jordan", _named("JO")), "chad": ("Chad", _named("TD"))}
    written, named = zip(*places.values(), strict=True)
    return _Names(AhoCorasick(list(places)), written, named)


def _named(name: str) -> Place:
    place = place_named(name)
    if place is None:
        raise LookupError(name)
    return place


def places_in(text: str) -> tuple[Place, ...]:
    """The places a text names, once each, in its order; a city stands for its country."""
    found: dict[int, Place] = dict(_named_places(text))
    known = frozenset(code for place in found.values() for code in place.countries)
    found |= _states(text, known)
    if "GE" in known:
        found = {start: _named("GE") if _is_georgia(text, start) else place for start, place in found.items()}
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def _is_georgia(text: str, start: int) -> bool:
    """Whether the word is the one name of a state and a country; with another place of the country it is that."""
    return text.startswith("Georgia", start)


def _named_places(text: str) -> list[tuple[int, Place]]:
    names, taken, found = _names(), 0, []
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    hits = names.automaton.find_matches_as_indexes(lower, overlapping=True)
    for pattern, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        written = names.written[pattern]
        if start >= taken and _is_name(text, start, end, written) and not _is_vague(text, end, written):
            taken = end
            if not _is_namesake(text, end, names.places[pattern]):
                found.append((start, names.places[pattern]))
    return found


def _is_name(text: str, start: int, end: int, written: str) -> bool:
    if _WORD.match(text, end) or (start and _WORD.match(text, start - 1)):
        return False
    shown = text[start:end]
    if written in _as_written() or (len(written) <= 4 and written.isupper()):
        return shown == written or (shown != "us" and text.islower())
    return not shown.islower() or text.islower()


def _is_vague(text: str, end: int, written: str) -> bool:
    """Whether a word for the whole world says less: "anywhere in the US", a "Global" company in a sentence."""
    if written.lower().endswith("anywhere") and _SOMEWHERE.match(text, end):
        return True
    return written in {"Global", "Globally", "International"} and len(text) > _LONGEST_LOCATION


def _is_namesake(text: str, end: int, place: Place) -> bool:
    """Whether the code of another country's state follows: "Paris, TX" is not in France."""
    state = _STATE_AFTER_COMMA.match(text, end)
    country = _subdivisions().get(state[1]) if state else None
    return country is not None and not place.countries & {country, state[1] if state else ""}


def _states(text: str, known: frozenset[str]) -> dict[int, Place]:
    """Codes after a comma: "Austin, TX" is the US, "Berlin, DE" Germany, "Toronto, ON" Canada."""
    found = {}
    for match in _STATE_AFTER_COMMA.finditer(text):
        code = match[1]
        country = code if code in known else _subdivisions().get(code, code)
        if place := place_named(country):
            found[match.start(1)] = place
    return found
