"""A writer that a test can watch, hold up and fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from generation_service.deps import Deps, open_deps
from generation_service.service import service
from generation_service.tables import Kind
from generation_service.writers import Commission, LetterWriter, Reader, RuleLetterWriter, Writers
from generation_service.writing import Letter
from shared.service import Outside, Service


class WatchedWriter(RuleLetterWriter):
    """The rules, counted, held up while a test wants it, or failing as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.turns: list[int] = []
        self.began = asyncio.Event()
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.failure: Exception | None = None

    async def write(self, commission: Commission, reader: Reader | None = None, /) -> Letter:
        self.written += 1
        self.turns.append(commission.inputs.wishes.turn)
        self.began.set()
        await self.may_write.wait()
        if self.failure is not None:
            raise self.failure
        return await super().write(commission, reader)


class PlayedModel(WatchedWriter):
    """The rules under the name of a language model."""

    NAME = "a-model-1"

    def model(self, _: Kind, /) -> str:
        return self.NAME

    def edition(self, kind: Kind, /) -> str:
        return f"{self.NAME}/{kind}"


def service_with(
    writer: WatchedWriter, model: LetterWriter | None = None, *, falls_back: bool = False, **settings: Any
) -> Service:
    """The service with the writers and settings of the test's."""

    @asynccontextmanager
    async def opened(outside: Outside) -> AsyncIterator[Deps]:
        async with open_deps(outside) as deps:
            writers = Writers(writer, model, falls_back)
            yield replace(deps, writers=writers, settings=deps.settings.model_copy(update=settings))

    return replace(service, open_deps=opened)
