"""Salary: what a posting pays against the least a person wishes, both in whole US dollars a year."""

from collections.abc import Mapping
from decimal import Decimal

from match_service.scoring.rounding import half_up

ENOUGH = 100
UNKNOWN = 50


def salary_score(wish: int | None, pays: int | None) -> int:
    """100 at or over the wish, falling linearly to 0 at half of it; 100 without a wish, 50 when nothing is stated."""
    if not wish:
        return ENOUGH
    if pays is None:
        return UNKNOWN
    if pays >= wish:
        return ENOUGH
    return half_up(100 * (2 * pays - wish), wish) if 2 * pays > wish else 0


def in_dollars(amount: int | None, currency: str, rates: Mapping[str, Decimal]) -> int | None:
    """The amount in whole US dollars; None without an amount or a rate. `rates`: dollars for one unit of a currency."""
    rate = rates.get(currency)
    if amount is None or rate is None:
        return None
    return half_up(amount * billionths(rate), BILLION)


BILLION = 10**9


def billionths(rate: Decimal) -> int:
    """A rate in whole billionths, so that amounts come out the same wherever they are converted."""
    return int(rate * BILLION)
