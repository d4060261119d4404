"""HTTP shapes of the Job Application System's paths."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from job_service.boards import Board
from job_service.fetched import Fetched, FetchStatus
from job_service.keywords import LONGEST_KEYWORD, MOST_KEYWORDS
from job_service.pay import salary_range
from job_service.tables import Job
from shared.http import Line, Utc

MOST_PER_SOURCE = 100
_Keyword = Annotated[Line, Field(max_length=LONGEST_KEYWORD)]


class ListedJobOut(BaseModel):
    """A job as `GET /api/v1/jobs` shows it."""

    id: str = Field(examples=["3"])
    title: str
    company: str | None
    description: str
    location: str | None
    salary_range: str | None = Field(description="A year; null when not stated.", examples=["$120k - $150k"])
    requirements: list[str] = Field(description="The skills that are asked for.", examples=[["Python", "PostgreSQL"]])
    source: str = Field(examples=["remoteok"])
    posted_date: Utc = Field(description="When the job was posted; where the board does not say, when it was read.")

    @classmethod
    def of(cls, job: Job) -> "ListedJobOut":
        return cls(
            id=str(job.id),
            title=job.title,
            company=job.company,
            description=job.description,
            location=job.location,
            salary_range=salary_range(job.salary_min, job.salary_max, job.salary_currency),
            requirements=job.required_skills,
            source=job.source,
            posted_date=job.posted_at or job.scraped_at,
        )


class FetchIn(BaseModel):
    """What the boards are read for."""

    keywords: Annotated[list[_Keyword], Field(max_length=MOST_KEYWORDS, examples=[["python", "machine learning"]])] = []
    limit_per_source: Annotated[int, Field(ge=1, le=MOST_PER_SOURCE)] = 10


class FetchedSourceOut(BaseModel):
    fetched: int = Field(description="How many of the board's jobs were taken.")
    new: int
    updated: int
    status: FetchStatus = Field(description="`failed` and `timed_out` leave the board's known jobs as they are.")

    @classmethod
    def of(cls, each: Fetched) -> "FetchedSourceOut":
        return cls(fetched=each.found, new=each.new, updated=each.updated, status=each.status)


class FetchResultsOut(BaseModel):
    total_fetched: int
    new_jobs: int
    updated_jobs: int
    sources: dict[str, FetchedSourceOut]


class FetchOut(BaseModel):
    success: bool = Field(description="Whether at least one board could be read.")
    message: str = Field(examples=["Fetched 12 jobs (5 new, 1 updated) from 2 of 2 sources"])
    results: FetchResultsOut

    @classmethod
    def of(cls, fetched: Sequence[Fetched]) -> "FetchOut":
        """The boards one by one, and their sums."""
        results = FetchResultsOut(
            total_fetched=sum(each.found for each in fetched),
            new_jobs=sum(each.new for each in fetched),
            updated_jobs=sum(each.updated for each in fetched),
            sources={each.source: FetchedSourceOut.of(each) for each in fetched},
        )
        read = sum(each.status is FetchStatus.OK for each in fetched)
        message = (
            f"Fetched {results.total_fetched} jobs ({results.new_jobs} new, {results.updated_jobs} updated)"
            f" from {read} of {len(fetched)} sources"
        )
        return cls(success=read > 0, message=message, results=results)


class SourceOut(BaseModel):
    name: str = Field(examples=["RemoteOK"])
    enabled: bool
    description: str
    api_type: str = Field(examples=["JSON"])
    rate_limit: str = Field(examples=["read at most once in 60 seconds"])


class SourcesOut(BaseModel):
    success: bool = True
    enabled_sources: list[str] = Field(examples=[["remoteok", "weworkremotely"]])
    available_sources: dict[str, SourceOut]

    @classmethod
    def of(cls, known: Sequence[Board], enabled: Sequence[Board], fresh_seconds: int) -> "SourcesOut":
        """The boards that could be read, and which of them are."""
        names = [board.name for board in enabled]
        rate = f"read at most once in {fresh_seconds} seconds"
        sources = {
            board.name: SourceOut(
                name=board.title,
                enabled=board.name in names,
                description=board.about,
                api_type=board.answers_in,
                rate_limit=rate,
            )
            for board in known
        }
        return cls(enabled_sources=names, available_sources=sources)
