"""The parts a letter is put together from."""

from dataclasses import dataclass
from enum import IntEnum


class Paragraph(IntEnum):
    """Where in the letter a piece stands."""

    OPENING = 0
    STRONGEST = 1
    SECOND = 2
    THIRD = 3
    BESIDES = 4
    CLOSING = 5


class Urgency(IntEnum):
    """What goes in first while there is room; the first is always there."""

    ALWAYS = 0
    CREDENTIALS = 1
    STRONGEST_MORE = 2
    SECOND = 3
    DEGREE = 4
    STRONGEST_MOST = 5
    PROJECT = 6
    LANGUAGES = 7
    SECOND_MORE = 8
    FURTHER = 9
    THIRD = 10
    PROFILE = 11
    INVOLVED = 12
    STRONGEST_LAST = 13
    THIRD_MORE = 14
    SECOND_MOST = 15
    SECOND_PROJECT = 16
    STATIONS = 17
    COURTESY = 18
    """Only in a letter that would otherwise stay under the fewest words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the CV lines it stands on, and a plainer one in case it says more than they do."""

    text: str
    evidence: tuple[str, ...] = ()
    plainer: str = ""
    is_bullet: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Sentences that come together or not at all."""

    paragraph: Paragraph
    urgency: Urgency
    sentences: tuple[Sentence, ...]
    goes_on: bool = False
    """Whether it makes no sense without the first piece of its paragraph."""
