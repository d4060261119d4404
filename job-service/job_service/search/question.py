"""What a search asks for, as people write it: words, "words that stand together", `-without` and `or`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import TextAnalyzer

from job_service.search.words import searchable, stemming

Phrase = tuple[str, ...]
"""Stems that stand together in this order; mostly it is one."""

_PIECES = re.compile(r'(?P<without>-?)"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)')
_STEMS: TextAnalyzer = stemming()


@dataclass(frozen=True, slots=True)
class Alternative:
    """All of the one and none of the other must be there."""

    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...] = ()


Question = tuple[Alternative, ...]
"""One of the alternatives must hold; without any nothing is found."""


def question_of(search: str) -> Question:
    """Read a search. Signs that are no word of any kind ask for nothing."""
    pieces = list(_PIECES.finditer(search))
    alternatives: list[tuple[list[Phrase], list[Phrase]]] = [([], [])]
    for at, piece in enumerate(pieces, 1):
        if _is_or(piece) and any(alternatives[-1]) and at < len(pieces):
            alternatives.append(([], []))
            continue
        phrases, without = alternatives[-1]
        plain = piece["plain"] or ""
        if piece["without"] or (plain.startswith("-") and len(plain) > 1):
            without += _together(piece["quoted"] or plain)
        elif plain:
            phrases += _each(plain)
        else:
            phrases += _together(piece["quoted"])
    return tuple(Alternative(tuple(phrases), tuple(without)) for phrases, without in alternatives if phrases or without)


def any_of(keywords: Iterable[str]) -> Question:
    """A question for any of the keywords: words, or words that stand together."""
    return tuple(Alternative((phrase,)) for keyword in keywords for phrase in _together(keyword))


def _is_or(piece: re.Match[str]) -> bool:
    return (piece["plain"] or "").lower() == "or"


def _each(written: str) -> list[Phrase]:
    """The words of a piece without blanks: "react/node" are two, "full-stack" is one that has two parts."""
    return [phrase for word in searchable(written).split() for phrase in _together(word)]


def _together(written: str) -> list[Phrase]:
    stems = tuple(_STEMS.analyze(searchable(written)))
    return [stems] if stems else []
