"""Keep-alive connections to one replica."""

import asyncio
import ssl
import time
from collections import deque
from urllib.parse import urlsplit

from gateway.upstreams.connection import Connection
from gateway.upstreams.failures import NoPlace, NotReached

LONGEST_IDLE_SECONDS = 60.0
"""Less than our servers keep an idle connection, so that none is used in the moment it is closed."""


class Pool:
    """At most so many connections at once; further requests wait for one as long as for a connection to open."""

    def __init__(self, url: str, *, most: int, connect_seconds: float) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._ssl = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._ssl else 80)
        self._most = most
        self._connect_seconds = connect_seconds
        self._idle: list[Connection] = []
        self._in_use = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def at_hand(self) -> Connection | None:
        """An idle connection, when there is one and nobody waits."""
        if self._in_use >= self._most:
            return None
        connection = self._warm()
        if connection is not None:
            self._in_use += 1
        return connection

    async def take(self) -> Connection:
        """An idle connection, the warmest first, or a new one. Raises NoPlace or NotReached."""
        try:
            if self._in_use >= self._most:
                async with asyncio.timeout(self._connect_seconds):
                    await self._place()
            else:
                self._in_use += 1
        except TimeoutError as error:
            raise NoPlace from error
        try:
            return self._warm() or await self._connect()
        except BaseException:
            self._leave()
            raise

    def give_back(self, connection: Connection) -> None:
        """The request is done with it."""
        if connection.is_reusable:
            connection.idle_since = time.monotonic()
            self._idle.append(connection)
        else:
            connection.close()
        self._leave()

    def close(self) -> None:
        """Let go of what is idle."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    def _warm(self) -> Connection | None:
        oldest = time.monotonic() - LONGEST_IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_seconds):
                _, connection = await loop.create_connection(Connection, self._host, self._port, ssl=self._ssl)
        except (OSError, TimeoutError) as error:
            raise NotReached from error
        return connection

    async def _place(self) -> None:
        """Wait for somebody's place, which is handed over."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await waiting
        except BaseException:
            if waiting.done() and not waiting.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            next_in_line = self._waiting.popleft()
            if not next_in_line.done():
                next_in_line.set_result(None)
                return
        self._in_use -= 1
