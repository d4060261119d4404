"""The gateway, its service in this process and behind an address: the same tests for both."""

from collections.abc import AsyncIterator

import pytest

from gateway.testing import Door, open_door


@pytest.fixture(params=["in process", "over network"])
async def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    monkeypatch.setenv("GATEWAY_UPSTREAM_SECONDS", "1")
    async with open_door(over_network=request.param == "over network") as opened:
        yield opened
