"""generation-service running for its tests, among neighbours that a test can tell what to say."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from generation_service.service import service
from generation_service.testing.neighbours import ADA, BOB, Neighbours
from generation_service.testing.writers import WatchedWriter, service_with
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    with migrated_database(postgres_server, [service]) as url:
        yield url


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
def writer() -> WatchedWriter:
    return WatchedWriter()


@pytest.fixture
async def app(database_url: str, neighbours: Neighbours, writer: WatchedWriter) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service_with(writer), database_url, peers=neighbours.apps()) as running:
        yield running


@pytest.fixture
def ada(app: ServiceUnderTest) -> httpx.AsyncClient:
    return app.person(ADA)


@pytest.fixture
def bob(app: ServiceUnderTest) -> httpx.AsyncClient:
    return app.person(BOB)
