"""What can go wrong on the way to RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aio_pika.exceptions import AMQPError
from aiormq.exceptions import ChannelInvalidStateError

from shared.bus.base import BusUnavailable

ANSWER_SECONDS = 5.0
BROKER_ERRORS = (AMQPError, ChannelInvalidStateError, OSError, TimeoutError, RuntimeError)


@contextmanager
def broker_errors() -> Iterator[None]:
    """Whatever the broker or the way to it does wrong is BusUnavailable.

    aio-pika gives up a stuck connection by throwing CancelledError into whoever waits on it: that is no cancellation.
    """
    cancelled_before = _times_cancelled()
    try:
        yield
    except Exception as error:
        # aiormq has a bare one for what was still waiting to leave.
        if isinstance(error, BROKER_ERRORS) or type(error) is Exception:
            raise BusUnavailable from error
        raise
    except asyncio.CancelledError as error:
        if _times_cancelled() > cancelled_before:
            raise
        raise BusUnavailable from error


@asynccontextmanager
async def answer(seconds: float | None = None) -> AsyncIterator[None]:
    """What the broker has to do in time: aio-pika's own deadlines begin once there is a connection.

    Raises BusUnavailable.
    """
    with broker_errors():
        async with asyncio.timeout(ANSWER_SECONDS if seconds is None else seconds):
            yield


def _times_cancelled() -> int:
    """How often this task was told to end; one that closes what it had opened was told before."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()
