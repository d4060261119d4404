"""Years of experience a posting asks for."""

import re
from dataclasses import dataclass

from job_service.reading.cues import Cue, Cues, Hit, cues_in
from job_service.reading.sections import Outline, SectionKind
from job_service.reading.welcome import Stretch, is_welcome

_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one ein eine einem einer un une uno um uma één een",
            "two zwei deux dos dois due twee",
            "three drei trois tres três tre drie",
            "four vier quatre cuatro quatro quattro",
            "five fünf cinq cinco cinque vijf",
            "six sechs seis sei zes",
            "seven sieben sept siete sete sette zeven",
            "eight acht huit ocho oito otto",
            "nine neun neuf nueve nove negen",
            "ten zehn dix diez dez dieci tien",
        ),
        start=1,
    )
    for word in words.split()
}
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_BEFORE_UNIT = re.compile(
    rf"(?<![\w$€£.,])(?P<low>{_NUMBER})\s*(?:\(\d{{1,2}}\)\s*)?(?P<low_plus>\+|plus\b|or more\b|y\.)?\s*"
    rf"(?:(?:-|–|—|to|bis|à|a|al?|e|y|ou|o|tot|or|/)\s*(?P<high>{_NUMBER}))?\s*"
    r"(?P<plus>\+|plus\b|or more\b|oder mehr\b)?\s*"
    r"(?:full |volle |complete )?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:up to|at most|maximum|max\.?|less than|bis zu|höchstens|jusqu'à|hasta|até|fino a|tot|maximaal)\s*$", re.I
)
_SPEAKS_OF_OTHERS = frozenset({SectionKind.NICE, SectionKind.OFFER, SectionKind.COMPANY})
_REACH_BACK = 34
_BEFORE = 60
_AFTER = 90
_MOST = 30
# Outside the requirements a longer time is the company's: "our team brings 20 years of experience".
_MOST_OF_A_PERSON = 15


@dataclass(frozen=True, slots=True)
class YearsAsked:
    """Least and most years; either may be open."""

    least: int | None
    most: int | None


def years_asked(text: str, cues: Cues, outline: Outline, welcome: tuple[Stretch, ...]) -> YearsAsked | None:
    """The years a posting asks for, None when it does not say.

    Of the numbers in one line the first counts ("8 years, at least 3 of them leading"), of the lines the highest.
    """
    by_line: dict[int, YearsAsked] = {}
    for unit in cues[Cue.YEARS]:
        line = text.rfind("\n", 0, unit.start)
        if line not in by_line and (asked := _amount_before(text, unit)):
            kind = outline.kind_at(unit.start)
            if _is_demanded(text, unit, asked, kind, cues) and not is_welcome(unit.start, welcome):
                by_line[line] = asked
    return max(by_line.values(), key=lambda asked: asked.least or 0, default=None)


def years_named(words: str) -> YearsAsked | None:
    """The years that words about them name: "5+ years", "drei Jahre"."""
    amounts = (_amount_before(words, unit) for unit in cues_in(words)[Cue.YEARS])
    return next((amount for amount in amounts if amount), None)


def _is_demanded(text: str, unit: Hit, asked: YearsAsked, kind: SectionKind, cues: Cues) -> bool:
    if kind in _SPEAKS_OF_OTHERS:
        return False
    first, last = _sentence(text, unit)
    if any(first <= hit.start < last and _is_beside(hit, unit) for hit in cues[Cue.NOT_YEARS_OF_WORK]):
        return False
    if any(first <= hit.start < last for hit in cues[Cue.ALTERNATIVE]):
        return False
    if kind is SectionKind.REQUIRED:
        return True
    return (asked.least or 0) <= _MOST_OF_A_PERSON and any(first <= hit.start < last for hit in cues[Cue.YEARS_OF_WORK])


def _is_beside(hit: Hit, unit: Hit) -> bool:
    return hit.start - unit.end < 24 and unit.start - hit.end < 24


def _sentence(text: str, unit: Hit) -> tuple[int, int]:
    """The stretch around the number in which words speak of it."""
    first = max(text.rfind("\n", 0, unit.start) + 1, unit.start - _BEFORE)
    end = text.find("\n", unit.end)
    return first, min(len(text) if end < 0 else end, unit.end + _AFTER)


def _amount_before(text: str, unit: Hit) -> YearsAsked | None:
    amount = _BEFORE_UNIT.search(text, max(0, unit.start - _REACH_BACK), unit.start)
    if amount is None:
        return None
    low = _number(amount["low"])
    high = _number(amount["high"]) if amount["high"] else None
    if max(low, high or 0) > _MOST:
        return None
    if high is None and _AT_MOST.search(text, max(0, amount.start() - _REACH_BACK), amount.start()):
        return YearsAsked(None, low)
    return YearsAsked(low, None if amount["plus"] or high is None or high < low else high)


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _WORDS[written.lower()]
