"""Reading the boards, on demand and by the clock."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from job_service.boards import Board, BoardUnreadable, postings_of
from job_service.deps import Deps
from job_service.errors import ScrapeLogNotFound
from job_service.queries import ingest, scrape_logs
from job_service.tables import ScrapeLog, SourceRun
from job_service.use_cases.ingesting import Reading, close, take_in
from shared.database import Database
from shared.events import JobsScrapeRequested

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """A run over the boards with what it found on each."""

    log: ScrapeLog
    sources: Sequence[SourceRun]


async def request_scrape(db: Database, deps: Deps) -> int:
    """Have the boards read; the id of the run, which is the one under way while there is one."""
    given_up = datetime.now(UTC) - timedelta(minutes=deps.settings.scrape_given_up_after_minutes)
    async with db.write() as session:
        await scrape_logs.give_up_scrapes(session, given_up)
        added = await scrape_logs.add_scrape_log(session)
        if added is not None:
            session.publish(JobsScrapeRequested(scrape_log_id=added))
            return added
        active = await scrape_logs.active_scrape_log(session)
    # The run that was in the way may have ended in this very moment: then ours is the next one.
    return active if active is not None else await request_scrape(db, deps)


async def run_of(db: Database, scrape_log_id: int) -> Run:
    """Raises ScrapeLogNotFound."""
    async with db.read() as session:
        found = await scrape_logs.scrape_log(session, scrape_log_id)
        if found is None:
            raise ScrapeLogNotFound
        return Run(found, await scrape_logs.source_runs(session, scrape_log_id))


async def scrape(db: Database, deps: Deps, scrape_log_id: int) -> None:
    """Read every board; one that fails does not keep the others. Done again after a crash, it reads what is left."""
    async with db.write_progress() as session:
        if not await scrape_logs.start_scrape(session, scrape_log_id, datetime.now(UTC)):
            return
    async with db.read() as session:
        done = {run.source for run in await scrape_logs.source_runs(session, scrape_log_id) if run.status}
    left = [board for board in deps.boards if board.name not in done]
    await asyncio.gather(*(_scrape_board(db, deps, board, scrape_log_id) for board in left))
    await _end_scrape(db, scrape_log_id)


async def _scrape_board(db: Database, deps: Deps, board: Board, scrape_log_id: int) -> None:
    reading = Reading(board, datetime.now(UTC), scrape_log_id)
    error, found = None, 0
    try:
        postings = await postings_of(board, deps.client)
        found = await take_in(db, reading, postings, timedelta(days=deps.settings.closed_after_days_unseen))
    except BoardUnreadable as failed:
        error = failed.reason
        log.warning("board_unreadable", source=board.name, reason=error)
    async with db.write_progress() as session:
        await scrape_logs.end_source_run(session, scrape_log_id, board.name, found=found, error=error)
    counts = reading.counts
    log.info("board_read", source=board.name, new=counts.new, updated=counts.updated, closed=counts.closed, found=found)


async def _end_scrape(db: Database, scrape_log_id: int) -> None:
    async with db.write() as session:
        runs = await scrape_logs.source_runs(session, scrape_log_id)
        failed = sum(run.status == "failed" for run in runs)
        status = "completed" if not failed else "failed" if failed == len(runs) else "partial"
        await scrape_logs.end_scrape(session, scrape_log_id, status, datetime.now(UTC))


async def scrape_when_due(db: Database, deps: Deps) -> None:
    """Have the boards read when the last time is longer ago than the settings want."""
    every = deps.settings.scrape_every_minutes
    if every == 0:
        return
    async with db.read() as session:
        last = await scrape_logs.last_scrape_requested_at(session)
    if last is None or last <= datetime.now(UTC) - timedelta(minutes=every):
        await request_scrape(db, deps)


async def close_expired(db: Database, deps: Deps) -> None:
    """Close what its board no longer shows and has expired since the board was read."""
    now, unseen = datetime.now(UTC), timedelta(days=deps.settings.closed_after_days_unseen)
    async with db.write() as session:
        await ingest.lock_catalogue(session)
        closed = await close(session, await ingest.drop_expired(session, now, unseen), now)
    if closed:
        log.info("jobs_expired", jobs=closed)
