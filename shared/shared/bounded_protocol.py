"""uvicorn's HTTP/1.1 with ends to what a client may cost before its request is there: bytes and seconds."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 32_768
"""Request line and headers together; a token has up to 8 KB."""
MOST_HEADERS = 100
HEAD_SECONDS = 10.0
"""From the first byte of a request, or the opening of a connection, to the end of its headers."""


class HeadTooLarge(Exception):
    """Raised in the parser's callbacks to end the request."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. What can't be a request is answered with our error body, and the connection is closed."""

    _head_bytes = 0
    _unparsed_bytes = 0
    """Received since the last complete head: the parser keeps an unfinished header to itself, however long."""
    _head_timer: asyncio.TimerHandle | None = None
    _too_large = False
    _body_is_coming = False
    """It may go on when its request has been answered: then its bytes are no head."""
    _framing: frozenset[bytes] = frozenset()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head_timer is None and self._is_idle():
            self._await_head()
        self._unparsed_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and not self._body_is_coming and self._unparsed_bytes > MOST_HEAD_BYTES:
            self._too_large = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        self._framing = frozenset()
        if self._head_timer is None:
            self._await_head()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._grow(len(name) + len(value))
        self._refuse_two_lengths(name.lower())
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_is_there()
        self._body_is_coming = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head_is_there()
        self._body_is_coming = False
        super().on_message_complete()

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
        if name in (b"content-length", b"transfer-encoding"):
            if self._framing:
                raise ValueError("a second statement of the body's length")
            self._framing = frozenset({name})

    def _await_head(self) -> None:
        self._head_is_there()
        self._unparsed_bytes = 0
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_took_too_long)

    def _head_is_there(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_took_too_long(self) -> None:
        self._head_timer = None
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
