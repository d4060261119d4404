"""Answers in Redis, in front of the ledger: lost, slow or empty it costs a look into PostgreSQL and no money."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from redis.asyncio.client import Pipeline

from shared.cache import RedisCache
from shared.llm.base import Category
from shared.llm.calls import Call

COUNTS, COSTS = "llm:counts", "llm:costs"
"""Hashes: `<category>:hits`, `misses` and `sets`, which an administrator may reset; `<category>:calls`, `micro_usd`."""


def keys_of(category: Category) -> str:
    """A sorted set of the hashes that are cached, by when each expires: counting them needs no search for keys."""
    return f"llm:keys:{category}"


class AnswerCache:
    """Never raises; whatever is wrong with Redis is a miss. Without an address there is nothing to ask."""

    def __init__(self, url: str) -> None:
        self._cache = RedisCache(url) if url else None

    async def get(self, call: Call) -> Mapping[str, Any] | None:
        """The answer, unless it is gone."""
        found = await self._cache.get(call.cache_key) if self._cache else None
        try:
            answer = json.loads(found) if found is not None else None
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None

    async def put(self, call: Call, answer: Mapping[str, Any], *, key: str, seconds: int) -> None:
        """Keep it this long under the key that its row knows."""
        now = time.time()

        def kept(pipe: Pipeline) -> None:
            pipe.set(key, json.dumps(answer), ex=seconds)
            pipe.zadd(keys_of(call.category), {call.hash: now + seconds})
            pipe.zremrangebyscore(keys_of(call.category), 0, now)
            pipe.hincrby(COUNTS, f"{call.category}:sets", 1)

        await self._tell(kept)

    async def forget(self, keys: Sequence[str]) -> bool:
        """Whether these are gone for certain. Every key ends in its call's hash."""
        hashes = [key.rpartition(":")[2] for key in keys]

        def gone(pipe: Pipeline) -> None:
            pipe.unlink(*keys)
            for category in Category:
                pipe.zrem(keys_of(category), *hashes)

        return self._cache is None or await self._tell(gone)

    async def count(self, category: Category, *, hit: bool) -> None:
        """Count that an answer was there, or was not."""
        await self._tell(lambda pipe: pipe.hincrby(COUNTS, f"{category}:{'hits' if hit else 'misses'}", 1))

    async def count_cost(self, category: Category, usd: Decimal) -> None:
        """Count what a call has cost."""

        def counted(pipe: Pipeline) -> None:
            pipe.hincrby(COSTS, f"{category}:calls", 1)
            pipe.hincrby(COSTS, f"{category}:micro_usd", int(usd * 1_000_000))

        await self._tell(counted)

    async def close(self) -> None:
        """Close the connections."""
        if self._cache is not None:
            await self._cache.redis.aclose()

    async def _tell(self, commands: Callable[[Pipeline], object]) -> bool:
        """Whether Redis has done these commands, in one round."""
        if self._cache is None:
            return False
        async with self._cache.redis.pipeline(transaction=False) as pipe:
            commands(pipe)
            return await self._cache.asked(pipe.execute) is not None
