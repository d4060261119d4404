"""Reading the boards for somebody's keywords, while they wait."""

import asyncio
from collections.abc import Sequence

import structlog

from job_service.boards import Board, BoardUnreadable
from job_service.deps import Deps
from job_service.fetched import Fetched, FetchStatus
from job_service.keywords import postings_with
from job_service.use_cases.ingesting import Counts, Reading, take_some
from shared.database import Database

log = structlog.get_logger()


async def fetch_jobs(db: Database, deps: Deps, keywords: Sequence[str], most: int) -> list[Fetched]:
    """Bring each board's newest jobs that name any of the keywords into the catalogue, at most so many of a board.

    Nothing is closed: what was not asked for is not missing. A board that fails or is slow does not keep the others.
    """
    return await asyncio.gather(*(_fetch(db, deps, board, keywords, most) for board in deps.boards))


async def _fetch(db: Database, deps: Deps, board: Board, keywords: Sequence[str], most: int) -> Fetched:
    status, found, counts = FetchStatus.OK, 0, Counts()
    try:
        async with asyncio.timeout(deps.settings.fetch_seconds):
            listed = await deps.recent.of(board)
            wanted = await asyncio.to_thread(postings_with, listed.postings, keywords, most)
            found = await take_some(db, Reading(board, listed.at, counts=counts), wanted)
    except BoardUnreadable as failed:
        status = FetchStatus.FAILED
        log.warning("board_unreadable", source=board.name, reason=failed.reason)
    except TimeoutError:
        status = FetchStatus.TIMED_OUT
        log.warning("board_too_slow", source=board.name)
    log.info("board_fetched", source=board.name, status=status, found=found, new=counts.new, updated=counts.updated)
    return Fetched(board.name, status, found, counts.new, counts.updated)
