"""Connections to RabbitMQ that are waited for."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aio_pika
from aio_pika import Connection, RobustConnection
from aio_pika.abc import AbstractRobustChannel, AbstractRobustConnection, TimeoutType
from aio_pika.connection import make_url
from aio_pika.exceptions import InvalidFrameError, ProbableAuthenticationError

from shared.bus.base import BusUnavailable
from shared.bus.rabbit_errors import ANSWER_SECONDS, answer
from shared.bus.waiting import until_it_is_there

CONNECT_SECONDS = 10.0
HEARTBEAT_SECONDS = 10
RECONNECT_SECONDS = (0.5, 1.5)
"""Each process draws its own pause between two tries: a broker that comes back is not stormed by all at once."""


class Link:
    """One connection: made in the background, however long that takes, and made again by aio-pika when it breaks."""

    def __init__(self, url: str, name: str) -> None:
        pause = round(random.uniform(*RECONNECT_SECONDS), 2)  # noqa: S311 - nothing secret
        own = name.replace(" ", "-")
        self._url = make_url(url, heartbeat=HEARTBEAT_SECONDS, reconnect_interval=pause, name=own)
        self._making = asyncio.create_task(self._make(), name=f"connect {name}")

    @property
    def is_up(self) -> bool:
        """Whether it is connected just now."""
        if not self._making.done() or self._making.cancelled():
            return False
        return self._making.result().connected.is_set()

    async def wait(self, seconds: float) -> None:
        """Return when it is connected for the first time, or all the same after so long."""
        await asyncio.wait([self._making], timeout=seconds)

    async def channel(self, *, publisher_confirms: bool, on_return_raises: bool = False) -> AbstractRobustChannel:
        """A channel that comes back with the connection; waits until there is one."""
        connection = await asyncio.shield(self._making)
        return await connection.channel(publisher_confirms=publisher_confirms, on_return_raises=on_return_raises)

    async def close(self) -> None:
        """Try no longer, and close what there is."""
        self._making.cancel()
        await asyncio.wait([self._making])
        if not self._making.cancelled():
            with suppress(BusUnavailable):
                async with answer():
                    await self._making.result().close()

    async def _make(self) -> AbstractRobustConnection:
        async for attempt in until_it_is_there():
            with attempt:
                async with connecting():
                    return await aio_pika.connect_robust(
                        self._url, timeout=CONNECT_SECONDS, connection_class=_Connection
                    )
        raise AssertionError  # pragma: no cover - the tries have no end


@asynccontextmanager
async def connecting() -> AsyncIterator[None]:
    """A try to connect. Raises BusUnavailable with a sentence that says what is wrong."""
    try:
        async with answer(CONNECT_SECONDS):
            yield
    except BusUnavailable as error:
        raise BusUnavailable(_what_is_wrong(error.__cause__)) from error.__cause__


def _what_is_wrong(cause: BaseException | None) -> str:
    match cause:
        case ProbableAuthenticationError():
            return "RabbitMQ refuses the user or the password in AMQP_URL."
        case InvalidFrameError():
            # It closes the connection where it should open it, and aiormq does not pass on what it says.
            return "RabbitMQ has no such virtual host as in AMQP_URL, or not for this user."
        case _:
            return "RabbitMQ does not answer at AMQP_URL."


@asynccontextmanager
async def _closed_unless_made(connection: Connection) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        async with asyncio.timeout(ANSWER_SECONDS):
            await connection.close()
        raise


class PlainConnection(Connection):
    """Is closed when it was not made: aio-pika's own tries that when it is collected, with no loop left."""

    async def connect(self, timeout: TimeoutType = None) -> None:  # noqa: ASYNC109 - as the one it overrides
        async with _closed_unless_made(self):
            await super().connect(timeout)


class _Connection(RobustConnection):
    """Gives up altogether when it was not made: aio-pika's would go on trying, and resist the end of the process."""

    async def connect(self, timeout: TimeoutType = None) -> None:  # noqa: ASYNC109 - as the one it overrides
        async with _closed_unless_made(self):
            await super().connect(timeout)
