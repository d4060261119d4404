"""Numbers and lists as people write them."""

from collections.abc import Sequence

from career_agent.demo.answers import Job

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


def salary(job: Job) -> str:
    """`€60–80k` a year; empty when the posting names none."""
    stated = [f"{amount / 1000:,.0f}" for amount in (job.salary_min, job.salary_max) if amount]
    return f"{_currency(job.salary_currency)}{'–'.join(dict.fromkeys(stated))}k" if stated else ""


def listed(words: Sequence[str], most: int) -> str:
    """The first few, and how many are left."""
    left = len(words) - most
    return ", ".join(words[:most]) + (f" +{left}" if left > 0 else "")


def counted(number: int, one: str, many: str) -> str:
    """`1 match`, `2 matches`."""
    return f"{number:,} {one if number == 1 else many}"


def _currency(code: str | None) -> str:
    return SYMBOLS.get(code, f"{code} ") if code else ""
