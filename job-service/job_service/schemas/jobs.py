"""HTTP shapes of job-service."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from job_service.facts import USER_SUBMITTED
from job_service.reading.pasted import PastedPosting
from job_service.reading.work_type import JobType, RemoteType
from job_service.tables import Job, ScrapeLog, SourceRun, UserJob
from shared.http import Line, Text, Utc

GREATEST_SALARY = 10**12


def _web_address(url: str) -> str:
    if not url.lower().startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    return url


def _letters_of_currency(code: str) -> str:
    if not (code.isascii() and code.isalpha()):
        raise ValueError("must be a code of three letters, such as USD")
    return code.upper()


_Stripped = Annotated[Line, AfterValidator(str.strip)]
_Title = Annotated[_Stripped, Field(min_length=1, max_length=200, examples=["Senior Python Developer"])]
_Company = Annotated[_Stripped, Field(max_length=200, examples=["TechCorp Inc."])]
_Description = Annotated[Text, AfterValidator(str.strip), Field(min_length=1, max_length=50_000)]
_Url = Annotated[_Stripped, AfterValidator(_web_address), Field(max_length=2_000)]
_Location = Annotated[_Stripped, Field(max_length=200, examples=["Remote (US only)"])]
_Salary = Annotated[int, Field(ge=0, le=GREATEST_SALARY, description="A year, in `salary_currency`.")]
_Currency = Annotated[Line, Field(min_length=3, max_length=3, examples=["USD"]), AfterValidator(_letters_of_currency)]
_Tag = Annotated[_Stripped, Field(min_length=1, max_length=100)]
_Tags = Annotated[list[_Tag], Field(max_length=50, examples=[["Python", "Django"]])]


class JobOut(BaseModel):
    """A job as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    source: str
    source_id: str | None
    url: str | None
    title: str
    company: str | None
    description: str
    salary_min: int | None = Field(description="A year, in `salary_currency`.")
    salary_max: int | None
    salary_currency: str | None
    location: str | None
    remote_type: RemoteType | None
    job_type: JobType | None
    tags: list[str]
    eligible_regions: list[str] = Field(description="Where candidates may apply from; empty: not stated.")
    visa_sponsorship: Literal[0, 1] | None = Field(description="0: no, 1: yes, null: not stated.")
    posted_at: Utc | None
    scraped_at: Utc


class JobDetailOut(JobOut):
    """A job with everything there is to show."""

    raw_data: dict[str, Any] | None = Field(description="The board's own answer, as long as it is kept.")
    created_at: Utc
    expires_at: Utc | None
    closed_at: Utc | None = Field(description="When the job was closed; null while it is open.")

    @classmethod
    def of(cls, job: Job | UserJob, raw: dict[str, Any] | None) -> "JobDetailOut":
        """A scraped job, or a pasted one as its owner sees it here."""
        kept = {name: getattr(job, name, None) for name in cls.model_fields}
        if isinstance(job, UserJob):
            kept |= {"source": USER_SUBMITTED, "posted_at": job.created_at, "scraped_at": job.updated_at}
        return cls.model_validate(kept | {"raw_data": raw})


class JobsOut(BaseModel):
    jobs: list[JobOut]
    total: int = Field(description="How many jobs pass the filters, exactly.")
    limit: int
    offset: int
    has_more: bool


class RefreshOut(BaseModel):
    message: str = Field(examples=["Job scraping started"])
    sources: list[str] = Field(examples=[["remoteok", "weworkremotely"]])
    scrape_log_id: int


class SeededOut(BaseModel):
    message: str = Field(examples=["Sample jobs are in the catalogue"])
    jobs_created: int = Field(description="How many were not there yet.", examples=[273])


class SourceRunOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    source: str
    status: Literal["ok", "failed"]
    found: int
    new: int
    updated: int
    closed: int
    error: str | None


class ScrapeLogOut(BaseModel):
    id: int
    status: Literal["pending", "running", "completed", "partial", "failed"]
    started_at: Utc | None
    finished_at: Utc | None
    sources: list[SourceRunOut] = Field(description="The sources that have been read so far.")

    @classmethod
    def of(cls, log: ScrapeLog, runs: Sequence[SourceRun]) -> "ScrapeLogOut":
        """A run with the sources that are done."""
        done = [SourceRunOut.model_validate(run) for run in runs if run.status]
        return cls.model_validate(
            {name: getattr(log, name) for name in ("id", "status", "started_at", "finished_at")} | {"sources": done}
        )


class JobTextIn(BaseModel):
    job_text: Annotated[Text, Field(max_length=50_000)]


class ParsedJobOut(BaseModel):
    """What a pasted text says, for a person to look over before it is saved."""

    title: str
    company: str | None
    description: str
    url: str | None
    location: str | None
    remote_type: RemoteType | None
    job_type: JobType
    salary_min: int | None
    salary_max: int | None
    salary_currency: str | None
    tags: list[str]
    model: str = Field(description="Who read the text.", examples=["rules-1"])

    @classmethod
    def of(cls, pasted: PastedPosting, model: str) -> "ParsedJobOut":
        """The fields as they were read."""
        found = pasted.requirements
        return cls(
            title=pasted.title,
            company=pasted.company,
            description=pasted.description,
            url=pasted.url,
            location=pasted.location,
            remote_type=found.remote_type,
            # Most jobs are, and the person looks the fields over before they are saved.
            job_type=found.job_type or JobType.PERMANENT,
            salary_min=found.salary.least if found.salary else None,
            salary_max=found.salary.most if found.salary else None,
            salary_currency=found.salary.currency if found.salary else None,
            tags=list(pasted.tags),
            model=model,
        )


class UserJobIn(BaseModel):
    """A job to be kept; only title and description are needed."""

    title: _Title
    description: _Description
    company: _Company | None = None
    url: _Url | None = None
    location: _Location | None = None
    remote_type: RemoteType | None = None
    job_type: JobType | None = None
    salary_min: _Salary | None = None
    salary_max: _Salary | None = None
    salary_currency: _Currency | None = None
    tags: _Tags = []

    def fields(self) -> dict[str, Any]:
        """Every field; a blank one is none."""
        return _unblanked(self.model_dump())


class UserJobChanges(BaseModel):
    """The fields to be changed; those left out stay as they are, null empties the ones that may be empty."""

    title: _Title = ""
    description: _Description = ""
    company: _Company | None = None
    url: _Url | None = None
    location: _Location | None = None
    remote_type: RemoteType | None = None
    job_type: JobType | None = None
    salary_min: _Salary | None = None
    salary_max: _Salary | None = None
    salary_currency: _Currency | None = None
    tags: _Tags = []

    def fields(self) -> dict[str, Any]:
        """The fields that were sent; a blank one is none."""
        return _unblanked(self.model_dump(exclude_unset=True))


def _unblanked(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in fields.items()}


class UserJobOut(BaseModel):
    """A job as the person who pasted it keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: int
    title: str
    company: str | None
    description: str
    url: str | None
    source: str = USER_SUBMITTED
    tags: list[str]
    salary_min: int | None
    salary_max: int | None
    salary_currency: str | None
    location: str | None
    remote_type: RemoteType | None
    job_type: JobType | None
    created_at: Utc
    updated_at: Utc


class UserJobsOut(BaseModel):
    jobs: list[UserJobOut]
    total: int
