"""Sums of a posting that may be its pay, each with what speaks for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from job_service.reading.cues import Cue, Cues, Hit
from job_service.reading.salary.currencies import Currency, currency_of_country, currency_of_mark
from job_service.reading.salary.periods import (
    Period,
    counts_something_else,
    payments_a_year,
    period_after,
    period_before,
)
from job_service.reading.salary.sums import Sum, looks_like_money, sums_in

_SIGNS = re.compile(r"[$€£¥￥₹₦₱₪₩₴₺₽฿₫৳]")
_RAND = re.compile(r"R ?\d")
_DIGIT = re.compile(r"\d")
_WINDOW_BEFORE, _WINDOW_AFTER = 50, 90
_NEAR = 90
_BESIDE = 40
_BREAKS_OFF = re.compile(
    r"[\d+;,]|\.(?=\s+[A-Z])|\b(?:plus|and|with|including|und|mit|inkl|et|avec|y|con|e|com|en|met)\b"
)
_BESIDES_THE_BASE = re.compile(
    r"\b(?:ote|on[- ]target|total comp\w*|commission|variable|incl\w* bonus)\b", re.IGNORECASE
)
_SHORT_LINE = 60
_LEAST_A_YEAR, _MOST_A_YEAR = 1_500, 2_500_000
# Currencies of countries where nobody works for less than this a month.
_RICH = frozenset(("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "SEK", "NOK", "DKK"))
_LEAST_A_MONTH_RICH, _LEAST_A_MONTH = 1_000, 150
_LEAST_UNNAMED_YEAR = 10_000
_HOURLY = (7, 250)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sum read as pay: payments a year turn it into a yearly one; the weight says how likely it is the pay."""

    sum: Sum
    currency: Currency | None
    payments: int
    weight: int

    @property
    def low(self) -> int:
        """The lower end a year."""
        return round(self.sum.low * self.payments)

    @property
    def high(self) -> int:
        """The upper end a year."""
        return round((self.sum.high or self.sum.low) * self.payments)


def candidates_in(text: str, cues: Cues, country: str | None) -> Iterator[Candidate]:
    """The plausible sums of a text, in its order."""
    for start, end in _stretches_with_money(text, cues):
        for found in sums_in(text[start:end], start, unmarked=bool(_between(cues[Cue.PAY], start, end))):
            if candidate := _candidate(text, found, cues, country):
                yield candidate


def _stretches_with_money(text: str, cues: Cues) -> Iterator[tuple[int, int]]:
    """Stretches around signs of money and words of pay, each within one line, joined where they overlap."""
    anchors = [match.start() for signs in (_SIGNS, _RAND) for match in signs.finditer(text)]
    anchors += [hit.start for cue in (Cue.MONEY, Cue.PAY) for hit in cues[cue]]
    first = last = 0
    for anchor in sorted(anchors):
        start, end = _window(text, anchor)
        if start > last or first == last:
            if looks_like_money(text, first, last):
                yield first, last
            first = start
        last = max(end, last)
    if looks_like_money(text, first, last):
        yield first, last


def _window(text: str, anchor: int) -> tuple[int, int]:
    line_end = text.find("\n", anchor)
    start = max(text.rfind("\n", 0, anchor) + 1, anchor - _WINDOW_BEFORE)
    return start, min(len(text) if line_end < 0 else line_end, anchor + _WINDOW_AFTER)


def _candidate(text: str, found: Sum, cues: Cues, country: str | None) -> Candidate | None:
    if counts_something_else(text, found.end) and period_after(text, found.end) is None:
        return None
    line_start = text.rfind("\n", 0, found.start) + 1
    named = period_after(text, found.end) or period_before(text, line_start, found.start)
    currency = currency_of_mark(found.mark, country) if found.mark else currency_of_country(country)
    weight = _weight(text, found, line_start, cues) + (2 if named else 0) + (3 if found.high is not None else 0)
    scale = currency.scale if currency else 1
    period = named or _likely_period(found, scale, rich=currency is None or currency.code in _RICH)
    if period is None:
        return None
    payments = payments_a_year(text, found.end) if period is Period.MONTH else None
    candidate = Candidate(found, currency, payments or period.value, weight)
    plausible = _LEAST_A_YEAR <= candidate.low / scale <= candidate.high / scale <= _MOST_A_YEAR
    return candidate if plausible else None


def _likely_period(found: Sum, scale: int, *, rich: bool) -> Period | None:
    """What an unnamed period must be by the size of the sum."""
    low, high = found.low / scale, (found.high or found.low) / scale
    if low >= _LEAST_UNNAMED_YEAR or found.multiplier >= 1_000:
        return Period.YEAR
    if low >= (_LEAST_A_MONTH_RICH if rich else _LEAST_A_MONTH):
        return Period.MONTH
    return Period.HOUR if found.high is not None and _HOURLY[0] <= low <= high <= _HOURLY[1] else None


def _weight(text: str, found: Sum, line_start: int, cues: Cues) -> int:
    """What the words around say: for pay 3, against it -4, more than the base pay -1."""
    first = max(line_start, found.start - _NEAR)
    pay, other = _between(cues[Cue.PAY], first, found.start), _between(cues[Cue.NOT_PAY], first, found.start)
    weight = 0
    if pay or _is_said_after(text, found, cues[Cue.PAY]) or _stands_under_pay(text, line_start, cues):
        weight += 3
    if (other and (not pay or other[-1].end > pay[-1].end)) or _is_said_after(text, found, cues[Cue.NOT_PAY]):
        weight -= 4
    return weight - _speaks_of_more(text, found, first)


def _speaks_of_more(text: str, found: Sum, first: int) -> bool:
    """Whether the words beside the sum, up to the next number, say that it holds more than the base pay."""
    before = _DIGIT.split(text[max(first, found.start - _NEAR) : found.start])[-1]
    after = _DIGIT.split(text[found.end : found.end + _BESIDE].partition("(")[0])[0]
    return _BESIDES_THE_BASE.search(f"{before}|{after}") is not None


def _is_said_after(text: str, found: Sum, hits: Sequence[Hit]) -> bool:
    """Whether a word follows a sum without anything in between that would part them."""
    after = _between(hits, found.end, found.end + _BESIDE)
    line_end = text.find("\n", found.end)
    return any(
        (line_end < 0 or hit.start < line_end) and not _BREAKS_OFF.search(text, found.end, hit.start)
        for hit in after[:1]
    )


def _stands_under_pay(text: str, line_start: int, cues: Cues) -> bool:
    """Whether the line before is a short one about pay, as a heading is."""
    above = text[max(0, line_start - _SHORT_LINE - 2) : line_start].rstrip("\n")
    above_start = (
        line_start - len(text[:line_start]) + len(text[:line_start].rstrip("\n")) - len(above.rpartition("\n")[2])
    )
    return "\n" in above and bool(_between(cues[Cue.PAY], above_start, line_start))


def _between(hits: Sequence[Hit], first: int, last: int) -> list[Hit]:
    return [hit for hit in hits if first <= hit.start and hit.end <= last]
