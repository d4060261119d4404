"""Claude as a language model: what a process has once, and what each of its services asks through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog

from shared.auth import AccessEnded, IsShutOut
from shared.database import Database, Listener
from shared.errors import Failure, Unavailable
from shared.llm.base import Answer, AnswerUnusable, Category, OnPartial, Question, ShapeT
from shared.llm.cache import AnswerCache
from shared.llm.calls import Call
from shared.llm.dialogue import Judged, converse, faults_of, first_request
from shared.llm.failures import BudgetHeld, CallTakenOver, ModelGone, NotWanted, QuestionTooLong
from shared.llm.flights import Flights, Landed
from shared.llm.ledger import UNAVAILABLE, UNUSABLE, Begun, Done, Ended, Ledger, Purse
from shared.llm.line import Line, new_breakers
from shared.llm.prices import tokens_in
from shared.llm.provider import Provider, Request
from shared.llm.reading import Reply
from shared.llm.settings import LanguageModelSettings
from shared.llm.shelf import Shelf

log = structlog.get_logger()


class Claude:
    """Opened once a process, so that its services share the places, pauses and breakers of every model."""

    def __init__(self, settings: LanguageModelSettings, redis_url: str) -> None:
        self.settings = settings
        self.cache = AnswerCache(redis_url)
        self._provider = Provider(settings)
        self._breakers = new_breakers()
        self._lines: dict[str, Line] = {}
        self._replaced: dict[str, str] = {}
        self._loading: asyncio.Task[object] | None = None

    def load(self) -> asyncio.Task[object]:
        """Load what a call needs, once; begun at the start of a worker, so that nobody waits for it."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._provider.open(), name="load_language_model")
        return self._loading

    def model_for(self, category: Category) -> str:
        """Who answers this category: the model of the settings, or who came after it."""
        model = self.settings.model_for(category)
        while model in self._replaced:
            model = self._replaced[model]
        return model

    def replace(self, gone: str) -> bool:
        """Ask the successor of a model from now on; false when none is known, or nobody knows what it costs."""
        successor = self.settings.llm_successors.get(gone, "")
        if successor not in self.settings.llm_prices or successor == gone or successor in self._replaced:
            return False
        if gone not in self._replaced:
            log.error("llm_model_replaced", model=gone, by=successor)
            self._replaced[gone] = successor
        return True

    def line(self, model: str) -> Line:
        """The way to a model."""
        if model not in self._lines:
            self._lines[model] = Line(model, self._provider, self._breakers, self.settings)
        return self._lines[model]

    async def close(self) -> None:
        """Close every connection."""
        if self._loading is not None:
            # What fails here fails in every call as well, and is told there.
            await asyncio.gather(self._loading, return_exceptions=True)
        await self._provider.close()
        await self.cache.close()


