"""Looking through the catalogue."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from job_service.deps import Deps
from job_service.errors import JobNotFound
from job_service.queries import catalogue, user_jobs
from job_service.search import Page, Sort, Wanted
from job_service.tables import Job, UserJob
from job_service.use_cases.indexing import current_jobs
from shared.database import Database


@dataclass(frozen=True, slots=True)
class Found:
    """A page of jobs, and how many there are in all."""

    jobs: Sequence[Job]
    total: int


async def find_jobs(db: Database, deps: Deps, wanted: Wanted, sort: Sort, page: Page) -> Found:
    """Open jobs that pass the filters; page and total belong to one moment, and all that was written before is seen."""
    async with current_jobs(db, deps) as (session, snapshot):
        hits = await asyncio.to_thread(snapshot.find, wanted, sort, page)
        return Found(await catalogue.jobs_in_order(session, hits.ids), hits.total)


async def job_page(db: Database, job_id: int, reader: int | None) -> tuple[Job | UserJob, dict[str, Any] | None]:
    """A job with its board's own answer; a pasted one only for the person who pasted it. Raises JobNotFound."""
    async with db.read() as session:
        if found := await catalogue.job_with_raw(session, job_id):
            return found
        pasted = await user_jobs.user_job(session, reader, job_id) if reader is not None else None
    if pasted is None:
        raise JobNotFound
    return pasted, None
