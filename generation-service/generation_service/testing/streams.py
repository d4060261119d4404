"""Reading an answer that comes event by event, straight from an ASGI app, and leaving in the middle of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message

WAITS_SECONDS = 20.0


class Event(NamedTuple):
    """One server-sent event; `told` is its JSON."""

    name: str
    told: dict[str, Any]


class Stream:
    """An answer as it arrives."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.left = asyncio.Event()
        self._body: asyncio.Queue[bytes] = asyncio.Queue()
        self._began = asyncio.Event()

    async def began(self) -> None:
        """Wait for status and headers."""
        async with asyncio.timeout(WAITS_SECONDS):
            await self._began.wait()

    async def events(self) -> AsyncIterator[Event]:
        """Every event until the answer ends."""
        text = b""
        while True:
            async with asyncio.timeout(WAITS_SECONDS):
                piece = await self._body.get()
            if not piece:
                return
            text += piece
            while b"\n\n" in text:
                block, _, text = text.partition(b"\n\n")
                fields = dict(line.partition(": ")[::2] for line in block.decode().split("\n"))
                yield Event(fields["event"], json.loads(fields["data"]))

    async def send(self, message: Message) -> None:
        """What the app calls."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            self._began.set()
        elif message.get("body"):
            self._body.put_nowait(message["body"])
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self._body.put_nowait(b"")

    async def receive(self) -> Message:
        """An empty body, then nothing until the client leaves."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    _asked = False


@asynccontextmanager
async def post(app: ASGIApp, path: str, headers: Mapping[str, str]) -> AsyncIterator[Stream]:
    """A POST that asks for events; leaving the block leaves the answer."""
    stream = Stream()
    url, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": url,
        "raw_path": url.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("service", 80),
        "state": {},
    }
    call: Coroutine[Any, Any, None] = app(scope, stream.receive, stream.send)  # type: ignore[assignment]
    answering = asyncio.create_task(call)
    try:
        await stream.began()
        yield stream
    finally:
        stream.left.set()
        async with asyncio.timeout(WAITS_SECONDS):
            await answering
