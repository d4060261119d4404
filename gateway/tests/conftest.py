"""The gateway, its service in this process and behind an address: the same tests for both."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from gateway.testing import Door, Make, Peer, Service, open_door
from gateway.upstreams import HttpUpstream, Replicas, replicas


@pytest.fixture(params=["in process", "over network"])
async def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    monkeypatch.setenv("GATEWAY_UPSTREAM_SECONDS", "1")
    async with open_door(over_network=request.param == "over network") as opened:
        yield opened


@pytest.fixture
async def make(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    monkeypatch.setattr(replicas, "LOOK_EVERY_SECONDS", 0.05)
    async with AsyncExitStack() as stack:

        async def service(*peers: Peer, connections: int = 10, connect_seconds: float = 1) -> Service:
            for peer in peers:
                await peer.listen()
                stack.callback(peer.close)
            addresses = [peer.url for peer in peers]
            behind = Replicas(addresses, connections=connections, connect_seconds=connect_seconds)
            return Service([*peers], HttpUpstream(await stack.enter_async_context(behind.watched())), behind)

        yield service
