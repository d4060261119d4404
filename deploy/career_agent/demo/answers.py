"""What the demo reads of the product's answers."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field


def printable(text: str) -> str:
    """Text of strangers for a terminal: without escape sequences and other characters that are no writing."""
    return "".join(sign for sign in text if sign in "\n\t" or not unicodedata.category(sign).startswith("C"))


Words = Annotated[str, AfterValidator(printable)]


class ErrorBody(BaseModel):
    detail: Words
    request_id: str | None = None


class Token(BaseModel):
    access_token: str


class Position(BaseModel):
    title: Words | None = None
    company: Words | None = None


class ParsedCv(BaseModel):
    name: Words | None = None
    skills: tuple[Words, ...] = ()
    experience: tuple[Position, ...] = ()
    years_of_experience: float | None = None


class UploadedCv(BaseModel):
    parsed_cv: ParsedCv


class RefreshState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class RefreshResult(BaseModel):
    total_jobs_processed: int


class RefreshStatus(BaseModel):
    status: RefreshState
    message: Words = ""
    result: RefreshResult | None = None
    updated_at: datetime | None = None


class Job(BaseModel):
    title: Words
    company: Words | None = None
    location: Words | None = None
    salary_min: int | None = None
    salary_max: int | None = None
    salary_currency: Words | None = None


class Weights(BaseModel):
    skills: float
    title: float
    experience: float
    work_type: float
    location: float
    salary: float


class Reasoning(BaseModel):
    skill_score: float
    title_score: float
    experience_score: float
    work_type_score: float
    location_score: float
    salary_score: float
    matching_skills: tuple[Words, ...]
    missing_skills: tuple[Words, ...]
    related_skills: tuple[Words, ...] = ()
    weights: Weights


class Match(BaseModel):
    id: int
    score: float
    reasoning: Reasoning
    analysis: Words = ""
    job: Job


class MatchPage(BaseModel):
    matches: tuple[Match, ...]
    total: int


class Letter(BaseModel):
    text: Words = Field(validation_alias="cover_letter")
    written_by: Words = Field(validation_alias="model")


class Highlights(BaseModel):
    lines: tuple[Words, ...] = Field(validation_alias="highlights")


class Recommendation(BaseModel):
    skill: Words
    priority: Words
    reason: Words = ""
    learning_effort: Words = ""
    salary_impact: float | None = None
    frequency: int


class SkillInsights(BaseModel):
    jobs_analyzed: int
    recommendations: tuple[Recommendation, ...]
