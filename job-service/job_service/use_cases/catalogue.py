"""Looking through the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from job_service.deps import Deps
from job_service.errors import JobNotFound
from job_service.queries import catalogue, user_jobs
from job_service.search import Page, Sort, Wanted
from job_service.tables import Job, UserJob
from shared.database import Database, ReadSession


@dataclass(frozen=True, slots=True)
class Found:
    """A page of jobs, and how many there are in all."""

    jobs: Sequence[Job]
    total: int


async def find_jobs(db: Database, deps: Deps, wanted: Wanted, sort: Sort, page: Page) -> Found:
    """Open jobs that pass the filters; the total belongs to the same moment as the page."""
    async with db.read() as session:
        total = await _total(session, deps, wanted)
        jobs = await catalogue.find_jobs(session, wanted, sort, page) if page.offset < total else ()
    return Found(jobs, total)


async def jobs_on_page(db: Database, wanted: Wanted, sort: Sort, page: Page) -> Sequence[Job]:
    """Open jobs that pass the filters, uncounted."""
    async with db.read() as session:
        return await catalogue.find_jobs(session, wanted, sort, page)


async def _total(session: ReadSession, deps: Deps, wanted: Wanted) -> int:
    version = await catalogue.catalogue_version(session)
    total = deps.totals.get(version, wanted)
    if total is None:
        total = await catalogue.count_jobs(session, wanted)
        deps.totals.put(version, wanted, total)
    return total


async def job_page(db: Database, job_id: int, reader: int | None) -> tuple[Job | UserJob, dict[str, Any] | None]:
    """A job with its board's own answer; a pasted one only for the person who pasted it. Raises JobNotFound."""
    async with db.read() as session:
        if found := await catalogue.job_with_raw(session, job_id):
            return found
        pasted = await user_jobs.user_job(session, reader, job_id) if reader is not None else None
    if pasted is None:
        raise JobNotFound
    return pasted, None
