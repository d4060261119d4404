"""One keep-alive connection to a replica, read by llhttp (httptools): an answer comes out as ASGI messages."""

import asyncio
from collections import deque
from typing import cast

import httptools
from starlette.types import Message

from gateway.upstreams.failures import HungUp

MOST_WAITING_BYTES = 256 * 1024
"""An answer that its client does not take up this fast is not read further until it does."""


class Connection(asyncio.Protocol):
    """Carries one request after the other; `is_reusable` says whether it may carry another."""

    def __init__(self) -> None:
        self.is_closed = False
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._messages: deque[Message] = deque()
        self._waiting_bytes = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._is_whole = True
        self._ends_with_connection = False
        self._keeps_alive = True
        self._heard: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._failure: Exception | None = None

    # What the forwarder does.

    @property
    def is_reusable(self) -> bool:
        """Whether the answer has been read to its end and the replica keeps the connection open."""
        return self._is_whole and self._keeps_alive and not self.is_closed and not self._messages

    def begin(self, head: bytes) -> None:
        """Send a request's head (and what there is of its body); the answer is read from here on."""
        self._parser = httptools.HttpResponseParser(self)
        self._headers, self._is_whole, self._ends_with_connection = [], False, False
        self.write(head)

    def write(self, piece: bytes) -> None:
        """Send a piece of the request; see `writable`."""
        if self._transport is not None and not self.is_closed:
            self._transport.write(piece)

    async def writable(self) -> None:
        """Return when the replica takes more."""
        if self._writable is not None:
            await self._writable

    async def next(self) -> Message:
        """The next piece of the answer. Raises HungUp when there will be none."""
        while not self._messages:
            if self._failure is not None:
                raise self._failure
            if self.is_closed:
                raise HungUp
            self._heard = asyncio.get_running_loop().create_future()
            await self._heard
        message = self._messages.popleft()
        size = len(message.get("body", b""))
        if size and self._waiting_bytes > MOST_WAITING_BYTES >= self._waiting_bytes - size and self._transport:
            self._transport.resume_reading()
        self._waiting_bytes -= size
        return message

    def abandon(self, why: Exception) -> None:
        """End it; whoever waits for its answer gets the reason."""
        self._failure = why
        self.close()
        self._tell()

    def close(self) -> None:
        """Let go of the replica."""
        self.is_closed = True
        if self._transport is not None:
            self._transport.abort()

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's by class.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._parser is None or self._is_whole:
            # Nobody asked: whatever it is, the next request's answer must not begin with it.
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()
        self._tell()

    def eof_received(self) -> bool:
        if self._ends_with_connection and not self._is_whole:
            self.on_message_complete()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None and self._ends_with_connection and not self._is_whole:
            self.on_message_complete()
        self.is_closed = True
        self.resume_writing()
        self._tell()

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    # What the parser finds.

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        status = self._parser.get_status_code()
        if status < 200:
            return
        names = {name for name, _ in self._headers}
        self._ends_with_connection = not names & {b"content-length", b"transfer-encoding"}
        self._messages.append({"type": "http.response.start", "status": status, "headers": self._headers})

    def on_body(self, body: bytes) -> None:
        self._messages.append({"type": "http.response.body", "body": body, "more_body": True})
        self._waiting_bytes += len(body)
        if self._waiting_bytes > MOST_WAITING_BYTES and self._transport is not None:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        assert self._parser is not None
        if self._parser.get_status_code() < 200:
            self._headers = []
            return
        self._is_whole = True
        self._keeps_alive = self._parser.should_keep_alive() and not self._ends_with_connection
        last = self._messages[-1] if self._messages else None
        if last is not None and last["type"] == "http.response.body":
            # One message less to send.
            last["more_body"] = False
        else:
            self._messages.append({"type": "http.response.body", "body": b"", "more_body": False})

    def _tell(self) -> None:
        if self._heard is not None and not self._heard.done():
            self._heard.set_result(None)
