"""The head of an entry taken apart: who, what and where, without dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.reading.dates import periods_in, without_durations
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.roles import is_school, organisationness, titleness
from profile_service.reading.wordlists import any_of
from vocabulary.places import place_named, places_in

_SEPARATORS = re.compile(r"\t|\s*[|•·◦]\s*|\s+(?:[-–—−]|--|::|@)\s+|\s+[-–—]$|^[-–—]\s+")
_AT = re.compile(r"\s+(?:at|@|bei|chez|presso|bij|en la empresa|with|für)\s+(?=[\w\"'“„])")
_PARENTHESES = re.compile(r"\s*\(([^()]{2,60})\)\s*")
_EDGE = " \t,;:|·•-–—/()[]"
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^[\w.-]+\.(?:com|org|net|io|dev|de|fr|co|edu)/\S*$", re.IGNORECASE)
_CONTRACT = re.compile(rf"^\(?(?:{any_of('contract_forms.txt')})\)?$", re.IGNORECASE)
_LABEL = re.compile(rf"^(?:{any_of('entry_labels.txt')})\s*:\s*", re.IGNORECASE)
_SHORTEST_NAME = 3
_LONGEST_PLACE = 45
_MOST_TOWN_WORDS = 4
_PARTICLES = frozenset({"de", "of", "am", "la", "do", "del", "and", "upon"})
_STATE = re.compile(r"^(?:[A-Z]{2}\.?|[A-Z]{2} \d{4,5}|\d{4,5} .*|[A-Z]\.[A-Z]\.(?:[A-Z]\.)?)$")
_SUFFIX = re.compile(rf"^(?:{any_of('legal_forms.txt')}|phd|jr|sr)\.?$", re.IGNORECASE)


class Likeness(Enum):
    """What a piece of a head may be taken for."""

    NAME = "name"
    PLACE = "place"
    PERHAPS_PLACE = "perhaps a place"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a head: its text, and the line of the head it stands on."""

    text: str
    line: int

    @property
    def leaning(self) -> float:
        """Above zero it reads like a job title, below like an organisation."""
        return titleness(self.text) - organisationness(self.text)


def pieces_of(head: Sequence[Paragraph], needed: int = 2) -> list[Piece]:
    """The parts of a head in order: dates, lengths of time, places, links and forms of contract are left out.

    "Acme, Lahore" could be a place too; it counts as a name where fewer than `needed` are found without it.
    """
    found = [
        (Piece(part, number), place_likeness(part))
        for number, paragraph in enumerate(head)
        for text in _split(undated(paragraph.text))
        for part in _named(text)
    ]
    names = [piece for piece, likeness in found if likeness is Likeness.NAME]
    if len(names) < needed:
        names = [_without_place(piece) for piece, likeness in found if likeness is not Likeness.PLACE]
    if len(names) < needed:
        names = [part for piece in names for part in _cut(piece)]
    return names


def _without_place(piece: Piece) -> Piece:
    return Piece(without_place(piece.text), piece.line)


def _cut(piece: Piece) -> Iterator[Piece]:
    """ "Nexus AI, Co-Founder & CTO" cut where a title meets an organisation."""
    parts = _comma_parts(piece.text)
    best = _best_cut(parts) or len(parts)
    yield from (Piece(", ".join(side), piece.line) for side in (parts[:best], parts[best:]) if side)


def undated(text: str) -> str:
    """The text with tabs in place of dates, and without lengths of time."""
    for period in reversed(periods_in(text)):
        text = text[: period.span.start] + "\t" + text[period.span.end :]
    return without_durations(text)


def _split(text: str) -> Iterator[str]:
    for cell in _SEPARATORS.split(text):
        bare = _LABEL.sub("", trimmed(cell)) if cell else ""
        if bare:
            yield from _around_parentheses(bare)


def _around_parentheses(text: str) -> Iterator[str]:
    """ "Developer (Acme GmbH)" is two parts; "Danggeun Pay Inc. (KarrotPay)" and "IT (Freelance)" stay one."""
    inside = _PARENTHESES.search(text)
    if inside and inside.end() == len(text) and inside.start() > 0:
        outer = text[: inside.start()].strip()
        if is_place(inside[1]) or _CONTRACT.match(inside[1]):
            yield outer
            return
        employer = titleness(outer) > 0 >= titleness(inside[1]) and len(inside[1]) > _SHORTEST_NAME
        if employer or (is_school(inside[1]) and not is_school(outer)):
            yield from (outer, inside[1].strip())
            return
    yield text


