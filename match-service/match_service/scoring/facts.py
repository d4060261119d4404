"""What matching knows of a person and of a posting: facts compared, nothing shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vocabulary.titles import Seniority

Skills = frozenset[str]
"""Canonical names, as the lexicon has them; a skill it does not know stands under its own key."""

Countries = frozenset[str]
"""Country codes; all of them is "Worldwide", none is "not stated"."""

NONE: frozenset[str] = frozenset()


class JobType(StrEnum):
    PERMANENT = "permanent"
    CONTRACT = "contract"
    FREELANCE = "freelance"
    PART_TIME = "part-time"


class RemoteType(StrEnum):
    FULL = "full"
    HYBRID = "hybrid"
    ONSITE = "onsite"


@dataclass(frozen=True, slots=True)
class Title:
    """A job title, or a role somebody looks for: its words without level, and the level its words name."""

    words: frozenset[str]
    level: Seniority | None = None


MOST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Years:
    """Years of experience asked for, whole numbers up to 50; without `most` there is no upper end."""

    least: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A job seeker. An empty set and None mean that nothing is known or wished; money is whole US dollars a year."""

    id: int
    skills: Skills = NONE
    roles: tuple[Title, ...] = ()
    has_cv: bool = False
    years: float | None = None
    job_types: frozenset[JobType] = frozenset()
    remote_types: frozenset[RemoteType] = frozenset()
    preferred_countries: Countries = NONE
    prefers_remote: bool = False
    eligible_countries: Countries = NONE
    least_salary: int | None = None
    needs_visa: bool = False
    declined: frozenset[int] = frozenset()

    @property
    def can_be_scored(self) -> bool:
        """A person with neither skills, roles nor a CV is not scored."""
        return bool(self.skills or self.roles or self.has_cv)


@dataclass(frozen=True, slots=True)
class Posting:
    """An advertised job. An empty set and None mean "not stated"; money is whole US dollars a year."""

    id: int
    version: int
    title: Title
    posted_at: datetime
    seniority: Seniority | None = None
    required: Skills = NONE
    nice: Skills = NONE
    years: Years | None = None
    job_type: JobType | None = None
    remote_type: RemoteType | None = None
    eligible_countries: Countries = NONE
    located_in: Countries = NONE
    salary: int | None = None
    sponsors_visa: bool | None = None
    expires_at: datetime | None = None
    closed: bool = False

    def expired(self, now: datetime) -> bool:
        """Whether the posting has an end and it has come."""
        return self.expires_at is not None and self.expires_at <= now
