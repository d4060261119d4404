"""A schema with nothing but the plumbing and one small table, and both buses."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from shared.bus import Bus, LocalBus, RabbitBus
from shared.database import Database, Listener, open_engine
from shared.testing.plain import METADATA, SCHEMA

OpenBus = Callable[[], Awaitable[Bus]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What RabbitMQ does, it does the same beside any PostgreSQL: one is enough."""
    twice = [item for item in items if {"rabbit", "system"} <= set(_parameters_of(item))]
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in twice]


def _parameters_of(item: pytest.Item) -> list[object]:
    callspec = getattr(item, "callspec", None)
    return [] if callspec is None else [each for each in callspec.params.values() if isinstance(each, str)]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The plain schema, empty."""
    engine = open_engine(database_url, name="test", pool_size=5)
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        await connection.run_sync(METADATA.create_all)
    database = Database(engine, METADATA)
    yield database
    await database.close()


@pytest.fixture
async def listener(database_url: str) -> AsyncIterator[Listener]:
    listener = Listener(database_url)
    await listener.start()
    yield listener
    await listener.stop()


@pytest.fixture(params=["local", "rabbit"])
async def open_bus(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[OpenBus]:
    """Opens connections to one bus: a second one is what another process would have."""
    amqp_url = request.getfixturevalue("amqp_url") if request.param == "rabbit" else ""
    async with AsyncExitStack() as stack:

        async def open_one() -> Bus:
            if request.param == "rabbit":
                bus: Bus = await RabbitBus.open(amqp_url, name="test")
            else:
                listener = Listener(database_url)
                await listener.start()
                stack.push_async_callback(listener.stop)
                bus = LocalBus(open_engine(database_url, name="bus"), listener)
            stack.push_async_callback(bus.close)
            return bus

        yield open_one


@pytest.fixture
async def bus(open_bus: OpenBus) -> Bus:
    return await open_bus()
