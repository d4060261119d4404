"""Language models on a real PostgreSQL and Redis, asking a stand-in over HTTP through the real SDK."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from shared.database import Database, open_engine
from shared.llm.claude import ClaudeLanguageModel
from shared.testing.asking import METADATA, Books, asking, create_tables
from shared.testing.messages_api import StandIn, stand_in


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in() as standing:
        yield standing


@pytest.fixture
async def url(database_url: str) -> str:
    await create_tables(database_url)
    return database_url


@pytest.fixture
async def books(url: str) -> AsyncIterator[Books]:
    database = Database(open_engine(url, name="books"), METADATA)
    yield Books(database)
    await database.close()


@pytest.fixture
async def open_model(url: str, provider: StandIn) -> AsyncIterator[Callable[..., Any]]:
    """Opens a language model as one process has it; settings by name."""
    async with AsyncExitStack() as stack:

        async def open_one(redis_url: str = "", **settings: Any) -> ClaudeLanguageModel:
            return await stack.enter_async_context(asking(url, provider.settings(**settings), redis_url))

        yield open_one


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What happens between us and the provider, happens beside any PostgreSQL: one is enough."""
    twice = [
        item for item in items if item.path.name in ("test_answers.py", "test_faults.py") and "system" in item.name
    ]
    config.hook.pytest_deselected(items=twice)
    items[:] = [item for item in items if item not in twice]
