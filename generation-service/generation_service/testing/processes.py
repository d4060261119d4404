"""Serving and working apart: a replica in this process, workers as processes of their own that can be killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from generation_service.service import service
from generation_service.testing.neighbours import ADA, Neighbours
from shared.consumer import queues_of
from shared.llm.settings import LanguageModelSettings
from shared.peers import Peers
from shared.service import Role, open_service
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.world import open_world

STARTS_WITHIN_SECONDS = 60


@asynccontextmanager
async def serving(
    database_url: str, neighbours: Neighbours, language_model: LanguageModelSettings
) -> AsyncIterator[httpx.AsyncClient]:
    """A replica that answers HTTP and works on nothing."""
    settings = PlatformSettings(database_url=database_url, amqp_url="", redis_url="", feed_every_seconds=0.05)
    issuer, peers = Issuer(settings), Peers({})
    for name, app in neighbours.apps().items():
        peers.connect(name, app)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(
            open_world(settings, name="test", peers=peers, source=issuer, language_model=language_model)
        )
        await world.bus.declare(queues_of(service.name, service.handlers))
        await world.verifier.start()
        running = await stack.enter_async_context(open_service(service, world, Role.SERVE))
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=running.app),
            base_url="http://generation",
            headers={"Authorization": f"Bearer {issuer.token(ADA)}"},
        )
        yield await stack.enter_async_context(client)


class Workers:
    """Worker processes, each started warm before the one before it dies."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._all: list[asyncio.subprocess.Process] = []

    async def warm(self) -> asyncio.subprocess.Process:
        """One that has loaded everything and does nothing yet."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "generation_service.testing.worker"),
            env={**os.environ, **self._environ},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._all.append(process)
        await said(process, "warm")
        return process

    async def end(self) -> None:
        """Kill those that live."""
        for process in self._all:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def begin(process: asyncio.subprocess.Process) -> None:
    """Let a warm worker work."""
    assert process.stdin is not None
    process.stdin.write(b"begin\n")
    await process.stdin.drain()


async def said(process: asyncio.subprocess.Process, word: str) -> None:
    """Wait for a line of the process's."""
    assert process.stdout is not None
    async with asyncio.timeout(STARTS_WITHIN_SECONDS):
        while (line := await process.stdout.readline()).decode().strip() != word:
            assert line, f"the worker ended without saying {word!r}"
