"""Shapes of the Job Application System's cover letters."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from generation_service.job_letters import JobLetter, NoLetter
from generation_service.statements import Selected, Statements
from generation_service.told import ProjectTold
from shared.http import Line, Text

MOST_JOBS = 50
Method = Literal["ai", "template"]
DOWNLOAD = "/api/v1/cover-letters/{}/download"
UserId = Annotated[int | Line | None, Field(description="Yours, or left out.", examples=[7])]
_Short = Annotated[Line, Field(max_length=200)]
_Skill = Annotated[Line, Field(max_length=100)]


class SelectedProjectIn(BaseModel):
    """A project told in full."""

    title: Annotated[Line, Field(min_length=1, max_length=200)]
    description: Annotated[Text, Field(max_length=5_000)] | None = None
    technologies: Annotated[list[_Skill], Field(max_length=100)] = []

    def told(self) -> ProjectTold:
        """As a project of the profile is told."""
        return ProjectTold(title=self.title, description=self.description, technologies=self.technologies)


class ApplicantIn(BaseModel):
    """What the person states of themselves; whatever is left out comes from profile and CV."""

    user_id: UserId = None
    user_name: _Short | None = None
    user_email: Annotated[Line, Field(max_length=320)] | None = None
    user_phone: Annotated[Line, Field(max_length=50)] | None = None
    user_location: _Short | None = None
    experience_years: Annotated[float, Field(ge=0, le=80, allow_inf_nan=False)] | None = None
    primary_skills: Annotated[list[_Skill], Field(max_length=100)] | None = None
    selected_projects: Annotated[list[int | _Short | SelectedProjectIn], Field(max_length=50)] | None = Field(
        default=None, description="By id, by title, or told in full: the letter speaks of these and no others."
    )
    resume_summary: Annotated[Text, Field(max_length=5_000)] | None = None

    def statements(self) -> Statements:
        """As they go into the letter; blank ones state nothing."""
        projects: list[Selected] = [
            each.told() if isinstance(each, SelectedProjectIn) else each for each in self.selected_projects or ()
        ]
        return Statements(
            name=_said(self.user_name),
            email=_said(self.user_email),
            phone=_said(self.user_phone),
            location=_said(self.user_location),
            years=self.experience_years,
            skills=tuple(skill for each in self.primary_skills or () if (skill := each.strip())),
            projects=tuple(projects),
            summary=_said(self.resume_summary),
        )


def _said(text: str | None) -> str | None:
    return (text or "").strip() or None


class BulkIn(ApplicantIn):
    """The jobs to write for, besides what the person states."""

    job_ids: Annotated[list[int | Line], Field(min_length=1, max_length=MOST_JOBS, examples=[["job-1", "2", 3]])]


class JobLetterOut(BaseModel):
    success: Literal[True] = True
    cover_letter_id: str = Field(examples=["cov-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a"])
    content: str
    download_url: str = Field(examples=["/api/v1/cover-letters/cov-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a/download"])
    generation_method: Method = Field(description="`template`: by the product's own rules.")
    message: str

    @classmethod
    def of(cls, written: JobLetter) -> Self:
        """The answer to whoever asked for it."""
        letter, job = written.letter, written.job
        return cls(
            cover_letter_id=letter.public_id,
            content=letter.text,
            download_url=DOWNLOAD.format(letter.public_id),
            generation_method=method_of(written),
            message=f"Cover letter for {job.title}{f' at {job.company}' if job.company else ''}",
        )


class BulkResultOut(BaseModel):
    job_id: int | str = Field(description="As it was sent.")
    job_title: str
    company: str | None
    cover_letter_id: str
    download_url: str
    generation_method: Method
    status: Literal["success"] = "success"

    @classmethod
    def of(cls, written: JobLetter) -> Self:
        """One letter of many."""
        return cls(
            job_id=written.job_ref,
            job_title=written.job.title,
            company=written.job.company,
            cover_letter_id=written.letter.public_id,
            download_url=DOWNLOAD.format(written.letter.public_id),
            generation_method=method_of(written),
        )


class BulkErrorOut(BaseModel):
    job_id: int | str = Field(description="As it was sent.")
    detail: str
    status_code: int

    @classmethod
    def of(cls, missing: NoLetter) -> Self:
        """Why there is none."""
        return cls(job_id=missing.job_ref, detail=missing.failure.detail, status_code=missing.failure.status)


class BulkOut(BaseModel):
    success: bool = Field(description="Whether every job has its letter.")
    total_requested: int = Field(description="Jobs asked for, repeated ones once.")
    total_generated: int
    total_failed: int
    execution_time_seconds: float
    results: list[BulkResultOut]
    errors: list[BulkErrorOut]

    @classmethod
    def of(cls, outcomes: Sequence[JobLetter | NoLetter], seconds: float) -> Self:
        """Letters and failures, each in the order they were asked for."""
        results = [BulkResultOut.of(each) for each in outcomes if isinstance(each, JobLetter)]
        errors = [BulkErrorOut.of(each) for each in outcomes if isinstance(each, NoLetter)]
        return cls(
            success=not errors,
            total_requested=len(outcomes),
            total_generated=len(results),
            total_failed=len(errors),
            execution_time_seconds=round(seconds, 2),
            results=results,
            errors=errors,
        )


def method_of(written: JobLetter) -> Method:
    """Who wrote it, in the document's words."""
    return "ai" if written.by_model else "template"
