"""Shapes of letters and highlights."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from generation_service.tables import CoverLetter, Highlights
from generation_service.writing import Length, Stage, Tone, Wishes
from generation_service.writing.subjects import LONGEST_INSTRUCTIONS
from shared.http import Text, Utc

LONGEST_LETTER = 20_000


class WishesIn(BaseModel):
    """What the person asks of a letter; all of it may be left out."""

    tone: Tone = Tone.NEUTRAL
    length: Length = Length.MEDIUM
    language: Literal["en", "de", "fr", "es"] | None = Field(default=None, description="The posting's when left out.")
    instructions: Annotated[Text, Field(max_length=LONGEST_INSTRUCTIONS)] = Field(
        default="", description="What to bring forward or leave out.", examples=["Mention Kafka, not PHP."]
    )

    def wishes(self) -> Wishes:
        """As the writer reads them."""
        return Wishes(self.tone, self.length, self.language, self.instructions)


class ClaimOut(BaseModel):
    """A sentence of a letter and the CV lines it stands on."""

    sentence: str
    evidence: list[str]


class CoverLetterOut(BaseModel):
    cover_letter: str
    cover_letter_id: str = Field(examples=["cov-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a"])
    cached: bool = Field(description="Whether the letter was there already.")
    generated_at: Utc
    model: str = Field(examples=["rules-1"])
    version: int
    language: str
    claims: list[ClaimOut] | None = Field(default=None, description="With `claims=true`.")

    @classmethod
    def of(cls, letter: CoverLetter, *, cached: bool, claims: bool) -> Self:
        """The answer to whoever asked for it."""
        return cls(**_letter_fields(letter, claims=claims), cached=cached)


class ProgressOut(BaseModel):
    """How far a letter is that somebody reads while it is written."""

    stage: Stage
    seconds: float = Field(description="Since it was asked for.")


class PassageOut(BaseModel):
    """A sentence of a letter, or a line of its frame, once it is sure to stay."""

    before: str = Field(description="What stands between it and the passage before.")
    text: str
    evidence: list[str] | None = Field(default=None, description="With `claims=true`: the CV lines behind it.")


class LetterVersionOut(BaseModel):
    cover_letter: str
    cover_letter_id: str
    generated_at: Utc
    model: str = Field(description="`edited` for a version the person wrote.")
    version: int
    language: str
    claims: list[ClaimOut] | None = None

    @classmethod
    def of(cls, letter: CoverLetter, *, claims: bool) -> Self:
        """One of several versions."""
        return cls(**_letter_fields(letter, claims=claims))


class LettersOut(BaseModel):
    """All versions, newest first."""

    letters: list[LetterVersionOut]
    total: int

    @classmethod
    def of(cls, letters: Sequence[CoverLetter], *, claims: bool) -> Self:
        """The list with its length."""
        return cls(letters=[LetterVersionOut.of(letter, claims=claims) for letter in letters], total=len(letters))


class LetterIn(BaseModel):
    """The person's own words."""

    cover_letter: Annotated[Text, Field(min_length=1, max_length=LONGEST_LETTER)]


class HighlightsOut(BaseModel):
    highlights: list[str]
    cached: bool
    generated_at: Utc
    model: str

    @classmethod
    def of(cls, highlights: Highlights, *, cached: bool) -> Self:
        """The answer to whoever asked for them."""
        return cls(
            highlights=highlights.lines, cached=cached, generated_at=highlights.written_at, model=highlights.model
        )


class RegeneratedOut(BaseModel):
    message: str = "Application materials regenerated"
    cover_letter: str
    cover_letter_id: str
    cv_highlights: list[str]
    cached: Literal[False] = False
    generated_at: Utc
    model: str

    @classmethod
    def of(cls, letter: CoverLetter, highlights: Highlights) -> Self:
        """Both in one answer."""
        return cls(
            cover_letter=letter.text,
            cover_letter_id=letter.public_id,
            cv_highlights=highlights.lines,
            generated_at=letter.written_at,
            model=letter.model,
        )


def _letter_fields(letter: CoverLetter, *, claims: bool) -> dict[str, Any]:
    return {
        "cover_letter": letter.text,
        "cover_letter_id": letter.public_id,
        "generated_at": letter.written_at,
        "model": letter.model,
        "version": letter.version,
        "language": letter.language,
        "claims": letter.claims if claims else None,
    }
