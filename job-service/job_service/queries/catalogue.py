"""Reading the public catalogue."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from job_service.search import Changes, IndexedJob
from job_service.tables import Catalogue, Job, RawPosting
from shared.database import ReadSession

READ_AT_ONCE = 1_000
_INDEXED = (
    Job.id,
    Job.scraped_at,
    Job.title,
    Job.company,
    Job.description,
    Job.location,
    Job.source,
    Job.remote_type,
    Job.job_type,
    Job.salary_min,
    Job.salary_max,
)


async def catalogue_version(session: ReadSession) -> int:
    """Counts up with every change of the catalogue."""
    return await session.scalar(select(Catalogue.version)) or 0


async def open_jobs(session: ReadSession) -> AsyncIterator[Changes]:
    """Every open job, some at a time."""
    async for rows in _some_at_a_time(session, select(*_INDEXED).where(Job.closed_at.is_(None))):
        yield Changes((), [IndexedJob(*row) for row in rows])


async def jobs_changed_since(session: ReadSession, version: int) -> AsyncIterator[Changes]:
    """What came after this version of the catalogue, some jobs at a time."""
    changed = select(Job.closed_at.is_(None), *_INDEXED).where(Job.changed_in > version)
    async for rows in _some_at_a_time(session, changed):
        yield Changes([job_id for _, job_id, *_ in rows], [IndexedJob(*job) for is_open, *job in rows if is_open])


async def _some_at_a_time(
    session: ReadSession, statement: Select[*tuple[Any, ...]]
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    streamed = await session.stream(statement.execution_options(yield_per=READ_AT_ONCE))
    async for rows in streamed.partitions():
        yield rows


async def jobs_in_order(session: ReadSession, ids: Sequence[int]) -> Sequence[Job]:
    """The jobs with these ids, as these stand."""
    found = {job.id: job for job in await session.scalars(select(Job).where(Job.id == func.any(list(ids))))}
    return [found[job_id] for job_id in ids if job_id in found]


async def job_with_raw(session: ReadSession, job_id: int) -> tuple[Job, dict[str, Any] | None] | None:
    """A job of the catalogue, open or closed, with its board's own answer while that is kept."""
    found = await session.execute(
        select(Job, RawPosting.raw).outerjoin(RawPosting, RawPosting.job_id == Job.id).where(Job.id == job_id)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None
