"""Work by the clock, done by one replica: whoever holds the service's advisory lock leads."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, func, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database import DATABASE_ERRORS, Database, table_of

log = structlog.get_logger()

LEADER_CLASS = 4_207_004
"""First key of the advisory locks that leaders hold."""
ASK_AGAIN_SECONDS = 5.0
PRUNE_EVERY_SECONDS = 3600.0
INBOX_KEPT_DAYS = 14
DEAD_LETTERS_KEPT_DAYS = 90
TOMBSTONES_KEPT_DAYS = 400
COMMANDS_KEPT_DAYS = 1

Work = Callable[[Database, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Periodic:
    """One job. It runs once when a replica begins to lead, then after every pause; 0: only that once."""

    name: str
    run: Work
    every_seconds: float


class Leader:
    """Runs the periodic jobs for as long as this process leads."""

    def __init__(
        self, service: str, jobs: Sequence[Periodic], engine: AsyncEngine, database: Database, deps: Any
    ) -> None:
        self._key = zlib.crc32(service.encode()) & 0x7FFFFFFF
        self._jobs = (*jobs, Periodic("prune_plumbing", prune_plumbing, PRUNE_EVERY_SECONDS))
        self._engine = engine
        self._database = database
        self._deps = deps
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Stand for leader."""
        self._task = asyncio.create_task(self._stand(), name="leader")

    async def stop(self) -> None:
        """Stop the jobs and give up the lock."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _stand(self) -> None:
        while True:
            try:
                async with self._engine.connect() as connection:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    if await self._is_leader(connection):
                        await self._lead(connection)
            except DATABASE_ERRORS as error:
                log.warning("leader_lost", error_type=type(error).__name__)
            await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def _is_leader(self, connection: AsyncConnection) -> bool:
        keys = {"class": LEADER_CLASS, "key": self._key}
        return bool(await connection.scalar(text("SELECT pg_try_advisory_lock(:class, :key)"), keys))

    async def _lead(self, connection: AsyncConnection) -> None:
        running = [asyncio.create_task(self._keep_running(job), name=job.name) for job in self._jobs]
        try:
            while True:
                await asyncio.sleep(ASK_AGAIN_SECONDS)
                await connection.execute(text("SELECT 1"))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            # A connection that goes back to the pool must not keep the lock.
            await connection.invalidate()

    async def _keep_running(self, job: Periodic) -> None:
        while True:
            try:
                await job.run(self._database, self._deps)
            except Exception as error:
                log.warning("periodic_failed", job=job.name, exc_info=error)
                await asyncio.sleep(ASK_AGAIN_SECONDS)
                continue
            if job.every_seconds == 0:
                return
            await asyncio.sleep(job.every_seconds)


async def prune_plumbing(database: Database, _: Any) -> None:
    """Forget what has served: old inbox rows, dead letters, tombstones and answered commands."""
    kept = (
        ("inbox", "handled_at", INBOX_KEPT_DAYS),
        ("dead_letters", "died_at", DEAD_LETTERS_KEPT_DAYS),
        ("tombstones", "erased_at", TOMBSTONES_KEPT_DAYS),
        ("commands", "began_at", COMMANDS_KEPT_DAYS),
    )
    async with database.write() as session:
        for name, column, days in kept:
            table = table_of(session.tables, name)
            oldest = func.now() - func.make_interval(0, 0, 0, days)
            await session.execute(delete(table).where(table.c[column] < oldest))
