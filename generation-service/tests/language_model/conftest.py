"""The real client before a stand-in for the provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from generation_service.service import service
from generation_service.testing.neighbours import MATCH, Neighbours
from generation_service.testing.provider import well
from shared.testing.messages_api import Answer, StandIn, stand_in
from shared.testing.running import ServiceUnderTest, service_under_test

LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
HIGHLIGHTS = f"/api/matches/{MATCH}/generate-highlights"
REGENERATE = f"/api/matches/{MATCH}/regenerate"
LETTERS = f"/api/matches/{MATCH}/letters"
SONNET, HAIKU = "claude-sonnet-4-5", "claude-haiku-4-5"
QUICK = {"llm_idle_seconds": 0.5, "llm_attempt_seconds": 5, "llm_total_seconds": 8}
ON_ONE_SERVER = pytest.mark.parametrize("postgres_server", ["wheel"], indirect=True)
"""What is tested here is the same on every PostgreSQL."""


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in(Answer(well)) as standing:
        yield standing


@asynccontextmanager
async def running(
    database_url: str, neighbours: Neighbours, provider: StandIn, *, redis_url: str = "", **changed: Any
) -> AsyncIterator[ServiceUnderTest]:
    settings = provider.settings(**{**QUICK, **changed})
    async with service_under_test(
        service, database_url, peers=neighbours.apps(), language_model=settings, redis_url=redis_url
    ) as app:
        yield app


@pytest.fixture
async def app(database_url: str, neighbours: Neighbours, provider: StandIn) -> AsyncIterator[ServiceUnderTest]:
    async with running(database_url, neighbours, provider) as app:
        yield app
