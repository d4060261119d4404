"""Waiting for a request to be finished, by whichever process."""

import asyncio
from uuid import UUID

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.errors import LetterUnusable, MatchNotFound
from generation_service.queries.letters import Kept
from generation_service.tables import Reason, Request, State
from shared.auth import AccessEnded
from shared.database import DATABASE_ERRORS, Database, wait_for
from shared.errors import Failure, TookTooLong, Unavailable

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 2.0
"""A waiting request looks for itself as well: a NOTIFY can be lost."""
RETRY_AFTER_SECONDS = 5


def deadline(seconds: float) -> float:
    """So many seconds from now, by the event loop's clock."""
    return asyncio.get_running_loop().time() + seconds


def left_until(until: float) -> float:
    """Seconds until a deadline. Raises TookTooLong when it has passed; the work goes on."""
    left = until - asyncio.get_running_loop().time()
    if left <= 0:
        raise TookTooLong(retry_after=RETRY_AFTER_SECONDS)
    return left


async def result_of(db: Database, deps: Deps, request_id: UUID, until: float) -> Kept:
    """What a request gives. Raises TookTooLong when that isn't there yet, and as `finished`."""
    async with deps.listener.subscribe(queries.letters.channel_of(request_id)) as woken:
        while (kept := await looked(db, deps, request_id)) is None:
            await wait_for(woken, min(left_until(until), LOOK_EVERY_SECONDS))
    return kept


async def looked(db: Database, deps: Deps, request_id: UUID) -> Kept | None:
    """As `finished`; a database that is away or busy just now is looked at again: the work goes on meanwhile."""
    try:
        async with deps.queues.doors:
            return await finished(db, request_id)
    except DATABASE_ERRORS as error:
        log.warning("look_put_off", error_type=type(error).__name__)
        return None


async def finished(db: Database, request_id: UUID) -> Kept | None:
    """The result, None while the request waits. Raises what made it fail, MatchNotFound when the person was erased."""
    async with db.read() as session:
        request = await queries.letters.request_with(session, request_id)
        if request is None:
            raise MatchNotFound
        if request.state == State.FAILED:
            raise _failure_of(request)
        if request.state == State.WAITING:
            return None
        kept = await queries.letters.result_of(session, request)
    if kept is None:
        raise MatchNotFound
    return kept


def _failure_of(request: Request) -> Failure:
    match request.reason:
        case Reason.UNAVAILABLE:
            return Unavailable(request.detail, retry_after=request.retry_after or RETRY_AFTER_SECONDS)
        case Reason.SHUT_OUT:
            return AccessEnded()
        case _:
            return LetterUnusable()
