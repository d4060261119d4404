"""What somebody earns in a year, by the posting's text or the board's own fields."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from job_service.reading.cues import Cues, cues_in
from job_service.reading.salary.candidates import Candidate, candidates_in
from job_service.reading.salary.currencies import currency_of_code

_FROM = re.compile(
    r"(?:from|starting at|starts? at|begins? at|starting|minimum|at least|ab|mindestens|à partir de|desde|a partir de"
    r"|da|vanaf|od)\W*$",
    re.IGNORECASE,
)
_STARTING_PAY = re.compile(r"\b(?:starting|entry|einstiegs\w*|de départ|inicial|di partenza|start)\b", re.IGNORECASE)
_UP_TO = re.compile(
    r"(?:up to|upto|maximum of|max\.?|as much as|bis zu|bis|jusqu'à|hasta|até|fino a|tot|do)\W*$", re.IGNORECASE
)
_REACH = 40
_SIBLING_GAP = 120
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Salary:
    """Whole units of a currency for a full year's work; an end that is not said is None, and so is a currency."""

    least: int | None
    most: int | None
    currency: str | None


def stated_salary(least: float | None, most: float | None, currency: str | None) -> Salary | None:
    """What a board's own fields state, zeros being nothing, the ends in their order."""
    low, high = (round(end) if end and end > 0 else None for end in (least, most))
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    known = currency_of_code(currency or "")
    return Salary(low, high, known.code if known else None)


def salary_in_title(title: str, country: str | None) -> Salary | None:
    """The yearly pay a title states; a sum in a title needs no word of pay beside it."""
    if not any(char.isdigit() for char in title):
        return None
    return _best(title, candidates_in(title, cues_in(title), country), enough=0)


def salary_in(text: str, cues: Cues, country: str | None) -> Salary | None:
    """The yearly pay a posting's text states, None when it states none.

    `country` (ISO alpha-2) tells whose dollar a bare "$" is. Ranges of one kind side by side ("Level 4 …, Level 5 …")
    are one range. Hours count 2,080 a year, days 260, weeks 52, months 12.
    """
    return _best(text, candidates_in(text, cues, country), enough=_ENOUGH)


def _best(text: str, found: Iterable[Candidate], *, enough: int) -> Salary | None:
    candidates = tuple(found)
    best = max(candidates, key=lambda candidate: (candidate.weight, -candidate.sum.start), default=None)
    if best is None or best.weight < enough:
        return None
    currency = best.currency.code if best.currency else None
    if best.sum.high is None:
        return _one_number(text, best, currency)
    together = _siblings(best, candidates)
    return Salary(min(each.low for each in together), max(each.high for each in together), currency)


def _one_number(text: str, pay: Candidate, currency: str | None) -> Salary:
    before = text[max(text.rfind("\n", 0, pay.sum.start) + 1, pay.sum.start - _REACH) : pay.sum.start]
    if _UP_TO.search(before):
        return Salary(None, pay.low, currency)
    if pay.sum.is_open or _FROM.search(before) or _STARTING_PAY.search(before):
        return Salary(pay.low, None, currency)
    return Salary(pay.low, pay.low, currency)


def _siblings(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best and the ranges of its kind that follow closely."""
    together = [best]
    for other in candidates:
        near = 0 <= other.sum.start - together[-1].sum.end <= _SIBLING_GAP
        if near and other.sum.high is not None and _alike(best, other):
            together.append(other)
    return together


def _alike(a: Candidate, b: Candidate) -> bool:
    return (a.currency, a.payments, a.weight) == (b.currency, b.payments, b.weight)
