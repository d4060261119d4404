"""Taking what a board lists into the catalogue."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from job_service.boards import Board, BoardPosting, Listing
from job_service.facts import closed_events, scraped_events
from job_service.incoming import Incoming, content_hash_of, distinct, read_all
from job_service.queries import ingest, scrape_logs
from shared.database import Database, WriteSession
from shared.events import PostingFacts

log = structlog.get_logger()

TAKEN_AT_ONCE = 2_000
"""So many are one transaction, for which other writers wait."""


@dataclass(slots=True)
class Counts:
    """What reading a board changed."""

    new: int = 0
    updated: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one board: the moment, and the run it belongs to, if any."""

    board: Board
    read_at: datetime
    scrape_log_id: int | None = None
    counts: Counts = field(default_factory=Counts)


async def take_in(db: Database, reading: Reading, postings: Sequence[BoardPosting], unseen: timedelta) -> int:
    """Bring the catalogue to what a board lists, and close what is gone; how many postings there were.

    Each part is a transaction of its own that may be repeated: what has not changed since is only noted as seen.
    """
    listed = await take_some(db, reading, postings)
    await _close_gone(db, reading, unseen)
    return listed


async def take_some(db: Database, reading: Reading, postings: Sequence[BoardPosting]) -> int:
    """Bring these into the catalogue; what else the board lists stays as it is. How many there were."""
    listed = distinct(postings)
    for start in range(0, len(listed), TAKEN_AT_ONCE):
        await _take_part(db, reading, listed[start : start + TAKEN_AT_ONCE])
    return len(listed)


async def _take_part(db: Database, reading: Reading, postings: Sequence[BoardPosting]) -> None:
    seen = [posting.source_id for posting in postings]
    async with db.read() as session:
        known = await ingest.known_listings(session, reading.board.name, seen)
    changed = list(_changed(reading, postings, known))
    incoming = await asyncio.to_thread(read_all, reading.board, changed, reading.read_at)

    async with db.write_progress() as session:
        await write_part(session, reading, seen, incoming)


def _changed(
    reading: Reading, postings: Sequence[BoardPosting], known: Mapping[str, ingest.Known]
) -> Iterator[BoardPosting]:
    for posting in postings:
        before = known.get(posting.source_id)
        if before is None or not before.is_open or before.content_hash != content_hash_of(posting, reading.read_at):
            yield posting


async def write_part(
    session: WriteSession, reading: Reading, seen: Sequence[str], incoming: Sequence[Incoming]
) -> None:
    """Write what was read of a part of a board's postings, all of which it lists, and tell."""
    source, read_at = reading.board.name, reading.read_at
    await ingest.lock_catalogue(session)
    written = await ingest.write_postings(session, source, incoming, read_at)
    await ingest.see_listings(session, source, seen, read_at)
    reopened = await ingest.reopen_jobs(session, source, seen, read_at)
    read = {posting.source_id: posting for posting in incoming}
    rows = (*written.new, *written.updated)
    facts = [read[row.source_id].facts(row.job_id, row.version, source, read_at) for row in rows]
    await _tell(session, [*facts, *await ingest.facts_of_jobs(session, reopened)])
    await _count(session, reading, new=len(written.new), updated=len(written.updated) + len(reopened))


async def tell_changes(session: WriteSession, job_ids: Sequence[int]) -> None:
    """Say that these jobs are new or changed, and that the catalogue is different now."""
    await _tell(session, await ingest.facts_of_jobs(session, job_ids))


async def _tell(session: WriteSession, changed: Sequence[PostingFacts]) -> None:
    if not changed:
        return
    await ingest.bump_catalogue(session)
    for event in scraped_events(changed):
        session.publish(event)


async def _close_gone(db: Database, reading: Reading, unseen: timedelta) -> None:
    async with db.write_progress() as session:
        await ingest.lock_catalogue(session)
        await ingest.note_read(session, reading.board.name, reading.read_at)
        if reading.board.listing is Listing.FULL:
            gone = await ingest.drop_missing(session, reading.board.name, reading.read_at)
        else:
            gone = await ingest.drop_expired(session, reading.read_at, unseen, reading.board.name)
        closed = await close(session, gone, reading.read_at)
        await _count(session, reading, closed=closed)


async def close(session: WriteSession, job_ids: Sequence[int], now: datetime) -> int:
    """Close the jobs that are listed nowhere any more, and tell; how many."""
    closed = await ingest.close_unlisted(session, job_ids, now) if job_ids else []
    if closed:
        await ingest.bump_catalogue(session)
    for event in closed_events(closed, now):
        session.publish(event)
    return len(closed)


async def _count(session: WriteSession, reading: Reading, *, new: int = 0, updated: int = 0, closed: int = 0) -> None:
    counts = reading.counts
    counts.new, counts.updated, counts.closed = counts.new + new, counts.updated + updated, counts.closed + closed
    if reading.scrape_log_id is not None:
        await scrape_logs.count_in_run(
            session, reading.scrape_log_id, reading.board.name, new=new, updated=updated, closed=closed
        )
