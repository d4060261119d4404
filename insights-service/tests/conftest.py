"""insights-service running for its tests."""

from collections.abc import AsyncIterator, Iterator

import pytest

from insights_service.service import service
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    with migrated_database(postgres_server, [service]) as url:
        yield url


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database_url) as running:
        yield running
