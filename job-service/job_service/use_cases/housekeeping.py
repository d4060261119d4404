"""What is done once for ever, and what is forgotten with time."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from job_service.boards.sample import SampleBoard, sample_files
from job_service.deps import Deps
from job_service.errors import NoSeeding
from job_service.queries import extractions, housekeeping, scrape_logs
from job_service.use_cases.ingesting import Reading, take_in
from shared.database import Database

log = structlog.get_logger()


async def load_samples(db: Database, deps: Deps) -> None:
    """Give a new installation jobs to look at; taken out once, they never come back."""
    if not deps.wants_samples:
        return
    async with db.read() as session:
        if not await housekeeping.samples_are_due(session):
            return
    await _take_in_samples(db, deps)


async def seed_jobs(db: Database, deps: Deps) -> int:
    """Bring in the sample jobs that are not there; how many that were. Raises NoSeeding outside development."""
    if not deps.may_seed:
        raise NoSeeding
    return await _take_in_samples(db, deps)


async def _take_in_samples(db: Database, deps: Deps) -> int:
    now = datetime.now(UTC)
    board = SampleBoard(now)
    reading = Reading(board, now)
    postings = await asyncio.to_thread(lambda: [job for file in sample_files() for job in board.parse(file)])
    found = await take_in(db, reading, postings, timedelta(days=deps.settings.closed_after_days_unseen))
    async with db.write() as session:
        await housekeeping.note_samples(session)
    log.info("samples_loaded", jobs=found, new=reading.counts.new)
    return reading.counts.new


async def prune(db: Database, deps: Deps) -> None:
    """Forget raw answers of jobs long closed, what was noted of closed ones, and old scrape logs."""
    now = datetime.now(UTC)
    async with db.write() as session:
        await extractions.forget_closed(session)
        await housekeeping.forget_raw_postings(session, now - timedelta(days=deps.settings.raw_kept_days))
        await scrape_logs.forget_scrape_logs(session, now - timedelta(days=deps.settings.scrape_logs_kept_days))
