"""Serving and working processes apart: any replica answers, and a killed worker loses nothing."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from generation_service.service import service
from generation_service.testing.neighbours import ADA, MATCH, Neighbours
from shared.consumer import queues_of
from shared.peers import Peers
from shared.service import Role, open_service
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.world import World, open_world

LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
LETTERS = f"/api/matches/{MATCH}/letters"


@asynccontextmanager
async def world_on(database_url: str, neighbours: Neighbours) -> AsyncIterator[tuple[World, Issuer]]:
    """A process's world: bus, neighbours, verifier."""
    settings = PlatformSettings(database_url=database_url, amqp_url="", redis_url="", feed_every_seconds=0.05)
    issuer, peers = Issuer(settings), Peers({})
    for name, app in neighbours.apps().items():
        peers.connect(name, app)
    async with open_world(settings, name="test", peers=peers, source=issuer) as world:
        await world.bus.declare(queues_of(service.name, service.handlers))
        await world.verifier.start()
        yield world, issuer


@asynccontextmanager
async def serving(world: World, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    """A replica that answers HTTP and works on nothing."""
    async with open_service(service, world, Role.SERVE) as running:
        headers = {"Authorization": f"Bearer {issuer.token(ADA)}"}
        transport = httpx.ASGITransport(app=running.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://generation", headers=headers) as client:
            yield client


@asynccontextmanager
async def stuck_worker(database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process whose writer never ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "generation_service.testing.stuck_worker", database_url, stdout=asyncio.subprocess.PIPE
    )
    try:
        await said(process, "ready")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: asyncio.subprocess.Process, word: str) -> None:
    """Wait for a line of the process's."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        async for line in process.stdout:
            if line.decode().strip() == word:
                return
    raise AssertionError(f"the worker ended without saying {word!r}")


async def test_a_worker_killed_while_writing_loses_nothing(database_url: str, neighbours: Neighbours) -> None:
    async with world_on(database_url, neighbours) as (world, issuer), serving(world, issuer) as ada:
        async with stuck_worker(database_url) as worker:
            asked = asyncio.create_task(ada.post(LETTER))
            await said(worker, "writing")
            worker.send_signal(signal.SIGKILL)
            await worker.wait()
        assert not asked.done()

        async with open_service(service, world, Role.WORK):
            answer = await asked

        assert answer.status_code == 200, answer.text
        assert (await ada.get(LETTERS)).json()["total"] == 1


async def test_every_replica_that_waits_for_a_letter_gets_it(database_url: str, neighbours: Neighbours) -> None:
    async with (
        world_on(database_url, neighbours) as (world, issuer),
        world_on(database_url, neighbours) as (other_world, other_issuer),
        serving(world, issuer) as one,
        serving(other_world, other_issuer) as other,
    ):
        asked = [asyncio.create_task(client.post(LETTER)) for client in (one, other)]
        await asyncio.sleep(0.2)
        async with open_service(service, world, Role.WORK):
            answers = [await each for each in asked]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.json()["cover_letter_id"] for answer in answers}) == 1
