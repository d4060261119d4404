"""A service at an address: what happens when it, or the client, goes away in the middle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.types import Message, Scope

from gateway.testing import sending
from gateway.upstreams import HttpUpstream, Replicas
from shared.errors import Unavailable

NOTICED_WITHIN_SECONDS = 5


def scope(method: str) -> Scope:
    return {"type": "http", "method": method, "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}


async def drop(message: Message) -> None:
    """Nobody reads it."""


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def upstream_of(stack: AsyncExitStack, *, answers_after: asyncio.Event) -> HttpUpstream:
    """A service that reads a request and closes the connection when it is told to."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        await answers_after.wait()
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    stack.callback(server.close)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    return HttpUpstream(Replicas([address], connections=10, connect_seconds=1))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_service_that_hangs_up_on_every_try_is_unavailable(stack: AsyncExitStack, method: str) -> None:
    at_once = asyncio.Event()
    at_once.set()
    upstream = await upstream_of(stack, answers_after=at_once)

    with pytest.raises(Unavailable):
        await upstream(scope(method), sending(b""), drop, seconds=30)


async def test_a_client_that_leaves_ends_a_call_without_a_body(stack: AsyncExitStack) -> None:
    never = asyncio.Event()
    stack.callback(never.set)
    upstream = await upstream_of(stack, answers_after=never)

    async with asyncio.timeout(NOTICED_WITHIN_SECONDS):
        await upstream(scope("GET"), sending(b"", stays=False), drop, seconds=30)
