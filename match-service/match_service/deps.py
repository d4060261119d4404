"""Things outside match-service's schema that it works with."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from match_service.catalogue import Catalogue
from match_service.index.compiled import all_is_compiled
from match_service.neighbours import Neighbours
from match_service.rankings import Rankings
from match_service.settings import Settings
from match_service.snapshot import NOTHING_SEEN, Snapshot
from shared.auth import IsShutOut, nobody_is_shut_out
from shared.cache import RedisCache
from shared.peers import Peers
from shared.service import Outside


class CannotCompile(Exception):
    """The process that compiles what scoring needs has failed."""


@dataclass(slots=True)
class Deps:
    settings: Settings
    catalogue: Catalogue
    neighbours: Neighbours = field(default_factory=lambda: Neighbours(Peers({})))
    is_shut_out: IsShutOut = nobody_is_shut_out
    redis: RedisCache | None = None
    rankings: Rankings = field(default_factory=lambda: Rankings(None))
    seen: Snapshot = NOTHING_SEEN
    """What the catalogue holds."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Who holds it may read and change the catalogue: one at a time."""


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    async with AsyncExitStack() as stack:
        url = outside.platform.redis_url
        redis = await stack.enter_async_context(RedisCache(url)) if url else None
        catalogue = Catalogue(outside.settings.currency_rates)
        neighbours = Neighbours(outside.peers)
        yield Deps(outside.settings, catalogue, neighbours, outside.is_shut_out, redis, Rankings(redis))


async def compile_apart() -> None:
    """Let another process compile what is not compiled yet: here it would hold up everything else."""
    if all_is_compiled():
        return
    compiling = await asyncio.create_subprocess_exec(sys.executable, "-m", "match_service.warm")
    try:
        if await compiling.wait():
            raise CannotCompile
    finally:
        if compiling.returncode is None:
            compiling.kill()
