"""What a letter is written from: a person's CV, a posting, how they match, and what the person wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_INSTRUCTIONS = 500


@dataclass(frozen=True, slots=True)
class Position:
    """One entry of the CV's experience. Dates are "YYYY-MM", "YYYY", "present", or None when not stated."""

    company: str | None
    title: str | None
    start: str | None = None
    end: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class School:
    """One entry of the CV's education."""

    institution: str | None
    degree: str | None = None
    field: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One entry of the CV's projects."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the CV and the profile tell it. Whatever is not stated is None or empty."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None
    links: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    summary: str = ""
    experience: tuple[Position, ...] = ()
    education: tuple[School, ...] = ()
    projects: tuple[Project, ...] = ()
    languages: tuple[str, ...] = ()
    years: float | None = None
    """Years of professional experience; overlapping positions count once."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A posting: clean text, no markup."""

    title: str
    company: str | None = None
    description: str = ""
    required_skills: tuple[str, ...] = ()
    nice_skills: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1 of the posting's text, when it is known already."""
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What the match says of the two."""

    matching_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ()
    related_skills: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)


class Tone(StrEnum):
    """How a letter speaks."""

    NEUTRAL = "neutral"
    WARM = "warm"
    FORMAL = "formal"


class Length(StrEnum):
    """How long a letter is, within the 200 to 350 words of every letter."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asks of the letter. The instructions are data: they steer, they are never copied."""

    tone: Tone = Tone.NEUTRAL
    length: Length = Length.MEDIUM
    language: str | None = None
    """ISO 639-1; the posting's language when None."""
    instructions: str = ""
    turn: int = 0
    """Counts the times the same letter was asked for anew: each time it is told in other words."""

    def __post_init__(self) -> None:
        if len(self.instructions) > LONGEST_INSTRUCTIONS:
            raise ValueError(f"instructions may have {LONGEST_INSTRUCTIONS} characters")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a letter that says something of the person, and the CV lines behind it."""

    sentence: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter."""

    text: str
    language: str
    claims: tuple[Claim, ...]
