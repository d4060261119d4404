"""A language model in this process that says what a test tells it to: for what a service does with an answer.

What the client and the provider do, from budgets to broken connections, is for the stand-in that speaks HTTP.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from shared.llm import Answer, Category, OnPartial, Question
from shared.llm.base import ShapeT
from shared.service import Outside, Service


class ScriptedModel:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question[Any]] = []
        self.says: Mapping[str, Any] | Exception = {}
        self.waits: Callable[[], Awaitable[object]] | None = None

    def model_for(self, category: Category) -> str:
        del category
        return "claude-test"

    def model_set_for(self, category: Category) -> str:
        return self.model_for(category)

    async def ask(self, question: Question[ShapeT], *, on_partial: OnPartial | None = None) -> Answer[ShapeT]:
        del on_partial
        self.asked.append(question)
        if self.waits is not None:
            await self.waits()
        if isinstance(self.says, Exception):
            raise self.says
        return Answer(question.shape.model_validate(self.says), self.model_for(question.category), cached=False)


def asking(service: Service, model: ScriptedModel) -> Service:
    """The service with this model outside."""
    return replace(service, open_deps=lambda outside: service.open_deps(_with(outside, model)))


def _with(outside: Outside, model: ScriptedModel) -> Outside:
    return replace(outside, language_model=model)
