"""Asking with somebody waiting: the wait ends, the question goes on, so that what is paid for serves the next time."""

import asyncio
from types import TracebackType
from typing import Any

from shared.errors import Unavailable
from shared.llm.base import Answer, LanguageModel, Question, ShapeT


class StillAnswering(Unavailable):
    """The same question later finds the answer."""

    detail = "The language model takes longer than usual and goes on. Ask again in a moment."


class Waiting:
    """Asks on behalf of somebody who waits only so long."""

    def __init__(self, model: LanguageModel, seconds: float) -> None:
        self._model = model
        self._seconds = seconds
        self._asking: set[asyncio.Task[Answer[Any]]] = set()

    async def ask(self, question: Question[ShapeT]) -> Answer[ShapeT]:
        """The answer. Raises StillAnswering when it takes too long, and what the model raises."""
        asking = asyncio.create_task(self._model.ask(question), name="ask_language_model")
        self._asking.add(asking)
        asking.add_done_callback(self._asked)
        done, _ = await asyncio.wait({asking}, timeout=self._seconds)
        if not done:
            raise StillAnswering
        return asking.result()

    def _asked(self, asking: asyncio.Task[Answer[Any]]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled():
            # Nobody may be left to hear of a failure.
            asking.exception()

    async def __aenter__(self) -> "Waiting":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the questions that nobody waits for any more."""
        for asking in tuple(self._asking):
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
