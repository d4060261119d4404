"""profile-service running for its tests; the processes that read CVs are started once for all of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from profile_service.deps import Deps, open_readers
from profile_service.reader import ReadingPool
from profile_service.service import service
from profile_service.settings import Settings
from shared.service import Outside, Service
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.scripted_model import ScriptedModel, asking
from shared.testing.servers import PostgresServer


@pytest.fixture(scope="session")
async def pool() -> AsyncIterator[ReadingPool]:
    settings = Settings()
    pool = ReadingPool(settings.readers, settings.read_seconds, settings.read_memory_mb)
    yield pool
    await pool.close()


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    with migrated_database(postgres_server, [service]) as url:
        yield url


@pytest.fixture
def pooled(pool: ReadingPool) -> Service:
    """The service with the processes that are there already."""

    @asynccontextmanager
    async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
        async with open_readers(outside, pool) as deps:
            yield deps

    return replace(service, open_deps=open_deps)


@pytest.fixture
async def app(database_url: str, pooled: Service) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(pooled, database_url) as running:
        yield running


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def app_with_model(database_url: str, pooled: Service, model: ScriptedModel) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(asking(pooled, model), database_url) as running:
        yield running
