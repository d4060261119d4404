"""Numbers of money as people write them: "55.000", "1,200.50", "45k", "12 lakh"."""

import re

NUMBER = (
    r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d+(?:[.,]\d{1,2})?(?![.,]?\d)"
)
MULTIPLIER = (
    r"k|K|tys\.?|Tsd\.?|mille?|mil|T(?=€| ?EUR)|lakhs?|lacs?|LPA|lpa|L(?=\b)|M|Mio\.?|mln|millions?|B|bn|billions?|万"
)
_TIMES = {
    "k": 1_000,
    "ty": 1_000,
    "tsd": 1_000,
    "mill": 1_000,
    "mil": 1_000,
    "mille": 1_000,
    "t": 1_000,
    "万": 10_000,
    "lakh": 100_000,
    "lac": 100_000,
    "lpa": 100_000,
    "l": 100_000,
    "m": 1_000_000,
    "mio": 1_000_000,
    "mln": 1_000_000,
    "million": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
# Multipliers of one country alone name its currency.
CURRENCY_OF_MULTIPLIER = {"lakh": "INR", "lac": "INR", "lpa": "INR", "万": "CNY"}
_GROUPED = re.compile(
    r"(?P<whole>\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+)(?:[.,](?P<cents>\d{1,2}))?"
)
_NOT_DIGIT = re.compile(r"\D")


def number_of(written: str) -> float:
    """The number: groups of three after a dot, comma, space or apostrophe are thousands, one or two digits cents."""
    if grouped := _GROUPED.fullmatch(written):
        return float(f"{_NOT_DIGIT.sub('', grouped['whole'])}.{grouped['cents'] or 0}")
    return float(written.replace(",", "."))


def times(multiplier: str | None) -> int:
    """What a "k" or a "lakh" multiplies by; 1 without."""
    return _TIMES.get(plain_multiplier(multiplier), 1) if multiplier else 1


def plain_multiplier(written: str) -> str:
    """A multiplier in its plain form: "Lakhs" is "lakh"."""
    return written.lower().rstrip("s.")
