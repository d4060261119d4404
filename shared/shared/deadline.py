"""How long whoever asked still waits: carried from the gateway to the services, and from service to service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

HEADER = "x-remaining-seconds"
"""The gateway and our services say it to each other; the gateway drops what a client sends."""
LONGEST_SECONDS = 600.0

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


def seconds_of(header: str) -> float | None:
    """What the header says; none when it says nothing usable."""
    try:
        seconds = float(header)
    except ValueError:
        return None
    return seconds if 0 < seconds <= LONGEST_SECONDS else None


def remaining() -> float | None:
    """Seconds until nobody waits any more for the work in hand; none when that is not known."""
    ends_at = _ends_at.get()
    return None if ends_at is None else ends_at - asyncio.get_running_loop().time()


@asynccontextmanager
async def within(seconds: float | None) -> AsyncIterator[asyncio.Timeout]:
    """Within the block the work has so long. Raises TimeoutError when it takes longer; None: as long as it likes.

    The limit that is given can be moved on.
    """
    now = asyncio.get_running_loop().time()
    before = _ends_at.set(None if seconds is None else now + seconds)
    try:
        async with asyncio.timeout(seconds) as limit:
            yield limit
    finally:
        _ends_at.reset(before)
