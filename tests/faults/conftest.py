"""Servers that the fault tests may kill: their own, and nobody else's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.faults.stage import Servers, servers

from shared.testing.nursery import nursery

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
async def fault_servers() -> AsyncIterator[Servers]:
    """PostgreSQL and RabbitMQ of this session alone."""
    async with nursery("tests.faults.ledger_service", ROOT) as opened:
        with servers() as running:
            running.nursery = opened
            yield running


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's share servers that they kill: one process runs all of them, one after the other."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            item.add_marker(pytest.mark.timeout(300))
