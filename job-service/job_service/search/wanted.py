"""What somebody looks for in the catalogue."""

from dataclasses import dataclass
from enum import StrEnum

from job_service.reading.work_type import JobType, RemoteType


class Sort(StrEnum):
    """Newest first, or best first among what was searched for."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters that a job must pass, all of them; None or nothing lets everything through."""

    search: str | None = None
    source: str | None = None
    remote_type: RemoteType | None = None
    job_type: JobType | None = None
    min_salary: int | None = None
    max_salary: int | None = None
    keywords: tuple[str, ...] = ()
    """Any of them: a word, or words that stand together."""
    location: str | None = None
    """All of its words stand in the location; of one that says "remote", remote jobs do."""
    company: str | None = None
    """All of its words stand in the company's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a result is shown."""

    limit: int
    offset: int
