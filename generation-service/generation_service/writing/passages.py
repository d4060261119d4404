"""A letter as it is shown piece by piece: passages of paragraphs, and their text put together again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from generation_service.writing.lines import clean, split

_PARAGRAPH, _SENTENCE = "\n\n", " "


class Stage(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    WRITING = "writing"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a letter, or a line of its frame, and the CV lines behind it."""

    paragraph: int
    """Subject and salutation count as paragraphs."""
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """A passage as it stands in the text: what separates it from the one before, and its words."""

    before: str
    text: str
    evidence: tuple[str, ...] = ()


def set_out(passages: Sequence[Passage]) -> tuple[Set, ...]:
    """The passages with what stands between them."""
    gaps = [_SENTENCE if one.paragraph == next_.paragraph else _PARAGRAPH for one, next_ in pairwise(passages)]
    return tuple(Set(gap, each.text, each.evidence) for gap, each in zip(["", *gaps], passages, strict=False))


def text_of(passages: Sequence[Passage]) -> str:
    """The passages as one text."""
    return "".join(each.before + each.text for each in set_out(passages))


def passages_of(text: str, claims: Iterable[tuple[str, tuple[str, ...]]] = ()) -> tuple[Set, ...]:
    """A finished text cut into its sentences and lines; put together again they give it back to the letter."""
    behind = dict(claims)
    cut: list[Set] = []
    at = 0
    for sentence in (sentence for line in text.splitlines() for sentence in split(line)):
        found = text.index(sentence, at)
        cut.append(Set(text[at:found], sentence, behind.get(clean(sentence), ())))
        at = found + len(sentence)
    return (*cut, Set(text[at:], "")) if at < len(text) else tuple(cut)
