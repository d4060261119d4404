"""uvicorn's HTTP/1.1 with ends to what a client may cost before its request is there, and answers in one write."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_HEAD_BYTES = 32_768
"""Request line and headers together; a token has up to 8 KB."""
MOST_HEADERS = 100
HEAD_SECONDS = 10.0
"""From the first byte of a request, or the opening of a connection, to the end of its headers."""
LENGTH_HEADERS = (b"content-length", b"transfer-encoding")


class HeadTooLarge(Exception):
    """Raised in the parser's callbacks to end the request."""


class HeadWithBody(asyncio.Transport):
    """Writes an answer's head together with what its app sends next, if that comes at once.

    uvicorn writes the head alone, and a second system call costs a small answer as much as all its parsing.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._has_begun = False
        self._head: bytes | None = None

    def write(self, data: Any) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.writelines((head, data))
        elif self._has_begun:
            self._transport.write(data)
        else:
            self._has_begun, self._head = True, data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write a head that is still alone."""
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.write(head)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class BoundedProtocol(HttpToolsProtocol):
    """One connection. What can't be a request is answered with our error body, and the connection is closed."""

    _head_bytes = 0
    _unparsed_bytes = 0
    """Received since the last complete head: the parser keeps an unfinished header to itself, however long."""
    _head_is_awaited = False
    _head_timer: asyncio.TimerHandle | None = None
    """Runs only while a head is not whole: most come in one piece and need none."""
    _too_large = False
    _body_is_coming = False
    """It may go on when its request has been answered: then its bytes are no head."""
    _framing = b""
    _answer: HeadWithBody | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        self._time_the_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._head_is_awaited and self._is_idle():
            self._await_head()
        self._unparsed_bytes += len(data)
        super().data_received(data)
        if self._head_is_awaited:
            self._time_the_head()
            if not self._body_is_coming and self._unparsed_bytes > MOST_HEAD_BYTES:
                self._too_large = True
                self.send_400_response("")

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        self._framing = b""
        if not self._head_is_awaited:
            self._await_head()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._grow(len(name) + len(value))
        name = name.lower()
        if name in LENGTH_HEADERS:
            self._refuse_two_lengths(name)
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._head_is_there()
        self._body_is_coming = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head_is_there()
        self._body_is_coming = False
        super().on_message_complete()

    def shutdown(self) -> None:
        if self._answer is not None:
            # What answers a HEAD is written at the end of the loop's turn.
            self._answer.flush()
        super().shutdown()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        cycle.transport = self._answer = HeadWithBody(self.transport, self.loop)
        super()._start_asgi_task(cycle, app)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the parser's words are not for clients
        """An answer of ours to what is no request, and the end of the connection."""
        self._head_is_there()
        if self._too_large:
            status, detail = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too large."
        else:
            status, detail = HTTPStatus.BAD_REQUEST, "This is no valid HTTP request."
        self._refuse(status, detail)

    def _is_idle(self) -> bool:
        """Whether no request is in hand; uvicorn has no cycle before the first one."""
        cycle: Any = self.cycle
        return cycle is None or bool(cycle.response_complete)

    def _grow(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MOST_HEAD_BYTES or len(self.headers) >= MOST_HEADERS:
            self._too_large = True
            raise HeadTooLarge

    def _refuse_two_lengths(self, name: bytes) -> None:
        """Two statements of where a body ends are how requests are smuggled past a proxy (RFC 9112 section 6.3)."""
        if self._framing:
            raise ValueError("a second statement of the body's length")
        self._framing = name

    def _await_head(self) -> None:
        self._head_is_awaited = True
        self._unparsed_bytes = 0

    def _time_the_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_took_too_long)

    def _head_is_there(self) -> None:
        self._head_is_awaited = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_took_too_long(self) -> None:
        self._head_is_there()
        if self.transport.is_closing():
            return
        if self._unparsed_bytes == 0 or self._body_is_coming:
            # Nothing was asked, or it was answered: a client's pool may have opened the connection in advance.
            self.transport.close()
        elif self._is_idle():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.")

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        if self.transport.is_closing():
            return
        body = json.dumps({"detail": detail, "status_code": status}).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
