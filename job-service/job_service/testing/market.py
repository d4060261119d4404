"""A made-up market of postings: words as skewed as in real ones, titles and companies that come again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

WORDS = 40_000
SHORTEST, LONGEST = 100, 200
TITLES, COMPANIES, PLACES = 20_000, 30_000, 300
A_READING = 500
"""So many jobs were read at once."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """A posting of the market."""

    number: int
    title: str
    company: str
    location: str
    description: str
    source: str
    remote_type: str | None
    job_type: str | None
    salary_min: int | None
    salary_max: int | None
    scraped_at: datetime


def word(rank: int) -> str:
    """The word that so many are more frequent than; no stem of another."""
    return "q" + "".join("bcdfghklmn"[int(digit)] for digit in str(rank)) + "o"


class Market:
    """Postings by number, the same in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = np.random.default_rng(seed)
        weights = 1 / np.arange(1, WORDS + 1)
        self._reach = np.cumsum(weights / weights.sum())
        self._words = np.array([word(rank) for rank in range(WORDS)], dtype=object)
        self._titles = [self._text(4, 100) for _ in range(TITLES)]
        self._companies = [self._text(2, 1_000) for _ in range(COMPANIES)]
        self._places = [self._text(2, 5_000) for _ in range(PLACES)]

    def _text(self, words: int, least_rank: int = 0) -> str:
        ranks = np.searchsorted(self._reach, self._chance.random(words)) + least_rank
        return " ".join(self._words[np.minimum(ranks, WORDS - 1)])

    def postings(self, first: int, many: int) -> Iterator[Made]:
        """So many postings from this number on."""
        chance = self._chance
        lengths = chance.integers(SHORTEST, LONGEST, many)
        choices: Sequence[Sequence[int]] = chance.integers(0, 1 << 30, (many, 6)).tolist()
        for at in range(many):
            title, company, place, remote, kind, pay = choices[at]
            least = 30_000 + pay % 150_000 if pay % 5 < 2 else None
            yield Made(
                number=first + at,
                title=self._titles[title % TITLES],
                company=self._companies[company % COMPANIES],
                location=self._places[place % PLACES],
                description=self._text(int(lengths[at])),
                source=("remoteok", "weworkremotely", "sample")[title % 7 % 3],
                remote_type=("full", "hybrid", "onsite", None)[remote % 4],
                job_type=("permanent", "contract", "part-time", None)[kind % 4],
                salary_min=least,
                salary_max=None if least is None else least + pay % 40_000,
                scraped_at=BEGAN + timedelta(seconds=7 * ((first + at) // A_READING)),
            )


def columns_of(made: Made) -> dict[str, Any]:
    """What ingestion writes of a posting."""
    return {
        "url": f"https://jobs.example/{made.number}",
        "title": made.title,
        "company": made.company,
        "description": made.description,
        "location": made.location,
        "countries": ["DE"],
        "tags": made.title.split(),
        "salary_min": made.salary_min,
        "salary_max": made.salary_max,
        "salary_currency": "USD" if made.salary_min else None,
        "remote_type": made.remote_type,
        "job_type": made.job_type,
        "required_skills": made.title.split(),
        "nice_skills": made.company.split(),
        "years_min": 3,
        "years_max": None,
        "seniority": 3,
        "eligible_regions": ["Europe"],
        "visa_sponsorship": None,
        "languages": ["en"],
        "posted_at": made.scraped_at,
        "expires_at": None,
    }
