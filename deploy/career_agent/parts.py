"""The embedded parts that this start needs, and the settings that lead to them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from career_agent.embedded import EmbeddedPostgres, EmbeddedRedis, owned
from career_agent.terminal import say
from shared.local_servers import CannotStart
from shared.settings import PlatformSettings


class EmbeddedParts:
    """PostgreSQL and Redis in DATA_DIR, where no address of another is set."""

    def __init__(self, platform: PlatformSettings, data_dir: Path) -> None:
        self._platform = platform
        self._data_dir = data_dir
        self._running: list[EmbeddedPostgres | EmbeddedRedis] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[PlatformSettings]:
        """The settings with the addresses in them, while the parts run and are watched over.

        Raises CannotStart with one sentence, also when a part dies and can't be started again.
        """
        try:
            async with AsyncExitStack() as stack:
                platform = await self._start(stack)
                watch = await stack.enter_async_context(asyncio.TaskGroup())
                for part in self._running:
                    stack.callback(watch.create_task(part.keep_alive()).cancel)
                yield platform
        except* CannotStart as several:
            raise several.exceptions[0] from None

    def tell_to_stop(self) -> None:
        """Ask the parts to stop on their own, for a process that can't wait for them."""
        for part in self._running:
            part.tell_to_stop()

    async def _start(self, stack: AsyncExitStack) -> PlatformSettings:
        found = {}
        if not self._platform.database_url:
            say("  Starting PostgreSQL …")
            found["database_url"] = await self._start_postgres(stack)
        if not self._platform.redis_url:
            say("  Starting Redis …")
            found["redis_url"] = await self._start_redis(stack)
        return self._platform.model_copy(update=found)

    async def _start_postgres(self, stack: AsyncExitStack) -> str:
        postgres = EmbeddedPostgres.at(self._data_dir)
        stack.enter_context(owned(postgres.home))
        self._running.append(postgres)
        stack.push_async_callback(postgres.stop)
        await postgres.start()
        return postgres.url

    async def _start_redis(self, stack: AsyncExitStack) -> str:
        """Its address; empty when it can't be had, which costs nothing but speed."""
        redis = EmbeddedRedis(self._data_dir)
        self._running.append(redis)
        stack.push_async_callback(redis.stop)
        return redis.url if await redis.start() else ""


def writable(data_dir: Path) -> Path:
    """DATA_DIR, made when it is missing. Raises CannotStart when nothing can be written there."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / "writable"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"Nothing can be written to {data_dir} ({error.strerror}): set DATA_DIR to a folder where it can."
        ) from None
    return data_dir
