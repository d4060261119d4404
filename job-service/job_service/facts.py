"""What other services are told of a job."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from job_service.tables import UserJob
from shared.events import MOST_BYTES, MOST_POSTINGS, JobsClosed, JobsScraped, PostingFacts

USER_SUBMITTED = "user_submitted"
_ENVELOPE = 64
"""Bytes of an event's body around its postings."""


def facts_of(job: UserJob) -> PostingFacts:
    """The facts of a pasted job; never its description."""
    return PostingFacts(
        job_id=job.id,
        version=job.version,
        source=USER_SUBMITTED,
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
        posted_at=job.created_at,
        scraped_at=job.updated_at,
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
