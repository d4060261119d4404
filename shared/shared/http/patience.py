"""Answers that come event by event: they may take as long as they say something."""

import asyncio
from collections.abc import Iterable

from starlette.types import Message, Send

EVENT_STREAM = b"text/event-stream"


class PatientSend:
    """Moves the limit on when a stream of events begins, and with each event; other answers keep theirs."""

    def __init__(self, send: Send, limit: asyncio.Timeout, *, seconds: float | None) -> None:
        self._send = send
        self._limit = limit
        self._seconds = seconds
        """Longest silence in a stream; None: no limit, it ends itself."""
        self._is_stream = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_stream = _is_stream(message["headers"])
        if self._is_stream and not self._limit.expired():
            now = asyncio.get_running_loop().time()
            self._limit.reschedule(None if self._seconds is None else now + self._seconds)
        await self._send(message)


def _is_stream(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    for name, value in headers:
        if name.lower() == b"content-type":
            return value.startswith(EVENT_STREAM)
    return False
