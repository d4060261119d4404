"""The way to one model: so many calls at once, its pauses kept, left alone while it is down, tried again meanwhile."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal

import stamina
import structlog
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from shared.llm.base import OnPartial
from shared.llm.failures import (
    FREE,
    AccountRefused,
    AllBusy,
    LeftAlone,
    ModelGone,
    NotAnswered,
    OutOfTime,
    Overloaded,
    RateLimited,
    RequestRefused,
)
from shared.llm.ledger import Purse
from shared.llm.prices import Tokens, most_cost, tokens_in
from shared.llm.provider import Provider, Request
from shared.llm.reading import Reply
from shared.llm.settings import LanguageModelSettings

log = structlog.get_logger()

LONGEST_BACKOFF_SECONDS = 8.0
JITTER_OF_RETRY_AFTER = 0.05
"""Who was told to come again in a minute comes up to so much of it later, not all at the same moment."""

ACCOUNT = "account"
"""The breaker of what no model can be asked without."""


class Line:
    """One model's, shared by everybody in the process who asks it; its pauses also by the processes of a service."""

    def __init__(
        self, model: str, provider: Provider, breakers: AsyncCircuitBreakerFactory, settings: LanguageModelSettings
    ) -> None:
        self._model = model
        self._provider = provider
        self._breakers = breakers
        self._settings = settings
        self._places = asyncio.Semaphore(settings.llm_concurrency)
        self._not_before = 0.0

    @asynccontextmanager
    async def place(self, until: float) -> AsyncIterator[None]:
        """One of the places on the line. Raises AllBusy when none is free by then."""
        try:
            async with asyncio.timeout_at(until):
                await self._places.acquire()
        except TimeoutError:
            raise AllBusy from None
        try:
            yield
        finally:
            self._places.release()

    async def send(self, request: Request, purse: Purse, until: float, hear: OnPartial | None) -> Reply:
        """The model's reply, tried for until then by the loop's clock.

        Raises OverBudget, BudgetHeld, CallTakenOver, LeftAlone, NotAnswered or RequestRefused.
        """
        tries = stamina.retry_context(
            on=lambda error: self._pause(error, until),
            attempts=self._settings.llm_attempts,
            timeout=None,
            wait_initial=self._settings.llm_backoff_seconds,
            wait_max=LONGEST_BACKOFF_SECONDS,
            wait_jitter=self._settings.llm_backoff_seconds,
        )
        try:
            async with asyncio.timeout_at(until) as limit:
                async for attempt in tries:
                    with attempt:
                        return await self._attempt(request, purse, until, hear)
        except TimeoutError:
            # Any other is the database's.
            if not limit.expired():
                raise
        raise OutOfTime

    def most_usd(self, request: Request) -> Decimal:
        """What an attempt may cost at most."""
        question = tokens_in(f"{request.system}{request.messages}{request.tool}")
        return most_cost(question, request.most_tokens, self._settings.llm_prices[self._model])

    async def _attempt(self, request: Request, purse: Purse, until: float, hear: OnPartial | None) -> Reply:
        most = self.most_usd(request)
        await self._take(purse, most, until)
        used: Tokens | None = None
        try:
            async with self._account(), self._existence(), self._health():
                reply = await self._provider.send(request, hear)
            used = reply.used
        except (LeftAlone, RequestRefused):
            used = FREE
            raise
        except NotAnswered as failure:
            used = failure.used
            if isinstance(failure, RateLimited) and failure.seconds:
                self._pause_for(failure.seconds)
                await purse.tell_pause(failure.seconds)
            raise
        finally:
            purse.pay(used, most)
        return reply

    async def _take(self, purse: Purse, most: Decimal, until: float) -> None:
        """The money for an attempt, once nobody of ours was told to wait."""
        while True:
            await self._keep_pause(until)
            try:
                return await purse.have(most)
            except RateLimited as told_to_another:
                self._pause_for(told_to_another.seconds or 0)

    def _pause_for(self, seconds: float) -> None:
        self._not_before = max(self._not_before, _now() + seconds)

    async def _keep_pause(self, until: float) -> None:
        """What one call was told holds for all: nobody asks before the provider wants to be asked."""
        pause = self._not_before - _now()
        if pause <= 0:
            return
        if _now() + pause >= until:
            raise RateLimited(pause)
        await asyncio.sleep(_a_little_later(pause))

    def _pause(self, error: Exception, until: float) -> bool | float:
        """Whether to try again; after how long, where the provider said so."""
        if not isinstance(error, RateLimited | Overloaded):
            return False
        if not error.seconds:
            return True
        pause = _a_little_later(error.seconds)
        return pause if _now() + pause < until else False

    def _account(self) -> AbstractAsyncContextManager[None]:
        return self._breaker(ACCOUNT, 1, self._settings.llm_account_pause_seconds, AccountRefused)

    def _existence(self) -> AbstractAsyncContextManager[None]:
        # Who comes to know of it while waiting for a place asks the successor as well.
        name, seconds = f"{self._model} is there", self._settings.llm_account_pause_seconds
        return self._breaker(name, 1, seconds, ModelGone, opened_is=ModelGone)

    def _health(self) -> AbstractAsyncContextManager[None]:
        failures, seconds = self._settings.llm_breaker_failures, self._settings.llm_breaker_seconds
        return self._breaker(self._model, failures, seconds, Overloaded, OutOfTime)

    @asynccontextmanager
    async def _breaker(
        self,
        name: str,
        threshold: int,
        seconds: float,
        *counts: type[Exception],
        opened_is: type[LeftAlone | ModelGone] = LeftAlone,
    ) -> AsyncIterator[None]:
        others = (BaseException, lambda error: not isinstance(error, counts))
        breaker = await self._breakers.get_breaker(name, threshold=threshold, ttl=seconds, exclude=[others])
        try:
            async with breaker:
                yield
        except OpenedState as opened:
            left = (opened.opened_at or 0) + seconds - time.time()
            raise opened_is(retry_after=max(1, round(left))) from None


def new_breakers() -> AsyncCircuitBreakerFactory:
    """Breakers for each model and one for the account, each told of in the log when it opens or closes."""
    breakers = AsyncCircuitBreakerFactory()
    breakers.add_listener(_log_change)
    return breakers


def _log_change(name: str, kind: str, event: object) -> None:
    if kind == "state_changed":
        log.warning("llm_breaker_changed", breaker=name, state=getattr(event, "state", None))


def _a_little_later(seconds: float) -> float:
    return seconds * (1 + random.uniform(0, JITTER_OF_RETRY_AFTER))  # noqa: S311 - spreads load, keeps no secret


def _now() -> float:
    return asyncio.get_running_loop().time()
