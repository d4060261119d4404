"""Events of job-service: postings that came, changed and went."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events.base import Event, JobId, UserId

MOST_POSTINGS = 500
"""The most postings one `jobs.scraped` carries."""
MOST_BYTES = 256 * 1024
"""No event's body passes this."""


class PostingFacts(BaseModel):
    """What matching, lists and insights read of a posting; never its description or the board's raw answer."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    job_id: JobId
    version: int
    """Counts up with every change of the posting: the higher one is the newer truth."""
    source: str
    title: str
    company: str | None
    url: str | None
    location: str | None
    countries: tuple[str, ...] = ()
    """ISO 3166 alpha-2 codes of the place of work."""
    tags: tuple[str, ...] = ()
    required_skills: tuple[str, ...] = ()
    """Canonical names of the skills that are asked for."""
    nice_skills: tuple[str, ...] = ()
    """Canonical names of the skills that are welcome."""
    years_min: int | None = None
    """Least years of experience that are asked for."""
    years_max: int | None = None
    """Most years of experience that are asked for."""
    seniority: int | None = None
    """vocabulary.titles.Seniority as a number."""
    job_type: str | None = None
    remote_type: str | None = None
    eligible_regions: tuple[str, ...] = ()
    """Where candidates may apply from; empty: not stated."""
    visa_sponsorship: int | None = None
    """0: no, 1: yes, null: not stated."""
    languages: tuple[str, ...] = ()
    salary_min: int | None = None
    """A year, in `salary_currency`."""
    salary_max: int | None = None
    """A year, in `salary_currency`."""
    salary_currency: str | None = None
    """ISO 4217 code."""
    posted_at: AwareDatetime | None = None
    scraped_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    """When the board closes it."""


class JobsScrapeRequested(Event, name="jobs.scrape_requested", owner="job"):
    """The boards shall be read; the scrape log says how it goes."""

    scrape_log_id: int


class JobsScraped(Event, name="jobs.scraped", owner="job"):
    """Postings are new or have changed."""

    postings: tuple[PostingFacts, ...]


class JobsClosed(Event, name="jobs.closed", owner="job"):
    """Postings are no longer open."""

    job_ids: tuple[JobId, ...]
    versions: tuple[int, ...]
    """The version each was closed with, in the same order."""
    closed_at: AwareDatetime


class UserJobSaved(Event, name="user_job.saved", owner="job"):
    """A person pasted a job or changed one they pasted; only they may see it."""

    user_id: UserId
    posting: PostingFacts


class UserJobRemoved(Event, name="user_job.removed", owner="job"):
    """A person deleted a job they had pasted."""

    user_id: UserId
    job_id: JobId
    version: int
    """Higher than that of any `user_job.saved` before."""
