"""Things outside insights-service's schema that it works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from insights_service.settings import Settings
from shared.service import Outside


@dataclass(frozen=True, slots=True)
class Deps:
    settings: Settings


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    yield Deps(outside.settings)
