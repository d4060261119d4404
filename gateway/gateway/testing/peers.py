"""A service of bare servers behind an upstream, which do with each request what a test says."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.types import Message, Receive, Scope

from gateway.upstreams import HttpUpstream, Replicas
from shared.errors import TookTooLong, Unavailable


@dataclass
class Peer:
    """One process of a service, as a bare server that does with each request what a test says."""

    hang_up: bool = False
    ready: bool = True
    port: int = 0
    seen: list[str] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    server: asyncio.Server | None = None

    def __post_init__(self) -> None:
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def listen(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Take no more; what is in hand goes on."""
        assert self.server is not None
        self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status = "200 OK"
            if "/health/ready" in head:
                status = "200 OK" if self.ready else "503 Service Unavailable"
            else:
                self.seen.append(head)
                await self.may_answer.wait()
                if self.hang_up:
                    writer.close()
                    return
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".encode())
            await writer.drain()
        writer.close()


@dataclass
class Service:
    """Peers behind an upstream."""

    peers: list[Peer]
    upstream: HttpUpstream
    behind: Replicas

    async def ask(
        self,
        method: str = "GET",
        *,
        body: bytes = b"",
        seconds: float = 30,
        receive: Receive | None = None,
    ) -> int:
        """The status of an answer; 503 when there is none, 504 when it does not come in time, 0 for who left."""
        statuses: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        try:
            await self.upstream(_scope(method, body), receive or sending(body), send, seconds=seconds)
        except (Unavailable, TookTooLong) as failure:
            return failure.status
        return statuses[0] if statuses else 0


Make = Callable[..., Awaitable[Service]]
"""Opens a service of these peers."""


def _scope(method: str, body: bytes) -> Scope:
    headers = [(b"content-length", str(len(body)).encode())] if body else []
    return {"type": "http", "method": method, "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers}


def sending(body: bytes, *, goes_on: bool = False, stays: bool = True) -> Receive:
    """A client that sends this, and then the rest or not, and stays on the line or leaves."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": goes_on}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        if stays:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive
