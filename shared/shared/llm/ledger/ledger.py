"""Who makes a call, and what comes of it, agreed on through one row between all tasks of all processes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import stamina
import structlog

from shared.consumer import LONGEST_IN_PLACE_SECONDS
from shared.database import DATABASE_ERRORS, Database, Listener, WriteSession, is_erased, is_passing, wait_for
from shared.errors import Unavailable
from shared.llm.calls import Call
from shared.llm.failures import PersonErased
from shared.llm.ledger import rows
from shared.llm.ledger.purse import Purse
from shared.llm.ledger.rows import Begun, Busy, Done, Ended
from shared.llm.settings import Limits, Price

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 0.5
"""A waiter looks for itself as well: a NOTIFY can be lost, and the end of a lease is told by nobody."""
RENEWALS_PER_LEASE = 3
LET_GO_SECONDS = 2.0
"""A process that ends has no time for a database that does not answer."""


class Ledger:
    """The calls of one service."""

    def __init__(self, database: Database, listener: Listener, lease_seconds: float) -> None:
        self.database = database
        self._listener = listener
        self._lease_seconds = lease_seconds

    async def answer_to(self, call: Call) -> Done | None:
        """The stored answer, if there is one."""
        async with self.database.read() as session:
            found = await rows.state_of(session, call.hash)
        return found if isinstance(found, Done) else None

    def purse(self, call: Call, begun: Begun, limits: Limits, price: Price) -> Purse:
        """The money of a call that is ours to make."""
        return Purse(self.database, call, begun, self._lease_seconds, limits, price)

    async def begin(self, call: Call) -> Begun | Busy | Done:
        """Take the lease, unless another has it or the call is done. Raises PersonErased."""
        while True:
            async with self.database.write() as session:
                if call.user_id is not None and await is_erased(session, call.user_id):
                    raise PersonErased
                if (begun := await rows.claim(session, call, self._lease_seconds)) is not None:
                    return begun
                found = await rows.state_of(session, call.hash)
            if isinstance(found, Busy | Done):
                return found

    async def wait(self, call: Call, busy: Busy, until: float) -> Done | Ended | None:
        """What becomes of another's call; none when its lease has run out or its row is gone. Raises Unavailable."""
        async with self._ends() as woken:
            while True:
                async with self.database.read() as session:
                    found = await rows.state_of(session, call.hash)
                if not isinstance(found, Busy):
                    return _outcome(found, busy)
                busy = found
                left = until - asyncio.get_running_loop().time()
                if left <= 0:
                    raise Unavailable
                await wait_for(woken, min(left, LOOK_EVERY_SECONDS))

    async def next_end(self) -> None:
        """Return when a call has ended, or may have."""
        async with self._ends() as woken:
            await wait_for(woken, LOOK_EVERY_SECONDS)

    @asynccontextmanager
    async def holding(self, call: Call, begun: Begun) -> AsyncIterator[None]:
        """Keep the lease for as long as the block takes."""
        renewing = asyncio.create_task(self._renew(call, begun), name="llm_lease")
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def keep_draft(self, call: Call, begun: Begun, draft: Mapping[str, Any]) -> None:
        """Store a first reply that has to be put right, so that it is not paid again when this process dies."""
        try:
            async with self.database.write() as session:
                await rows.keep_draft(session, call.hash, begun.fence, draft)
        except DATABASE_ERRORS as error:
            # It is worth less than the answer that may be had now.
            log.warning("llm_draft_not_kept", category=call.category, error_type=type(error).__name__)

    async def keep_answer(self, call: Call, purse: Purse, answer: Mapping[str, Any]) -> Done:
        """Store the answer, count its cost and wake who waits; the answer everybody gets, which may be an earlier one.

        Raises PersonErased when there is nobody to keep it for any more.
        """
        async for attempt in self._patiently():
            with attempt:
                async with self.database.write() as session:
                    await self._record_cost(session, call, purse)
                    if (done := await rows.keep_answer(session, call.hash, answer)) is not None:
                        await rows.wake_waiters(session)
                        return done
                    found = await rows.state_of(session, call.hash)
        if not isinstance(found, Done):
            raise PersonErased
        return found

    async def keep_failure(self, call: Call, purse: Purse, ended: Ended) -> None:
        """Say that the call was made in vain: who waits for it fails as well, who asks later makes it anew."""
        async for attempt in self._patiently():
            with attempt:
                async with self.database.write() as session:
                    await self._record_cost(session, call, purse)
                    await rows.keep_failure(session, call.hash, ended)
                    await rows.wake_waiters(session)

    async def let_go(self, call: Call, purse: Purse, begun: Begun) -> None:
        """Leave the call to whoever wants its answer, at once, since this process ends before it does."""
        with suppress(*DATABASE_ERRORS):
            async with asyncio.timeout(LET_GO_SECONDS), self.database.write() as session:
                await self._record_cost(session, call, purse)
                await rows.let_go(session, call.hash, begun.fence)
                await rows.wake_waiters(session)

    async def drop(self, call: Call) -> None:
        """Forget a stored answer that is of no use any more."""
        async with self.database.write() as session:
            await rows.drop_answer(session, call.hash)

    async def _record_cost(self, session: WriteSession, call: Call, purse: Purse) -> None:
        if call.user_id is not None:
            # Holds an erasure off to the commit, so that both take their locks one after the other.
            await is_erased(session, call.user_id)
        await purse.settle(session)

    async def _renew(self, call: Call, begun: Begun) -> None:
        every = self._lease_seconds / RENEWALS_PER_LEASE
        while True:
            await asyncio.sleep(every)
            try:
                # One that hangs must not take the time of the next.
                async with asyncio.timeout(every), self.database.write() as session:
                    if not await rows.renew(session, call.hash, begun.fence, self._lease_seconds):
                        # Else our own end of the call was quicker.
                        if await rows.is_anothers(session, call.hash, begun.fence):
                            log.warning("llm_lease_lost", category=call.category)
                        return
            except DATABASE_ERRORS as error:
                log.warning("llm_lease_not_renewed", category=call.category, error_type=type(error).__name__)

    def _ends(self) -> AbstractAsyncContextManager[asyncio.Event]:
        return self._listener.subscribe(rows.channel_of(str(self.database.metadata.schema)))

    def _patiently(self) -> Any:
        """An answer that was paid for is worth as much patience as the event that asked for it gets."""
        return stamina.retry_context(on=_passes, attempts=None, timeout=LONGEST_IN_PLACE_SECONDS, wait_max=2.0)


def _passes(error: Exception) -> bool:
    return is_passing(error)


def _outcome(found: Begun | Done | Ended | None, waited_for: Busy) -> Done | Ended | None:
    match found:
        case Done():
            return found
        case Ended(fence=fence) if fence == waited_for.fence:
            return found
        case _:
            return None
