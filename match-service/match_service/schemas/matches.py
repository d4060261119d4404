"""HTTP shapes of match-service."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from match_service.pairs import score_of
from match_service.scoring import analysis, reasoning_of
from match_service.status import Status
from match_service.tables import MatchRow, Refresh
from shared.http import Utc
from shared.http.schemas import GREATEST_ID


class WeightsOut(BaseModel):
    skills: float
    title: float
    experience: float
    work_type: float
    location: float
    salary: float


class ReasoningOut(BaseModel):
    """`overall_score` is the mean of the six others, weighted by `weights`, to 0.1."""

    overall_score: float
    skill_score: int
    title_score: int
    experience_score: int
    work_type_score: int
    location_score: int
    salary_score: int
    matching_skills: list[str]
    missing_skills: list[str]
    related_skills: list[str] = Field(description="Asked-for skills that a related one of yours half covers.")
    weights: WeightsOut


class MatchedJobOut(BaseModel):
    id: int
    title: str
    company: str | None
    url: str | None
    salary_min: int | None
    salary_max: int | None
    salary_currency: str | None
    location: str | None
    remote_type: str | None
    job_type: str | None
    source: str
    tags: list[str]
    closed_at: Utc | None = Field(description="When the job was closed; the match stays for its status or letter.")

    @classmethod
    def of(cls, job_id: int, facts: dict[str, Any], closed_at: Utc | None) -> "MatchedJobOut":
        shown = {name: facts.get(name) for name in cls.model_fields if name not in ("id", "closed_at")}
        return cls(id=job_id, closed_at=closed_at, **shown)


class MatchOut(BaseModel):
    id: int
    job_id: int
    user_id: int
    score: float = Field(description="0–100, to 0.1.", examples=[85.5])
    status: Status
    reasoning: ReasoningOut
    analysis: str
    job: MatchedJobOut
    cover_letter: str | None
    cv_highlights: list[str] | None
    created_at: Utc
    applied_at: Utc | None

    @classmethod
    def of(cls, row: Any) -> "MatchOut":
        score = score_of(row)
        return cls(
            id=row.id,
            job_id=row.job_id,
            user_id=row.user_id,
            score=row.tenths / 10,
            status=Status(row.status),
            reasoning=ReasoningOut.model_validate(reasoning_of(score)),
            analysis=analysis(score),
            job=MatchedJobOut.of(row.job_id, row.facts, row.closed_at),
            cover_letter=row.letter,
            cv_highlights=row.highlights,
            created_at=row.created_at,
            applied_at=row.applied_at,
        )


class MatchesOut(BaseModel):
    matches: list[MatchOut]
    total: int
    limit: int
    offset: int


class JobMatchOut(BaseModel):
    """A match as the Job Match Platform shows it."""

    id: int
    job_id: int
    compatibility_score: float = Field(description="0–100, to 0.1; the `score` of `GET /api/matches`.", examples=[85.5])
    match_details: ReasoningOut
    job_title: str
    company_name: str | None
    location: str | None
    posted_date: Utc = Field(description="When the job was posted; where the board does not say, when it was read.")

    @classmethod
    def of(cls, row: Any) -> "JobMatchOut":
        return cls(
            id=row.id,
            job_id=row.job_id,
            compatibility_score=row.tenths / 10,
            match_details=ReasoningOut.model_validate(reasoning_of(score_of(row))),
            job_title=row.facts["title"],
            company_name=row.facts["company"],
            location=row.facts["location"],
            posted_date=row.posted_at,
        )


class JobMatchesOut(BaseModel):
    matches: list[JobMatchOut]
    total: int = Field(description="How many there are in all, exactly.")


class MatchIn(BaseModel):
    """The job that shall be matched with the caller."""

    job_id: int = Field(ge=1, le=GREATEST_ID)


class StatusIn(BaseModel):
    status: Status


class MatchStatusOut(BaseModel):
    id: int
    job_id: int
    user_id: int
    score: float
    status: Status
    applied_at: Utc | None
    updated_at: Utc

    @classmethod
    def of(cls, match: MatchRow) -> "MatchStatusOut":
        return cls(
            id=match.id,
            job_id=match.job_id,
            user_id=match.user_id,
            score=match.tenths / 10,
            status=Status(match.status),
            applied_at=match.applied_at,
            updated_at=match.updated_at,
        )


class RefreshOut(BaseModel):
    status: Literal["processing", "already_processing"]
    message: str


class RefreshResultOut(BaseModel):
    matches_created: int
    matches_updated: int
    total_jobs_processed: int


class RefreshStatusOut(BaseModel):
    """How the last refresh of the hour goes; `result` once it is completed."""

    status: Literal["none", "pending", "processing", "completed", "failed"]
    message: str
    result: RefreshResultOut | None = None
    updated_at: Utc | None = None

    @classmethod
    def of(cls, refresh: Refresh | None) -> "RefreshStatusOut":
        if refresh is None:
            return cls(status="none", message="No match refresh in progress or recently completed.")
        if refresh.failed:
            message = "Match refresh failed. It is tried again by itself."
            return cls(status="failed", message=message, updated_at=refresh.updated_at)
        if refresh.done >= refresh.requested:
            return cls._completed(refresh)
        if refresh.begun > refresh.done:
            message = "Calculating matches against all jobs..."
            return cls(status="processing", message=message, updated_at=refresh.updated_at)
        return cls(status="pending", message="Match refresh is queued.", updated_at=refresh.updated_at)

    @classmethod
    def _completed(cls, refresh: Refresh) -> "RefreshStatusOut":
        found, new = refresh.created + refresh.updated, refresh.created
        return cls(
            status="completed",
            message=f"Found {found} {'match' if found == 1 else 'matches'} ({new} new)",
            result=RefreshResultOut(
                matches_created=new, matches_updated=refresh.updated, total_jobs_processed=refresh.jobs_scored
            ),
            updated_at=refresh.updated_at,
        )
