"""Keeping this process's index of jobs at the catalogue's version, so that whoever searches sees what was written."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog

from job_service.deps import Deps
from job_service.errors import IndexUnwritable
from job_service.queries import catalogue
from job_service.search import JobIndex, Snapshot
from shared.database import DATABASE_ERRORS, Database, ReadSession
from shared.errors import Unavailable
from shared.http.health import Check

log = structlog.get_logger()

FOLLOW_EVERY_SECONDS = 1.0


@asynccontextmanager
async def current_jobs(db: Database, deps: Deps) -> AsyncIterator[tuple[ReadSession, Snapshot]]:
    """A session and the index's open jobs, both of one version: the newest there was when they were asked for.

    Raises Unavailable when the index is still being built, or has more to take up than one can wait for.
    """
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(db.read())
        version, snapshot = await catalogue.catalogue_version(session), deps.index.snapshot
        if snapshot is None or snapshot.version != version:
            await stack.aclose()
            session, snapshot = await _caught_up(db, deps, stack)
        yield session, snapshot


async def _caught_up(db: Database, deps: Deps, stack: AsyncExitStack) -> tuple[ReadSession, Snapshot]:
    try:
        async with asyncio.timeout(deps.settings.search_wait_seconds), deps.index.turn:
            # Begun while nobody else moves the index on: it can't be ahead of what this session sees.
            session = await stack.enter_async_context(db.read())
            return session, await _bring_up_to_date(session, deps.index)
    except TimeoutError:
        raise Unavailable from None


async def _bring_up_to_date(session: ReadSession, index: JobIndex) -> Snapshot:
    version, snapshot = await catalogue.catalogue_version(session), index.snapshot
    if snapshot is not None and snapshot.version == version:
        return snapshot
    # A database that was set back is read anew.
    if snapshot is None or snapshot.version > version:
        await index.clear()
        changes = catalogue.open_jobs(session)
    else:
        changes = catalogue.jobs_changed_since(session, snapshot.version)
    async for some in changes:
        await index.put(some)
    return await index.commit(version)


@asynccontextmanager
async def follow_catalogue(db: Database, deps: Deps) -> AsyncIterator[Mapping[str, Check]]:
    """Build the index and keep it current, so that those who search seldom have to; ready when it is built."""

    async def is_built() -> None:
        if deps.index.snapshot is None:
            raise Unavailable

    following = asyncio.create_task(_follow(db, deps.index), name="job-index")
    try:
        yield {"job_index": is_built}
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _follow(db: Database, index: JobIndex) -> None:
    while True:
        try:
            await _follow_once(db, index)
        except (*DATABASE_ERRORS, IndexUnwritable) as error:
            log.warning("job_index_behind", error_type=type(error).__name__)
        await asyncio.sleep(FOLLOW_EVERY_SECONDS)


async def _follow_once(db: Database, index: JobIndex) -> None:
    is_first = index.snapshot is None
    async with index.turn, db.read() as session:
        snapshot = await _bring_up_to_date(session, index)
    if is_first:
        log.info("job_index_built", jobs=snapshot.jobs)
