"""Identical questions of one process: the first makes the call, the others hear it and get its answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from shared.llm.base import OnPartial, SoFar

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Landed:
    """An answer, and whether a call was made for it."""

    answer: Mapping[str, Any]
    was_made: bool
    faults: tuple[str, ...] | None = None
    """What the check of who began the call found wrong with it, where it was judged."""


Fetch = Callable[[OnPartial | None], Awaitable[Landed]]


@dataclass(slots=True)
class Flight:
    """A call on its way. It goes on when who asked has left: it is paid, and its answer is kept."""

    task: asyncio.Task[Landed]
    hearers: list[OnPartial] = field(default_factory=list)

    async def tell(self, so_far: SoFar) -> None:
        """Let everybody hear who still can: one that fails hears no more, and the call goes on."""
        for hear in tuple(self.hearers):
            try:
                await hear(so_far)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with who listens is not wrong with the call
                log.warning("llm_hearer_failed", error_type=type(error).__name__)
                self.hearers.remove(hear)


class Flights:
    """What is on its way, by the question's hash."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Flight] = {}

    async def landed(self, call_hash: str, fetch: Fetch, hear: OnPartial | None) -> tuple[Landed, bool]:
        """What a call brings, and whether it was begun here and now."""
        flight = self._by_hash.get(call_hash)
        is_first = flight is None
        if flight is None:
            flight = self._begin(call_hash, fetch, streamed=hear is not None)
        if hear is not None:
            flight.hearers.append(hear)
        try:
            return await asyncio.shield(flight.task), is_first
        finally:
            if hear is not None and hear in flight.hearers:
                flight.hearers.remove(hear)

    async def finish(self, seconds: float) -> None:
        """Wait for what is on its way, then cancel the rest."""
        tasks = [flight.task for flight in self._by_hash.values()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, call_hash: str, fetch: Fetch, *, streamed: bool) -> Flight:
        async def tell(so_far: SoFar) -> None:
            await flight.tell(so_far)

        async def fly() -> Landed:
            return await fetch(tell if streamed else None)

        flight = Flight(asyncio.create_task(fly(), name="llm_call"))
        self._by_hash[call_hash] = flight
        flight.task.add_done_callback(lambda task: self._end(call_hash, task))
        return flight

    def _end(self, call_hash: str, task: asyncio.Task[Landed]) -> None:
        self._by_hash.pop(call_hash, None)
        if not task.cancelled():
            # Nobody may be left to hear of a failure; the ledger has it.
            task.exception()
