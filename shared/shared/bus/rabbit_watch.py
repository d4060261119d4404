"""Sees whether the broker still delivers to our consumers: a client can lose one without hearing of it."""

import asyncio
import time
from collections.abc import Set as AbstractSet

import structlog

from shared.bus.base import BusUnavailable, ConsumersLost
from shared.bus.rabbit_consuming import RabbitSubscription
from shared.bus.rabbit_link import Link

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 10.0
UNREADY_AFTER_SECONDS = 10.0
GIVEN_UP_AFTER_SECONDS = 60.0


class ConsumerWatch:
    """Readiness fails soon after a consumer is lost. When it does not come back by itself, the process has to end.

    Only while the broker answers: one that is away is waited for, and a new process would wait as well.
    """

    def __init__(self, link: Link, subscriptions: AbstractSet[RabbitSubscription]) -> None:
        self._link = link
        self._subscriptions = subscriptions
        self._lost_since: dict[str, float] = {}

    def check(self) -> None:
        """Raise BusUnavailable when a consumer has been lost for a while."""
        if any(self._ages(UNREADY_AFTER_SECONDS)):
            raise BusUnavailable

    async def run(self) -> None:
        """Look at every consumer, again and again. Raises ConsumersLost."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if self._link.is_up:
                await self._look()
            else:
                self._lost_since.clear()
            if lost := self._ages(GIVEN_UP_AFTER_SECONDS):
                raise ConsumersLost(f"RabbitMQ answers but delivers nothing from {', '.join(lost)}.")

    async def _look(self) -> None:
        for subscription in tuple(self._subscriptions):
            name = subscription.queue.name
            if await subscription.is_consuming() or subscription not in self._subscriptions:
                self._lost_since.pop(name, None)
            elif name not in self._lost_since:
                self._lost_since[name] = time.monotonic()
                log.warning("consumer_lost", queue=name)

    def _ages(self, seconds: float) -> list[str]:
        now = time.monotonic()
        return sorted(name for name, since in self._lost_since.items() if now - since >= seconds)
