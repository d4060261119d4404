"""A door in front of a server that a test can shut: open connections break and new ones are refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

from sqlalchemy import make_url

CHUNK = 65536


class Gate:
    """Passes bytes between a port of its own and a server until it is shut."""

    def __init__(self, url: str) -> None:
        self._behind = make_url(url)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._is_open = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The server's URL by way of the gate."""
        return self._behind.set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)

    async def open(self) -> Self:
        """Let connections through; after `shut` on the same port again."""
        self._server = await asyncio.start_server(self._let_in, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        self._is_open = True
        return self

    async def shut(self) -> None:
        """Break every connection and refuse new ones."""
        self._is_open = False
        self._flows.set()
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        if self._passing:
            await asyncio.wait(self._passing)

    def freeze(self) -> None:
        """Keep connections, and let new ones be made, but pass nothing on until `thaw`: a server that hangs."""
        self._flows.clear()

    def thaw(self) -> None:
        """Pass on what has waited, and what comes."""
        self._flows.set()

    def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass_on(reader, writer))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            server_reader, server_writer = await asyncio.open_connection(self._behind.host, self._behind.port)
            self._writers.add(server_writer)
            if self._is_open:
                await asyncio.gather(self._copy(reader, server_writer), self._copy(server_reader, writer))
            server_writer.transport.abort()
            self._writers.discard(server_writer)
        finally:
            writer.transport.abort()
            self._writers.discard(writer)

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._flows.wait()
                writer.write(chunk)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def gate_before(url: str) -> AsyncIterator[Gate]:
    """An open gate before the server of this URL; shut when the block ends."""
    gate = await Gate(url).open()
    try:
        yield gate
    finally:
        await gate.shut()
