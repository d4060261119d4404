"""What a board is: a name, addresses, a reader of its answers, and what an absent job means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from job_service.reading.requirements import Posting
from job_service.reading.salary import Salary
from job_service.reading.work_type import JobType, RemoteType


class Listing(Enum):
    """What it means when a job is missing from an answer."""

    FULL = "full"
    """The board lists every open job: a missing one is closed."""
    RECENT = "recent"
    """The board lists recent jobs only: a missing one may still be open until it expires."""


@dataclass(frozen=True, slots=True)
class BoardPosting:
    """A job as a board lists it: plain text, and what its fields state."""

    source_id: str
    url: str
    title: str
    company: str | None
    text: str
    location: str | None = None
    regions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    job_type: JobType | None = None
    remote_type: RemoteType | None = None
    salary: Salary | None = None
    posted_at: datetime | None = None
    expires_at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The board's own answer about this job, JSON values only, without anything that tracks the reader."""

    def posting(self, *, is_remote_board: bool) -> Posting:
        """The same for reading its requirements."""
        return Posting(
            title=self.title,
            text=self.text,
            company=self.company,
            location=self.location,
            skills=self.skills,
            regions=self.regions,
            job_type=self.job_type,
            remote_type=self.remote_type,
            salary=self.salary,
            is_remote_board=is_remote_board,
        )


class Board(Protocol):
    """One source of jobs."""

    @property
    def name(self) -> str:
        """The source's name as the API shows it."""
        ...

    @property
    def title(self) -> str:
        """What the board calls itself."""
        ...

    @property
    def about(self) -> str:
        """What it lists, in a sentence."""
        ...

    @property
    def answers_in(self) -> str:
        """The format of its answers, such as RSS."""
        ...

    @property
    def urls(self) -> Sequence[str]:
        """The addresses to read; together they are one listing."""
        ...

    @property
    def listing(self) -> Listing:
        """What an absent job means."""
        ...

    @property
    def is_remote_only(self) -> bool:
        """Whether what says nothing else is remote."""
        ...

    def parse(self, content: bytes) -> list[BoardPosting]:
        """The jobs of one answer. Raises BoardAnswerUnreadable unless the answer is whole."""
        ...
