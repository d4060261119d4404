"""Another service of several processes, one of which is no help."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI

from shared import peers as peering
from shared.auth.feed import FEED_PATH, FeedPage
from shared.local_servers import free_port
from shared.peers import Peers, PeerTokenSource
from shared.serving import open_port, serve
from shared.settings import PlatformSettings

WELL = FastAPI()


@WELL.get("/things/{thing_id}")
async def thing(thing_id: int) -> int:
    return thing_id


@WELL.post("/things")
async def add_thing() -> str:
    return "added"


@WELL.get(FEED_PATH)
async def feed() -> FeedPage:
    return FeedPage(entries=())


class Hung:
    """Takes connections and says nothing."""

    def __init__(self) -> None:
        self.asked = 0
        self.url = ""

    async def listen(self, stack: AsyncExitStack) -> None:
        server = await asyncio.start_server(self._keep_silent, "127.0.0.1", 0)
        stack.callback(server.close)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _keep_silent(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        await reader.read()
        writer.close()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
async def hung(stack: AsyncExitStack) -> Hung:
    hung = Hung()
    await hung.listen(stack)
    return hung


def peers_of(stack: AsyncExitStack, hung: Hung, *, patience: float) -> Peers:
    """auth-service at two addresses, the first of which hangs."""
    port = free_port()
    settings = PlatformSettings(
        port=port, auth_url=f"{hung.url},http://127.0.0.1:{port}", peer_timeout_seconds=patience
    )
    serving = asyncio.create_task(serve(WELL, settings, on=open_port(settings)))
    stack.push_async_callback(asyncio.wait, [serving])
    stack.callback(serving.cancel)
    peers = Peers.over_network(settings)
    stack.push_async_callback(peers.close)
    return peers


async def test_one_that_hangs_is_asked_once_and_another_answers(stack: AsyncExitStack, hung: Hung) -> None:
    peers = peers_of(stack, hung, patience=0.2)

    answers = [await peers.get("auth", f"/things/{number}") for number in range(3)]
    posted = await peers.post("auth", "/things", {}, token="a")

    assert [answer.json() for answer in [*answers, posted]] == [0, 1, 2, "added"]
    assert hung.asked == 1


async def test_many_that_meet_it_at_once_agree_on_who_comes_last(stack: AsyncExitStack, hung: Hung) -> None:
    peers = peers_of(stack, hung, patience=0.2)
    await asyncio.gather(*(peers.get("auth", "/things/1") for _ in range(4)))

    assert (await peers.get("auth", "/things/2")).json() == 2

    assert hung.asked == 4


async def test_the_feed_does_not_wait_for_one_that_hangs(
    stack: AsyncExitStack, hung: Hung, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peering, "TOKEN_SOURCE_SECONDS", 0.2)
    peers = peers_of(stack, hung, patience=60)

    async with asyncio.timeout(10):
        page = await PeerTokenSource(peers).feed(0)

    assert page == FeedPage(entries=())
