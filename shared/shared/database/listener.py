"""One connection that hears NOTIFY, so that waiting loops wake at once; polling stays the truth."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import structlog
from sqlalchemy import make_url

log = structlog.get_logger()

RECONNECT_SECONDS = 1.0


class Listener:
    """Wakes subscribers of a channel. A lost connection is opened again; meanwhile subscribers poll."""

    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._subscribers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something is notified on the channel; the waiter clears it."""
        woken = asyncio.Event()
        self._subscribers[channel].add(woken)
        self._changed.set()
        try:
            yield woken
        finally:
            self._subscribers[channel].discard(woken)
            if not self._subscribers[channel]:
                del self._subscribers[channel]

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="listener")

    async def stop(self) -> None:
        """Stop listening and close the connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_on_one_connection()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("listener_lost", error_type=type(error).__name__)
                self._wake_all()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_on_one_connection(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda *_: self._lose(lost))
        heard: set[str] = set()
        try:
            while not lost.is_set():
                self._changed.clear()
                for channel in set(self._subscribers) - heard:
                    await connection.add_listener(channel, self._hear)
                    heard.add(channel)
                    self._wake(channel)
                await self._changed.wait()
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await connection.close(timeout=2)

    def _lose(self, lost: asyncio.Event) -> None:
        lost.set()
        self._changed.set()

    def _hear(self, _connection: Any, _pid: int, channel: str, _payload: object) -> None:
        self._wake(channel)

    def _wake(self, channel: str) -> None:
        for woken in self._subscribers.get(channel, ()):
            woken.set()

    def _wake_all(self) -> None:
        for channel in self._subscribers:
            self._wake(channel)


async def wait_for(woken: asyncio.Event, seconds: float) -> None:
    """Return when woken, or when the time to poll again has come."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()
    woken.clear()