def _named(text: str) -> Iterator[str]:
    """The parts of a piece that name something: "Engineer at Acme" is two."""
    text = trimmed(text)
    if _says_nothing(text) or _ADDRESS.match(text) or _CONTRACT.match(text):
        return
    at = _AT.search(text)
    if at and titleness(text[: at.start()]) > 0:
        yield from (trimmed(text[: at.start()]), *_named(text[at.end() :]))
        return
    # A town alone is still a piece: whether it is a place is judged when the others are known.
    yield text if place_likeness(text) is not Likeness.NAME else without_place(text)


def trimmed(text: str) -> str:
    """Without separators around it; a pair of brackets stays a pair."""
    bare = text.strip(_EDGE)
    for opening, closing in ("()", "[]"):
        if bare.count(opening) > bare.count(closing) and closing in text[text.find(bare) + len(bare) :]:
            bare += closing
    return bare


def _says_nothing(text: str) -> bool:
    """Numbers and signs name nobody: "5 / 5", "20XX"."""
    letters = sum(map(str.isalpha, text))
    return letters < 2 or letters <= sum(map(str.isdigit, text))


def without_place(text: str) -> str:
    """A name without the town, state or country behind it."""
    parts = _comma_parts(text)
    while len(parts) > 1 and (_is_ground(parts[-1]) or _STATE.match(parts[-1]) or _CONTRACT.match(parts[-1])):
        last = parts.pop()
        country = place_named(last) or _STATE.match(last)
        if country and len(parts) > 1 and _could_be_town(parts[-1]):
            parts.pop()
    return ", ".join(parts)


def _could_be_town(text: str) -> bool:
    """Whether a piece between a name and a country may be a town no atlas knows."""
    words = text.split()
    named = organisationness(text) > 0 or titleness(text) > 0 or _SUFFIX.match(text)
    return not named and len(words) <= _MOST_TOWN_WORDS and all(word[:1].isupper() for word in words)


def _comma_parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s+", text)]


def _best_cut(parts: Sequence[str]) -> int | None:
    """Where a title ends and an organisation begins, or the other way round; None when it is one name."""
    cuts = [cut for cut in range(1, len(parts)) if not _SUFFIX.match(parts[cut])]
    rated = [(abs(_lean(parts[:cut]) - _lean(parts[cut:])), cut) for cut in cuts if _opposed(parts[:cut], parts[cut:])]
    return max(rated)[1] if rated else None


def _opposed(left: Sequence[str], right: Sequence[str]) -> bool:
    first, second = titleness(", ".join(left)), titleness(", ".join(right))
    return (first > 0) != (second > 0)


def _lean(parts: Sequence[str]) -> float:
    text = ", ".join(parts)
    return titleness(text) - organisationness(text)


def is_place(text: str) -> bool:
    """Whether a short text is surely nothing but a place: "Lahore, Pakistan", "San Jose, CA"."""
    return place_likeness(text) is Likeness.PLACE


def place_likeness(text: str) -> Likeness:
    """Whether a text is a place; one that names an unknown town before a known country only may be."""
    bare = text.strip(" ().,")
    if not bare or len(bare) > _LONGEST_PLACE or organisationness(bare) > 0 or titleness(bare) > 0:
        return Likeness.NAME
    town, comma, rest = bare.partition(",")
    if not comma:
        return Likeness.PLACE if _is_ground(bare) else Likeness.NAME
    state = _STATE.match(rest.strip())
    if len(town.split()) > _MOST_TOWN_WORDS or not (state or _is_ground(rest.strip())):
        return Likeness.NAME
    return Likeness.PLACE if state or _is_ground(town) else Likeness.PERHAPS_PLACE


def _is_ground(text: str) -> bool:
    """Whether a text is all a place the atlas knows."""
    words = text.replace(",", " ").split()
    named = bool(places_in(text)) and len(words) <= _MOST_TOWN_WORDS and organisationness(text) <= 0
    return named and all(word[:1].isupper() or word in _PARTICLES for word in words)
