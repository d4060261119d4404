"""What an answer can be held to: figures, names, tools, and deeds of one's own."""

import re
from dataclasses import dataclass

from generation_service.interviewing.scoring.lexicon import SMALL_WORDS
from generation_service.interviewing.scoring.structure import DEEDS
from generation_service.writing.figures import stated_figures
from generation_service.writing.words import fold

_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )(?!I\b)[A-ZÀ-Þ][\w&-]+(?: [A-ZÀ-Þ][\w&-]+)*")
_FIGURES, _TOOLS, _DEEDS, _NAMES = 0.35, 0.25, 0.35, 0.2
_ENOUGH_FIGURES, _ENOUGH_TOOLS, _ENOUGH_DEEDS, _ENOUGH_NAMES = 2, 3, 4, 3
_NEXT_WORD = re.compile(r" [^\W\d][\w-]*")
_CLAUSE = re.compile(r"(?: [\w'’-]+){0,4}")


@dataclass(frozen=True, slots=True)
class Concreteness:
    """How concrete, 0–1, and by what."""

    value: float
    figures: tuple[str, ...]
    """Each with its unit or what is counted, as the answer has it."""
    deeds: tuple[str, ...]
    """Beginnings of clauses, as the answer has them."""


def concreteness_of(text: str, skills: tuple[str, ...]) -> Concreteness:
    """Figures (two are enough) .35, deeds (four) .35, tools and skills (three) .25, names (three) .2; at most 1."""
    stated = [each for each in stated_figures(text) if not each.readings[0].is_year]
    figures = tuple(dict.fromkeys(_counted(text, each.start, each.end) for each in stated))
    deeds = list(DEEDS.finditer(text))
    told = tuple(_with_rest(text, *deed.span(), _CLAUSE) for deed in deeds if deed.group()[0].isupper())
    names = {name.group() for name in _NAME.finditer(text)}
    value = (
        _FIGURES * min(len(figures) / _ENOUGH_FIGURES, 1.0)
        + _DEEDS * min(len({deed.group() for deed in deeds}) / _ENOUGH_DEEDS, 1.0)
        + _TOOLS * min(len(skills) / _ENOUGH_TOOLS, 1.0)
        + _NAMES * min(len(names) / _ENOUGH_NAMES, 1.0)
    )
    return Concreteness(min(value, 1.0), figures, tuple(dict.fromkeys(told)))


def _counted(text: str, start: int, end: int) -> str:
    """A figure with what it counts, where that follows."""
    thing = _NEXT_WORD.match(text, end)
    counts = thing is not None and fold(thing.group().strip()) not in SMALL_WORDS
    return text[start : thing.end()] if thing and counts else text[start:end]


def _with_rest(text: str, start: int, end: int, rest: re.Pattern[str]) -> str:
    """A piece of the text with what belongs to it."""
    following = rest.match(text, end)
    return text[start : following.end() if following else end]
