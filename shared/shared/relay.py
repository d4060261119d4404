"""Carries what was published from a service's outbox to the bus, at least once, several replicas side by side."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy import Select, delete, func, select

from shared.bus.base import Bus, BusUnavailable, refusal_of
from shared.database import DATABASE_ERRORS, Database, Listener, table_of, wait_for
from shared.database.batches import no_heavier
from shared.database.sessions import outbox_channel
from shared.events import Message
from shared.failpoints import reach

log = structlog.get_logger()

BATCH = 200
POLL_SECONDS = 1.0
BACK_OFF_SECONDS = 1.0


class Relay:
    """The only publisher of a service. A batch's rows stay locked while it is published, so that a killed relay's
    rows are free again at once; rows leave the outbox only after the bus has confirmed them."""

    def __init__(self, database: Database, bus: Bus, listener: Listener) -> None:
        self._database = database
        self._bus = bus
        self._listener = listener
        self._outbox = table_of(database.metadata, "outbox")
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._woken = asyncio.Event()
        self._behind = 0
        """Number of the last row that was passed over."""
        self._at_once = BATCH

    async def start(self) -> None:
        """Begin to carry."""
        self._task = asyncio.create_task(self._run(), name=f"relay {self._database.metadata.schema}")

    async def stop(self) -> None:
        """Finish the batch in hand."""
        self._stopping = True
        self._woken.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=BACK_OFF_SECONDS * 6)
            for task in late:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def check(self) -> None:
        """Raise unless the relay is at work: whatever ended it, its events would pile up unseen."""
        if self._task is None or self._task.done():
            raise BusUnavailable

    async def oldest_seconds(self) -> float:
        """Age of the oldest event that waits; 0 when none does."""
        return (await self.backlog(self._database))[1]

    @staticmethod
    async def backlog(database: Database) -> tuple[int, float]:
        """How many events wait in a service's outbox, and the age of the oldest in seconds."""
        outbox = table_of(database.metadata, "outbox")
        age = func.extract("epoch", func.now() - func.min(outbox.c.occurred_at))
        async with database.read() as session:
            found = await session.execute(select(func.count(outbox.c.seq), func.coalesce(age, 0)))
            waiting, oldest = found.one()
        return waiting, float(oldest)

    async def _run(self) -> None:
        async with self._listener.subscribe(outbox_channel(str(self._database.metadata.schema))) as self._woken:
            while not self._stopping:
                try:
                    there_may_be_more = await self._carry_batch()
                except (BusUnavailable, *DATABASE_ERRORS) as error:
                    log.warning("relay_held_up", error_type=type(error.__cause__ or error).__name__)
                    if not isinstance(error, BusUnavailable):
                        # What was published and could not be committed comes again: the less of it, the better.
                        self._at_once = max(1, self._at_once // 4)
                    await self._back_off()
                    continue
                except Exception as error:
                    # Whatever it is, the rows are still there: a relay that ended would leave them for good.
                    log.error("relay_broke", exc_info=error)
                    await self._back_off()
                    continue
                self._at_once = min(BATCH, self._at_once + max(1, self._at_once // 8))
                if not there_may_be_more and not self._stopping:
                    await wait_for(self._woken, POLL_SECONDS)

    async def _back_off(self) -> None:
        """Wait a little, each relay another while, so that they do not all come back at once."""
        await asyncio.sleep(BACK_OFF_SECONDS * random.uniform(0.5, 1.0))  # noqa: S311 - nothing secret

    async def _carry_batch(self) -> bool:
        """Publish the oldest rows behind those that were refused before; whether there may be more.

        Raises BusUnavailable when some were refused: they are passed over until the end has been reached.
        """
        refusal: BusUnavailable | None = None
        async with self._database.write() as session:
            rows = (await session.execute(self._oldest())).mappings().all()
            if rows:
                reach("relay.taken")
                refusal = await refusal_of(self._bus.publish([Message.model_validate(dict(row)) for row in rows]))
                reach("relay.confirmed")
                gone = [row["seq"] for row in rows if refusal is None or row["id"] in refusal.taken]
                await session.execute(delete(self._outbox).where(self._outbox.c.seq.in_(gone)))
        was_behind = self._behind
        there_may_be_more = bool(rows) and (len(rows) == self._at_once or len(rows) < rows[0]["considered"])
        self._behind = rows[-1]["seq"] if refusal or (was_behind and there_may_be_more) else 0
        if refusal is not None:
            raise refusal
        return there_may_be_more or was_behind > 0

    def _oldest(self) -> Select[Any]:
        outbox = self._outbox
        waiting = select(outbox).where(outbox.c.seq > self._behind).order_by(outbox.c.seq).limit(self._at_once)
        return no_heavier(waiting.with_for_update(skip_locked=True), "seq")
