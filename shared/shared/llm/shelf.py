"""Answers that are there: in Redis, else in the ledger, which fills Redis again."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from shared.llm.base import ShapeT
from shared.llm.cache import AnswerCache
from shared.llm.calls import Call
from shared.llm.ledger import Done, Ledger


class Shelf:
    """One service's stored answers behind the process's cache."""

    def __init__(self, cache: AnswerCache, ledger: Ledger) -> None:
        self._cache = cache
        self._ledger = ledger

    async def find(self, call: Call, shape: type[ShapeT]) -> ShapeT | None:
        """The stored answer. One that the shape takes no longer is dropped, to be asked for anew."""
        if (cached := _fitting(shape, await self._cache.get(call))) is not None:
            return cached
        stored = await self._ledger.answer_to(call)
        if stored is None:
            return None
        if (value := _fitting(shape, stored.answer)) is None:
            await self._ledger.drop(call)
            return None
        await self.refill(call, stored)
        return value

    async def refill(self, call: Call, stored: Done) -> None:
        """Put a stored answer into the cache, unless its person was erased meanwhile."""
        await self._cache.put(call, stored.answer, key=stored.cache_key, seconds=stored.seconds_left)
        # The erasure's own look into the cache may have come before our entry.
        if call.user_id is not None and await self._ledger.answer_to(call) is None:
            await self._cache.forget([stored.cache_key])


def _fitting(shape: type[ShapeT], answer: Mapping[str, Any] | None) -> ShapeT | None:
    try:
        return None if answer is None else shape.model_validate(answer)
    except ValidationError:
        return None
