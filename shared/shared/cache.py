"""A cache that may lose everything at any time: a miss is the worst it can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

import structlog
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger()

ANSWERS_WITHIN_SECONDS = 0.1
"""A cache slower than this is worth less than the work it saves."""
FAILURES_UNTIL_LEFT_ALONE = 3
LEFT_ALONE_SECONDS = 5.0
"""One that does not answer costs its time for each question, and is not asked for a while."""

_AWAY = (RedisError, OSError, TimeoutError, OpenedState)


@dataclass(frozen=True, slots=True)
class CacheFigures:
    """What a Redis says of itself."""

    used_memory: str
    connected_clients: int


class Cache(Protocol):
    """Bytes under a key for a while. Never raises; whatever is wrong with it is a miss."""

    async def get(self, key: str) -> bytes | None:
        """What was put under the key, unless it is gone."""
        ...

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it this long, or less."""
        ...


class RedisCache:
    """Redis; one that is away, slow or empty is a miss."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(
            url,
            socket_timeout=ANSWERS_WITHIN_SECONDS,
            socket_connect_timeout=ANSWERS_WITHIN_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=FAILURES_UNTIL_LEFT_ALONE, default_ttl=LEFT_ALONE_SECONDS
        )

    async def __aenter__(self) -> "RedisCache":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.redis.aclose()

    async def get(self, key: str) -> bytes | None:
        found = await self.asked(self.redis.get, key)
        return found if isinstance(found, bytes) else None

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        await self.asked(self.redis.set, key, value, ex=seconds)

    async def figures(self) -> CacheFigures | None:
        """What it says of itself; None when it is away."""
        told = await self.asked(self.redis.info)
        if not isinstance(told, dict):
            return None
        memory = str(told["used_memory_human"])
        return CacheFigures(memory if memory.endswith("B") else f"{memory}B", int(told["connected_clients"]))

    async def asked(self, ask: Callable[..., Awaitable[Any]], *words: Any, **more: Any) -> Any:
        """What Redis says to a command; None when it is away."""
        try:
            async with await self._breakers.get_breaker("redis"):
                return await ask(*words, **more)
        except _AWAY as error:
            log.info("cache_away", error_type=type(error).__name__)
            return None
