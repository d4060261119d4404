"""What the cache of answers has brought: counted by all services in one Redis, read for the administrator."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from shared.errors import Unavailable
from shared.llm.base import Category
from shared.llm.cache import COSTS, COUNTS, keys_of

PATIENCE_SECONDS = 1.0
"""An administrator waits longer for Redis than an answer that PostgreSQL has too."""


class CacheAway(Unavailable):
    detail = "The cache (Redis) is not available."


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """One category's."""

    hits: int
    misses: int
    calls: int
    """Paid ones, for as long as Redis remembers; a reset leaves them."""
    usd: float
    """What these calls cost."""
    keys: int
    """Answers that are cached now."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All categories', and what Redis takes."""

    by_category: Mapping[Category, CategoryFigures]
    memory_used: str


class CacheFigures:
    """The administrator's look at Redis."""

    def __init__(self, redis_url: str) -> None:
        self._redis = _opened(redis_url) if redis_url else None

    async def read(self) -> Figures:
        """The figures, in one round and without a search for keys. Raises CacheAway."""
        counts, costs, memory, keys = await self._ask()
        by_category = {
            category: CategoryFigures(
                hits=_number(counts, f"{category}:hits"),
                misses=_number(counts, f"{category}:misses"),
                calls=_number(costs, f"{category}:calls"),
                usd=_number(costs, f"{category}:micro_usd") / 1_000_000,
                keys=count,
            )
            for category, count in zip(Category, keys, strict=True)
        }
        return Figures(by_category, str(memory["used_memory_human"]))

    async def reset(self) -> None:
        """Count hits, misses and sets from nothing again; the answers and what they cost stay. Raises CacheAway."""
        if self._redis is None:
            raise CacheAway
        try:
            await self._redis.delete(COUNTS)
        except (RedisError, OSError, TimeoutError):
            raise CacheAway from None

    async def close(self) -> None:
        """Close the connections."""
        if self._redis is not None:
            await self._redis.aclose()

    async def _ask(self) -> tuple[Mapping[bytes, bytes], Mapping[bytes, bytes], Mapping[str, Any], list[int]]:
        if self._redis is None:
            raise CacheAway
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hgetall(COUNTS)
            pipe.hgetall(COSTS)
            pipe.info("memory")
            for category in Category:
                pipe.zcount(keys_of(category), time.time(), "+inf")
            try:
                counts, costs, memory, *keys = await pipe.execute()
            except (RedisError, OSError, TimeoutError):
                raise CacheAway from None
        return counts, costs, memory, keys


def _opened(url: str) -> Redis:
    return Redis.from_url(
        url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, retry=Retry(NoBackoff(), 0)
    )


def _number(found: Mapping[bytes, bytes], name: str) -> int:
    return int(found.get(name.encode(), 0))
