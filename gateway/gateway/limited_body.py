"""A request body that may not grow past a limit, counted as it streams."""

import asyncio
import time
from http import HTTPStatus

from starlette.types import Message, Receive, Scope, Send

from shared.errors import Failure

IDLE_SECONDS = 15.0
"""A client that sends nothing of its body for so long is not waited for."""
SLOWEST_BYTES_PER_SECOND = 4096
"""Nor is one that, after that time, sends less than this: a drop now and then would hold a place for as long."""


class BodyTooSlow(Failure):
    status = HTTPStatus.REQUEST_TIMEOUT
    detail = "The request's body took too long to arrive."


def declared_length(scope: Scope) -> int | None:
    """What Content-Length says; none without one or with nonsense in it."""
    stated = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(stated[0]) if stated and stated[0].isdigit() else None


def has_body(scope: Scope) -> bool:
    """Whether a body follows: without a word of its length there is none (RFC 9112 section 6.3)."""
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


class LimitedBody:
    """Ends the stream at the limit, or when nothing comes: the service sees a client that left, and its answer is not
    passed on."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._seen = 0
        self._waited = 0.0
        self._is_whole = False
        self.exceeded = False
        self.too_slow = False
        self.answered = False

    @property
    def refused(self) -> bool:
        """Whether the body's rest is not wanted."""
        return self.exceeded or self.too_slow

    async def receive(self) -> Message:
        """The next piece, or the end."""
        if self.refused:
            return {"type": "http.disconnect"}
        try:
            # After its end there is only one thing left to hear, and any time to hear it in: that the client is gone.
            async with asyncio.timeout(None if self._is_whole else self._patience()):
                message = await self._waited_for()
        except TimeoutError:
            self.too_slow = True
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        self._seen += len(message.get("body", b""))
        self.exceeded = self._seen > self._limit
        return {"type": "http.disconnect"} if self.exceeded else message

    def _patience(self) -> float:
        """How long the next piece is waited for; what the service takes to read those before is not held against it."""
        return IDLE_SECONDS + min(0.0, self._seen / SLOWEST_BYTES_PER_SECOND - self._waited)

    async def _waited_for(self) -> Message:
        began = time.monotonic()
        try:
            return await self._receive()
        finally:
            self._waited += time.monotonic() - began

    async def send(self, message: Message) -> None:
        """Pass the service's answer on, unless the body was refused before it began."""
        if self.refused and not self.answered:
            return
        self.answered = True
        await self._send(message)
