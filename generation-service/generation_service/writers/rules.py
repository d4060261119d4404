"""The engine of rules: no network, always there."""

import asyncio

from generation_service.tables import Kind
from generation_service.writers.base import Commission, Reader
from generation_service.writing import ENGINE, Letter, choose_highlights, write_letter
from shared.one_thread import in_thread

THREADS = 2
"""Letters in hand at once: more threads of pure Python would only make the event loop wait for its turn."""


class RuleLetterWriter:
    """The rules; in a thread, so that the event loop answers meanwhile."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(THREADS)

    def model(self, _: Kind, /) -> str:
        return ENGINE

    def edition(self, _: Kind, /) -> str:
        return ENGINE

    async def write(self, commission: Commission, _: Reader | None = None, /) -> Letter:
        inputs = commission.inputs
        async with self._free:
            return await in_thread(write_letter, inputs.candidate, inputs.opening, inputs.match, inputs.wishes)

    async def highlight(self, commission: Commission, /) -> tuple[str, ...]:
        inputs = commission.inputs
        async with self._free:
            return await in_thread(choose_highlights, inputs.candidate, inputs.opening)