class ClaudeLanguageModel:
    """One service's: its ledger, its part of the budgets, the process's Claude."""

    def __init__(
        self, claude: Claude, service: str, database: Database, listener: Listener, is_shut_out: IsShutOut
    ) -> None:
        self._is_shut_out = is_shut_out
        self._claude = claude
        self._settings = claude.settings
        self._limits = claude.settings.share_of(service)
        self._ledger = Ledger(database, listener, claude.settings.llm_lease_seconds)
        self._shelf = Shelf(claude.cache, self._ledger)
        self._flights = Flights()

    def model_for(self, category: Category) -> str:
        return self._claude.model_for(category)

    def model_set_for(self, category: Category) -> str:
        return self._settings.model_for(category)

    async def ask(self, question: Question[ShapeT], *, on_partial: OnPartial | None = None) -> Answer[ShapeT]:
        while True:
            model = self.model_for(question.category)
            try:
                return await self._ask(question, model, on_partial)
            except ModelGone:
                if not self._claude.replace(model):
                    raise

    async def _ask(self, question: Question[ShapeT], model: str, on_partial: OnPartial | None) -> Answer[ShapeT]:
        call = Call.of(question, model)
        value = await self._shelf.find(call, question.shape)
        was_made, faults = False, None
        if value is None:

            async def fetch(hear: OnPartial | None) -> Landed:
                return await self._fetch(question, call, hear)

            landed, is_ours = await self._flights.landed(call.hash, fetch, on_partial)
            was_made = landed.was_made and is_ours
            faults = landed.faults if is_ours else None
            value = question.shape.model_validate(landed.answer)
        await self._claude.cache.count(call.category, hit=not was_made)
        if faults is None:
            faults = tuple(await faults_of(value, question))
        return Answer(value, call.model, cached=not was_made, faults=faults)

    async def finish(self, seconds: float) -> None:
        """Let the calls on their way end."""
        await self._flights.finish(seconds)

    async def _fetch(self, question: Question[Any], call: Call, hear: OnPartial | None) -> Landed:
        """The answer by our own call, or by another process's that is on its way."""
        request = first_request(question, call, self._settings.llm_most_answer_tokens)
        if tokens_in(str(request.messages)) > self._settings.llm_most_question_tokens:
            raise QuestionTooLong
        until = _now() + self._settings.llm_wait_seconds + self._settings.llm_total_seconds
        while True:
            await self._admit(question, call)
            begun = await self._ledger.begin(call)
            if isinstance(begun, Begun):
                try:
                    return await self._make(question, call, request, begun, hear)
                except CallTakenOver:
                    if _now() >= until:
                        raise
                    continue
            found = begun if isinstance(begun, Done) else await self._ledger.wait(call, begun, until)
            match found:
                case Done():
                    await self._shelf.refill(call, found)
                    return Landed(found.answer, was_made=False)
                case Ended():
                    raise _failure_of(found)

    async def _make(
        self, question: Question[Any], call: Call, request: Request, begun: Begun, hear: OnPartial | None
    ) -> Landed:
        """Make the call we hold the lease of, and store what came of it before anything else happens."""
        purse = self._ledger.purse(call, begun, self._limits, self._settings.llm_prices[call.model])
        async with self._ledger.holding(call, begun):
            try:
                judged = await self._on_the_line(question, call, request, begun, purse, hear)
            except asyncio.CancelledError:
                await self._ledger.let_go(call, purse, begun)
                raise
            except Exception as error:
                await self._ledger.keep_failure(call, purse, _ended(begun, error))
                await self._count(call, purse)
                raise
            assert judged.answer is not None
            done = await self._ledger.keep_answer(call, purse, judged.answer)
        await self._count(call, purse)
        await self._shelf.refill(call, done)
        is_judged = done.answer == judged.answer
        return Landed(done.answer, was_made=True, faults=tuple(judged.complaints) if is_judged else None)

    async def _on_the_line(
        self, question: Question[Any], call: Call, request: Request, begun: Begun, purse: Purse, hear: OnPartial | None
    ) -> Judged:
        """The model's answer, once there are a place and the money for it; who waits for money holds no place."""
        # On a busy machine it takes long, and must not be taken for a provider that says nothing.
        await asyncio.shield(self._claude.load())
        line = self._claude.line(call.model)
        draft = None if begun.draft is None else Reply.kept(begun.draft)
        until = _now() + self._settings.llm_wait_seconds

        async def keep_draft(reply: Reply) -> None:
            await self._ledger.keep_draft(call, begun, reply.draft())

        while True:
            try:
                async with line.place(until):
                    # A place may have been long in coming.
                    await self._admit(question, call)
                    end = _now() + self._settings.llm_total_seconds
                    send = partial(line.send, purse=purse, until=end, hear=hear)
                    return await converse(send, question, request, draft, keep_draft)
            except BudgetHeld:
                if not purse.is_untouched or _now() >= until:
                    raise
            await self._ledger.next_end()

    async def _admit(self, question: Question[Any], call: Call) -> None:
        """Nothing is paid for somebody who was shut out since they asked, or refuses. Raises AccessEnded, NotWanted."""
        if call.user_id is not None and await self._is_shut_out(call.user_id):
            raise AccessEnded
        if question.is_wanted is not None and not await question.is_wanted():
            raise NotWanted

    async def _count(self, call: Call, purse: Purse) -> None:
        if purse.spent:
            await self._claude.cache.count_cost(call.category, purse.spent)
        log.info("llm_call_ended", category=call.category, model=call.model, usd=float(purse.spent))


@asynccontextmanager
async def language_model_of(
    claude: Claude,
    service: str,
    database: Database,
    listener: Listener,
    is_shut_out: IsShutOut,
    *,
    last_seconds: float,
) -> AsyncIterator[ClaudeLanguageModel]:
    """A service's language model; at the end its calls get so long to finish."""
    model = ClaudeLanguageModel(claude, service, database, listener, is_shut_out)
    try:
        yield model
    finally:
        await model.finish(last_seconds)


def _ended(begun: Begun, error: Exception) -> Ended:
    if isinstance(error, AccessEnded):
        return Ended(begun.fence, UNAVAILABLE, None)
    if not isinstance(error, Unavailable):
        return Ended(begun.fence, UNUSABLE, None)
    return Ended(begun.fence, UNAVAILABLE, int(error.headers["Retry-After"]))


def _failure_of(ended: Ended) -> Failure:
    if ended.failure == UNUSABLE:
        return AnswerUnusable()
    return Unavailable(retry_after=ended.retry_after_seconds or 5)


def _now() -> float:
    return asyncio.get_running_loop().time()
