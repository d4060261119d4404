"""What other services are told of a job."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from job_service.tables import Job, UserJob
from shared.events import MOST_BYTES, MOST_POSTINGS, JobsClosed, JobsScraped, PostingFacts

USER_SUBMITTED = "user_submitted"
_ENVELOPE = 64
"""Bytes of an event's body around its postings."""


def facts_of(job: Job | UserJob) -> PostingFacts:
    """The facts of a scraped or a pasted job; never its description."""
    if isinstance(job, Job):
        times = (job.source, job.posted_at, job.scraped_at, job.expires_at)
    else:
        times = (USER_SUBMITTED, job.created_at, job.updated_at, None)
    source, posted_at, scraped_at, expires_at = times
    return PostingFacts(
        job_id=job.id,
        version=job.version,
        source=source,
        title=job.title,
        company=job.company,
        url=job.url,
        location=job.location,
        countries=tuple(job.countries),
        tags=tuple(job.tags),
        required_skills=tuple(job.required_skills),
        nice_skills=tuple(job.nice_skills),
        years_min=job.years_min,
        years_max=job.years_max,
        seniority=job.seniority,
        job_type=job.job_type,
        remote_type=job.remote_type,
        eligible_regions=tuple(job.eligible_regions),
        visa_sponsorship=job.visa_sponsorship,
        languages=tuple(job.languages),
        salary_min=job.salary_min,
        salary_max=job.salary_max,
        salary_currency=job.salary_currency,
        posted_at=posted_at,
        scraped_at=scraped_at,
        expires_at=expires_at,
    )


def scraped_events(postings: Iterable[PostingFacts]) -> Iterator[JobsScraped]:
    """As few events as the bounds of number and size allow."""
    batch: list[PostingFacts] = []
    size = _ENVELOPE
    for posting in postings:
        weight = len(posting.model_dump_json().encode()) + 1
        if batch and (len(batch) == MOST_POSTINGS or size + weight > MOST_BYTES):
            yield JobsScraped(postings=tuple(batch))
            batch, size = [], _ENVELOPE
        batch.append(posting)
        size += weight
    if batch:
        yield JobsScraped(postings=tuple(batch))


def closed_events(closed: Sequence[tuple[int, int]], closed_at: datetime) -> Iterator[JobsClosed]:
    """The (id, version) pairs of closed jobs, bounded like postings."""
    for start in range(0, len(closed), MOST_POSTINGS):
        ids, versions = zip(*closed[start : start + MOST_POSTINGS], strict=True)
        yield JobsClosed(job_ids=ids, versions=versions, closed_at=closed_at)
