"""Runs over the boards and what they brought."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from job_service.tables import ScrapeLog, SourceRun
from shared.database import ReadSession, WriteSession

ACTIVE = ("pending", "running")


async def add_scrape_log(session: WriteSession) -> int | None:
    """A new pending run; None while another one is pending or running."""
    added = insert(ScrapeLog).values(status="pending").on_conflict_do_nothing().returning(ScrapeLog.id)
    return await session.scalar(added)


async def active_scrape_log(session: ReadSession) -> int | None:
    """The run that is pending or running."""
    return await session.scalar(select(ScrapeLog.id).where(ScrapeLog.status.in_(ACTIVE)))


async def give_up_scrapes(session: WriteSession, requested_before: datetime) -> None:
    """Let runs that never ended count as failed."""
    stuck = update(ScrapeLog).where(ScrapeLog.status.in_(ACTIVE), ScrapeLog.requested_at < requested_before)
    await session.execute(stuck.values(status="failed", finished_at=func.now()))


async def last_scrape_requested_at(session: ReadSession) -> datetime | None:
    """When a run was last asked for."""
    return await session.scalar(select(func.max(ScrapeLog.requested_at)))


async def scrape_log(session: ReadSession, scrape_log_id: int) -> ScrapeLog | None:
    return await session.get(ScrapeLog, scrape_log_id)


async def source_runs(session: ReadSession, scrape_log_id: int) -> Sequence[SourceRun]:
    """What the run found, by source."""
    runs = select(SourceRun).where(SourceRun.scrape_log_id == scrape_log_id).order_by(SourceRun.source)
    return (await session.scalars(runs)).all()


async def start_scrape(session: WriteSession, scrape_log_id: int, started_at: datetime) -> bool:
    """Mark a run as running; False when it has ended or was given up."""
    starting = update(ScrapeLog).where(ScrapeLog.id == scrape_log_id, ScrapeLog.status.in_(ACTIVE))
    values = {"status": "running", "started_at": func.coalesce(ScrapeLog.started_at, started_at)}
    return await session.scalar(starting.values(values).returning(ScrapeLog.id)) is not None


async def count_in_run(
    session: WriteSession, scrape_log_id: int, source: str, *, new: int = 0, updated: int = 0, closed: int = 0
) -> None:
    """Add to what a run brought from a source."""
    counted = insert(SourceRun).values(
        scrape_log_id=scrape_log_id, source=source, new=new, updated=updated, closed=closed
    )
    added = {
        "new": SourceRun.new + counted.excluded.new,
        "updated": SourceRun.updated + counted.excluded.updated,
        "closed": SourceRun.closed + counted.excluded.closed,
    }
    await session.execute(counted.on_conflict_do_update(index_elements=["scrape_log_id", "source"], set_=added))


async def end_source_run(
    session: WriteSession, scrape_log_id: int, source: str, *, found: int, error: str | None
) -> None:
    """Say how reading a source ended."""
    values = {"status": "failed" if error else "ok", "found": found, "error": error}
    ended = insert(SourceRun).values(scrape_log_id=scrape_log_id, source=source, **values)
    await session.execute(ended.on_conflict_do_update(index_elements=["scrape_log_id", "source"], set_=values))


async def end_scrape(session: WriteSession, scrape_log_id: int, status: str, finished_at: datetime) -> None:
    """Say how a run ended, unless it was given up before."""
    ending = update(ScrapeLog).where(ScrapeLog.id == scrape_log_id, ScrapeLog.status.in_(ACTIVE))
    await session.execute(ending.values(status=status, finished_at=finished_at))


async def forget_scrape_logs(session: WriteSession, before: datetime) -> None:
    await session.execute(delete(ScrapeLog).where(ScrapeLog.requested_at < before, ScrapeLog.finished_at.is_not(None)))
