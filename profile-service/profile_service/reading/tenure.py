"""How long a person has worked: the union of the periods, so that jobs held at once count once."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from profile_service.reading.dates import PRESENT
from profile_service.reading.parsed import Experience

_STATED = re.compile(
    r"(?<![\d.,-])(\d{1,2})\s*\+?\s*(?:years?|yrs|jahren?|ans|años|anni|anos|jaar)\b(?=[^.\n]{0,60}\b(?:experience|erfahrung|berufserfahrung|exp[ée]rience|experiencia|esperienza|experi[êe]ncia|ervaring)|\s+(?:of|in|as)\b)",
    re.IGNORECASE,
)


def years_worked(jobs: Sequence[Experience], today: date) -> int | None:
    """Whole years, rounded; None when no job says when it began."""
    periods = sorted(period for job in jobs if (period := _months(job, today)))
    if not periods:
        return None
    return round(_union(periods) / 12)


def years_stated(text: str | None) -> int | None:
    """The years of experience a text claims: "5+ years of experience"."""
    match = _STATED.search(text or "")
    return int(match[1]) if match else None


def _months(job: Experience, today: date) -> tuple[int, int] | None:
    """First month and the one after the last, from year 0 on; a year without a month counts from its beginning."""
    if job.start_date is None:
        return None
    start = _month(job.start_date, 1)
    if job.end_date == PRESENT:
        end = today.year * 12 + today.month
    elif job.end_date is None:
        return None
    else:
        only_years = len(job.end_date) == 4 and len(job.start_date) == 4 and job.end_date != job.start_date
        end = _month(job.end_date, 1 if only_years else 12) + (0 if only_years else 1)
    return (start, end) if start < end else None


def _month(text: str, otherwise: int) -> int:
    year, _, month = text.partition("-")
    return int(year) * 12 + (int(month) if month else otherwise) - 1


def _union(periods: Iterable[tuple[int, int]]) -> int:
    total = reached = 0
    for start, end in periods:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
