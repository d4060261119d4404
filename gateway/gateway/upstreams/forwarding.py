"""One request over one connection: bodies stream both ways, and a client that leaves ends the call."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from starlette.types import Message, Receive, Scope

from gateway.upstreams.base import GRACE_SECONDS, told
from gateway.upstreams.connection import Connection
from gateway.upstreams.failures import ClientLeft, Silent
from shared.http.patience import PatientSend

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})
WATCH_AFTER_SECONDS = 0.05
"""A call that takes longer is limited in time and watched for its client leaving; most are over before."""
HELD_BYTES = 64 * 1024
"""So much of a body is here before a connection is taken: a client that sends slowly holds none of the service's."""
LAST_CHUNK = b"0\r\n\r\n"


class ClientBody:
    """The client's body, read once, and the moment it leaves."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._read = asyncio.Event()
        names = {name for name, _ in scope["headers"]}
        self.has_length = b"content-length" in names
        self.beginning = bytearray()
        """What goes with the head, however often it is sent."""
        self.begun = False
        """Whether more than its beginning was read: then it can't be sent once more."""
        if not self.has_length and scope["method"] in IDEMPOTENT:
            self._read.set()

    @property
    def is_read(self) -> bool:
        """Whether nothing of it is to come."""
        return self._read.is_set()

    async def begin(self) -> None:
        """Read its beginning, the whole of a small one. Raises ClientLeft."""
        while not self.is_read and len(self.beginning) < HELD_BYTES:
            self.beginning += (await self._next()).get("body", b"")

    async def rest(self) -> Message:
        """The piece after. Raises ClientLeft."""
        self.begun = True
        return await self._next()

    async def client_left(self) -> None:
        """Returns when the client is gone; to be awaited once the body is read."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            """An empty body message: nothing to do."""

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        if not message.get("more_body"):
            self._read.set()
        return message


class Answering(PatientSend):
    """Sends to the client and knows whether it has begun to."""

    begun = False

    def __call__(self, message: Message) -> Coroutine[Any, Any, None]:
        self.begun = True
        return super().__call__(message)


class Watch:
    """Limits a call's time, and ends it when its client leaves; costs no more than a timer where it is over soon."""

    def __init__(self, body: ClientBody, limit: asyncio.Timeout, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._body = body
        self._limit = limit
        self._ends_at = loop.time() + seconds + GRACE_SECONDS
        self._connection: Connection | None = None
        self._client_has_left = False
        self._task: asyncio.Task[None] | None = None
        self._timer = loop.call_later(min(seconds, WATCH_AFTER_SECONDS), self._begin)

    def over(self, connection: Connection) -> None:
        """The call goes over this connection. Raises ClientLeft."""
        if self._client_has_left:
            raise ClientLeft
        self._connection = connection

    @property
    def remaining(self) -> float:
        """Seconds that the service has."""
        return self._ends_at - GRACE_SECONDS - asyncio.get_running_loop().time()

    @property
    def is_late(self) -> bool:
        """Whether the time is over."""
        return self._limit.expired()

    def stop(self) -> None:
        """The call is over."""
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        if self._limit.when() is None:
            # A stream of events has its own limit already.
            self._limit.reschedule(self._ends_at)
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        await self._body.client_left()
        self._client_has_left = True
        if self._connection is not None:
            self._connection.abandon(ClientLeft())


async def exchange(connection: Connection, scope: Scope, body: ClientBody, answering: Answering, watch: Watch) -> None:
    """Send a request and pass its answer on. Raises HungUp, Silent or ClientLeft."""
    watch.over(connection)
    piece, more = body.beginning, not body.is_read
    in_chunks = more and not body.has_length
    head = _head(scope, body, told(watch.remaining), in_chunks=in_chunks)
    connection.begin(head + (_chunk(piece) if in_chunks else piece))
    sending = asyncio.create_task(_send_rest(connection, body, in_chunks=in_chunks)) if more else None
    try:
        while True:
            try:
                message = await connection.next()
            except asyncio.CancelledError:
                if watch.is_late and (sending is None or sending.done()):
                    raise Silent from None
                raise
            await answering(message)
            if message["type"] == "http.response.body" and not message["more_body"]:
                return
    finally:
        if sending is not None and not sending.done():
            # An answer before the request's end: the connection still expects the rest.
            connection.close()
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending


async def _send_rest(connection: Connection, body: ClientBody, *, in_chunks: bool) -> None:
    more = True
    while more:
        try:
            message = await body.rest()
        except ClientLeft as left:
            connection.abandon(left)
            return
        piece, more = message.get("body", b""), message.get("more_body", False)
        connection.write(_chunk(piece) if in_chunks else piece)
        await connection.writable()
    if in_chunks:
        connection.write(LAST_CHUNK)


def _head(scope: Scope, body: ClientBody, deadline: tuple[bytes, bytes], *, in_chunks: bool) -> bytes:
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    lines = [scope["method"].encode() + b" " + target + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in (*scope["headers"], deadline)]
    if in_chunks:
        lines.append(b"transfer-encoding: chunked")
    elif not body.has_length and scope["method"] not in IDEMPOTENT:
        lines.append(b"content-length: %d" % len(body.beginning))
    return b"\r\n".join((*lines, b"", b""))


def _chunk(piece: bytes | bytearray) -> bytes:
    return b"%x\r\n" % len(piece) + piece + b"\r\n" if piece else b""
