"""Counts requests: in Redis for all replicas together, in this process while Redis is away."""

import asyncio
import math
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from types import TracebackType
from typing import Any

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter as OwnMovingWindowRateLimiter
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from shared.errors import Failure

log = structlog.get_logger()

ANSWERS_WITHIN_SECONDS = 0.1
"""A Redis that is slower counts as away: nobody waits for a counter."""
CONNECTIONS = 10
"""A count takes a fraction of a millisecond, so a few connections carry thousands a second."""
CONNECTION_SECONDS = 1.0
"""Waiting for one of our own connections says nothing about Redis."""
FAILURES_UNTIL_AWAY = 3
ASK_AGAIN_SECONDS = 5.0
AWAY = (RedisError, OSError, TimeoutError)


class TooManyRequests(Failure):
    status = HTTPStatus.TOO_MANY_REQUESTS


@dataclass(frozen=True, slots=True)
class Counted:
    """A request, and where it was counted."""

    allowed: bool
    limiter: MovingWindowRateLimiter | OwnMovingWindowRateLimiter
    item: RateLimitItem
    key: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a limit."""

    most: int
    left: int
    reset_seconds: int
    """Until the window has room again for one more than now."""

    @property
    def headers(self) -> dict[str, str]:
        """As the answer shows it (the IETF's draft fields, seconds)."""
        return {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class RateLimits:
    """Moving windows: in any stretch of a window's length no more than its number are let through, on all replicas."""

    def __init__(self, redis_url: str, *, replicas: int) -> None:
        self._pool = _pool(redis_url) if redis_url else None
        self._shared = MovingWindowRateLimiter(_storage(self._pool)) if self._pool else None
        # The library's own for asyncio starts a task and a thread's work with every count.
        self._own = OwnMovingWindowRateLimiter(MemoryStorage())
        self._replicas = replicas if redis_url else 1
        self._breakers = AsyncCircuitBreakerFactory(FAILURES_UNTIL_AWAY, ASK_AGAIN_SECONDS, [asyncio.CancelledError])
        self._breaker: AsyncCircuitBreaker | None = None

    async def __aenter__(self) -> "RateLimits":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            await self._pool.disconnect()

    async def admit(self, name: str, rate: str, who: str) -> Counted:
        """Count a request of somebody's under a limit. Raises TooManyRequests for one too many.

        `rate`: as the settings write it, such as `5/hour`.
        """
        counted = await self._count(name, _item(rate), who)
        if not counted.allowed:
            standing = await self.standing(counted)
            log.warning("rate_limited", audit="rate_limited", limit=name)
            wait = f"{standing.reset_seconds} second{'' if standing.reset_seconds == 1 else 's'}"
            raise TooManyRequests(
                f"Too many requests. Try again in {wait}.",
                headers={"Retry-After": str(standing.reset_seconds), **standing.headers},
            )
        return counted

    async def standing(self, counted: Counted) -> Standing:
        """Where whoever was counted stands now."""
        try:
            if isinstance(counted.limiter, OwnMovingWindowRateLimiter):
                window = counted.limiter.get_window_stats(counted.item, *counted.key)
            else:
                window = await counted.limiter.get_window_stats(counted.item, *counted.key)
            reset, left = window.reset_time - time.time(), window.remaining
        except AWAY:
            reset, left = float(counted.item.get_expiry()), 0
        left = max(0, left) if counted.allowed else 0
        return Standing(counted.item.amount, left, max(1, math.ceil(reset)))

    async def _count(self, name: str, item: RateLimitItem, who: str) -> Counted:
        key = (name, who)
        if self._shared is not None:
            try:
                if self._breaker is None:
                    self._breaker = await self._breakers.get_breaker("redis")
                async with self._breaker:
                    allowed = await self._shared.hit(item, *key)
                if allowed:
                    # Known here too, so that Redis going away is no fresh start.
                    self._own.hit(self._share(item), *key)
                return Counted(allowed, self._shared, item, key)
            except OpenedState:
                """Known to be away; it is asked again in a few seconds."""
            except AWAY as error:
                log.warning("counting_alone", error_type=type(error).__name__)
        share = self._share(item)
        return Counted(self._own.hit(share, *key), self._own, share, key)

    def _share(self, item: RateLimitItem) -> RateLimitItem:
        """What each replica may allow alone, so that together they allow no more than Redis would."""
        return type(item)(max(1, item.amount // self._replicas), item.multiples)


@cache
def _item(rate: str) -> RateLimitItem:
    return parse(rate)


def _pool(url: str) -> BlockingConnectionPool:
    """Connections to Redis; a request that gets none in time counts alone."""
    return BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=CONNECTION_SECONDS,
        socket_timeout=ANSWERS_WITHIN_SECONDS,
        socket_connect_timeout=ANSWERS_WITHIN_SECONDS,
        # This process may have been held up for longer than that itself: only a second silence is Redis's own.
        retry=Retry(NoBackoff(), 1),
    )


def _storage(pool: BlockingConnectionPool) -> RedisStorage:
    # The library's annotation knows only the options that fit in an address.
    options: dict[str, Any] = {"connection_pool": pool}
    return RedisStorage("async+redis://", implementation="redispy", key_prefix="limits", **options)
