"""Sums and ranges of money in a text, before it is known what they are for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from job_service.reading.salary.amounts import (
    CURRENCY_OF_MULTIPLIER,
    MULTIPLIER,
    NUMBER,
    number_of,
    plain_multiplier,
    times,
)
from job_service.reading.salary.currencies import mark_at_end, mark_pattern

_BETWEEN = r"\s*(?:-|–|—|~|to|bis zu|bis|à|a|al|au|y|and|und|et|até|e|tot|en|do|till|until|upto)\s*"
_PER_TIME = r"(?:\s?(?:/|per|pro|an)\s?(?:h|hr|hour|day|week|month|mo|yr|year|annum|stunde|monat|jahr)\b)?"
_LIKE_PAY = re.compile(r"\d\s?[kK]\b|\d{2}[.,’' ]?\d{3}|\d.{0,4}(?:LPA|万|lakh)", re.IGNORECASE)
_MARKED = re.compile(r"[$€£¥￥₹₦₱₪₩₴₺₽฿₫৳]|R ?\d|\d ?(?:[A-Z]{2,3}\b|[a-zł]{2,7}\b)|\b[A-Z]{3} ?\d")
_MARK_REACH = 16
_SMALL = 1_000


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum or range at text[start:end]; `high` is None for one number. `mark` is its currency as written."""

    low: float
    high: float | None
    mark: str | None
    start: int
    end: int
    multiplier: int
    is_open: bool


@cache
def _pattern() -> re.Pattern[str]:
    number, mark = rf"{NUMBER}", mark_pattern()
    first, second = (
        rf"(?P<number{n}>{number})\s?(?:,-)?"
        rf"(?P<times{n}>(?:{MULTIPLIER})(?![^\W\d_])\.?)?(?P<plus{n}>\+)?(?:\s?\(?(?P<after{n}>{mark}))?"
        for n in (1, 2)
    )
    return re.compile(rf"(?<![\d.,@#])(?:{first})(?:{_PER_TIME}{_BETWEEN}(?P<before2>{mark})?\s?{second})?")


def looks_like_money(text: str, first: int, last: int) -> bool:
    """Whether a stretch may hold a sum at all."""
    return any(pattern.search(text, first, last) for pattern in (_MARKED, _LIKE_PAY))


def sums_in(line: str, offset: int, *, unmarked: bool) -> Iterator[Sum]:
    """The sums of a line that starts at `offset`; those without a currency only when asked for."""
    for match in _pattern().finditer(line):
        before = mark_at_end(line[max(0, match.start() - _MARK_REACH) : match.start()].rstrip(" "))
        if before is None and _is_inside_a_word(line, match.start()):
            continue
        found = _sum(match, before, offset)
        if found.mark or (unmarked and _LIKE_PAY.search(match.group())):
            yield found


def _is_inside_a_word(line: str, start: int) -> bool:
    return start > 0 and line[start - 1].isalpha()


def _sum(match: re.Match[str], before: str | None, offset: int) -> Sum:
    first, second = times(match["times1"]), times(match["times2"])
    low, high = number_of(match["number1"]), number_of(match["number2"]) if match["number2"] else None
    if high is not None and not match["times1"] and low < _SMALL:
        first = second
    if high is not None and not match["times2"] and high < _SMALL:
        second = first
    return Sum(
        low=low * first,
        high=None if high is None else high * second,
        mark=_mark(match, before),
        start=offset + match.start(),
        end=offset + match.end(),
        multiplier=max(first, second),
        is_open=bool(match["plus1"] and high is None),
    )


def _mark(match: re.Match[str], before: str | None) -> str | None:
    """The currency as written; of "$90k (AUD)" the clearer one."""
    mark = before or match["after1"] or match["before2"] or match["after2"]
    if mark == "$":
        return match["after2"] or match["after1"] or mark
    multiplier = match["times1"] or match["times2"]
    return mark or (CURRENCY_OF_MULTIPLIER.get(plain_multiplier(multiplier)) if multiplier else None)
