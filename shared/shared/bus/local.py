"""The bus of the zero-install mode: one delivery row per queue in PostgreSQL.

A row is taken by a consumer that proves it lives by an advisory lock on a connection of its own. When the process is
killed PostgreSQL drops the lock, and the row is free again at once: no lease has to time out. The row goes in the
transaction of the handler's effect.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

import asyncpg
import structlog
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus import local_sql as sql
from shared.bus.base import (
    FINISH_SECONDS,
    BusUnavailable,
    Delay,
    Delivery,
    Depth,
    LeaseLost,
    Queue,
    Receive,
    TopologyDrifted,
)
from shared.bus.finishing import finish
from shared.database import DATABASE_ERRORS, Listener, WriteSession, wait_for
from shared.events import Message

log = structlog.get_logger()

POLL_SECONDS = 1.0
RECONNECT_SECONDS = 0.5


class LocalDelivery(Delivery):
    """A row of `bus.deliveries` taken by this process."""

    def __init__(self, message: Message, attempt: int, row: int, taken_by: int, bus: "LocalBus") -> None:
        super().__init__(message, attempt)
        self._ours = {"row": row, "taken_by": taken_by}
        self._bus = bus

    async def settle(self, session: WriteSession) -> None:
        gone = await session.execute(text(sql.SETTLE), self._ours)
        if gone.first() is None:
            raise LeaseLost

    async def finish(self) -> None:
        """The row went with the effect."""

    async def retry(self, delay: Delay) -> None:
        async with self._bus.engine.begin() as connection:
            await connection.execute(text(sql.RETRY), {**self._ours, "seconds": delay.value})

    async def give_back(self) -> None:
        self._bus.abandon(self._ours["row"])


class LocalSubscription:
    """Takes a queue's rows and hands each to the receiver, at most `prefetch` at once."""

    def __init__(self, bus: "LocalBus", queue: Queue, receive: Receive) -> None:
        self._bus = bus
        self.queue = queue
        self._receive = receive
        self._in_hand: set[asyncio.Task[None]] = set()
        self.woken = asyncio.Event()
        self._loop = asyncio.create_task(self._run(), name=f"consume {queue.name}")

    async def stop(self, seconds: float = FINISH_SECONDS) -> None:
        await self.take_no_more()
        await finish(self._in_hand, seconds)

    @property
    def is_running(self) -> bool:
        """Whether the loop still takes rows."""
        return not self._loop.done()

    async def take_no_more(self) -> None:
        """End the loop; what is in hand goes on."""
        self._bus.leave(self)
        self._loop.cancel()
        with suppress(asyncio.CancelledError):
            await self._loop

    async def _run(self) -> None:
        async with self._bus.listener.subscribe(sql.channel_of(self.queue.name)) as notified:
            self.woken = notified
            while True:
                try:
                    taken = await self._take()
                except Exception as error:
                    log.warning("bus_unavailable", queue=self.queue.name, exc_info=error)
                    taken = 0
                if taken == 0:
                    await wait_for(self.woken, POLL_SECONDS * 5)

    async def _take(self) -> int:
        free = self.queue.prefetch - len(self._in_hand)
        if free == 0:
            await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
            return 1
        deliveries = await self._rows(free)
        for delivery in deliveries:
            task = asyncio.create_task(self._hand_over(delivery))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        return len(deliveries)

    async def _rows(self, most: int) -> list[LocalDelivery]:
        """Rows taken for this consumer; those that come when it is stopping already are let go of."""
        taking = asyncio.create_task(self._bus.take(self.queue.name, most))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            await asyncio.wait([taking])
            if taking.exception() is None:
                for delivery in taking.result():
                    await delivery.give_back()
            raise

    async def _hand_over(self, delivery: Delivery) -> None:
        await self._receive(delivery)


class LocalBus:
    """Queues as rows; see the module's first lines."""

    def __init__(self, engine: AsyncEngine, listener: Listener) -> None:
        self.engine = engine
        self.listener = listener
        self._subscriptions: set[LocalSubscription] = set()
        self._number: int | None = None
        self._abandoned: set[int] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def declare(self, queues: Sequence[Queue]) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(sql.LOCK_SCHEMA))
            for statement in sql.SCHEMA:
                await connection.execute(text(statement))
            for queue in queues:
                await connection.execute(text(sql.UNBIND), {"queue": queue.name, "events": list(queue.events)})
                await connection.execute(text(sql.BIND), {"queue": queue.name, "events": list(queue.events)})

    async def check(self, queues: Sequence[Queue]) -> None:
        try:
            async with self.engine.connect() as connection:
                known = await connection.scalar(text(sql.IS_DECLARED))
                rows = await connection.execute(text(sql.BINDINGS)) if known else ()
                bound = {(row.queue, row.event) for row in rows}
        except DATABASE_ERRORS as error:
            raise BusUnavailable from error
        for queue in queues:
            if any((queue.name, event) not in bound for event in queue.events):
                raise TopologyDrifted(f"Queue {queue.name} is not bound to all its events: run the migration.")

    async def watch(self) -> None:
        await asyncio.Event().wait()

    async def publish(self, messages: Sequence[Message]) -> None:
        try:
            async with self.engine.begin() as connection:
                queues = await connection.scalars(text(sql.PUBLISH), sql.columns_of(messages))
                await connection.execute(text(sql.NOTIFY), {"queues": sorted(set(queues))})
        except DATABASE_ERRORS as error:
            raise BusUnavailable from error

    async def put_back(self, queue: str, messages: Sequence[Message]) -> None:
        try:
            async with self.engine.begin() as connection:
                await connection.execute(text(sql.PUT_BACK), {"queue": queue, **sql.columns_of(messages)})
                await connection.execute(text(sql.NOTIFY), {"queues": [queue]})
        except DATABASE_ERRORS as error:
            raise BusUnavailable from error

    async def depths(self, queues: Sequence[Queue]) -> Sequence[Depth]:
        try:
            async with self.engine.connect() as connection:
                rows = await connection.execute(text(sql.DEPTHS), {"queues": [queue.name for queue in queues]})
                return [Depth(row.queue, row.ready, row.in_hand, row.later, None) for row in rows]
        except DATABASE_ERRORS as error:
            raise BusUnavailable from error

    async def consume(self, queue: Queue, receive: Receive) -> LocalSubscription:
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._stay_present(), name="bus presence"),
                asyncio.create_task(self._poll(), name="bus poll"),
            ]
        subscription = LocalSubscription(self, queue, receive)
        self._subscriptions.add(subscription)
        return subscription

    def leave(self, subscription: LocalSubscription) -> None:
        """Wake this subscription no longer."""
        self._subscriptions.discard(subscription)

    async def take(self, queue: str, most: int) -> list[LocalDelivery]:
        """Take the queue's oldest free rows."""
        number = self._number
        if number is None:
            return []
        async with self.engine.begin() as connection:
            rows = await connection.execute(text(sql.TAKE), {"queue": queue, "most": most, "taken_by": number})
            return [
                LocalDelivery(sql.message_in(row), row.attempt, row.row, number, self)
                for row in sorted(rows, key=lambda row: int(row.row))
            ]

    def abandon(self, row: int) -> None:
        """Let go of a taken row; the next poll frees it, the database being there or not just now."""
        self._abandoned.add(row)

    async def ping(self) -> None:
        if self._tasks and self._number is None:
            raise BusUnavailable
        if not all(each.is_running for each in self._subscriptions):
            raise BusUnavailable
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except DATABASE_ERRORS as error:
            raise BusUnavailable from error

    async def close(self) -> None:
        for subscription in tuple(self._subscriptions):
            await subscription.take_no_more()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._abandoned:
            with suppress(*DATABASE_ERRORS):
                await self._free_and_look()
        await self.engine.dispose()

    async def _stay_present(self) -> None:
        """Hold the lock that says this consumer lives, on one connection, for as long as it lasts."""
        while True:
            try:
                await self._be_present_once()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("bus_presence_lost", error_type=type(error).__name__)
            self._number = None
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _be_present_once(self) -> None:
        dsn = make_url(self.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn, timeout=5)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda *_: lost.set())
        try:
            number = await connection.fetchval("SELECT nextval('bus.consumer_numbers')")
            await connection.execute("SELECT pg_advisory_lock($1, $2)", sql.PRESENCE_CLASS, number)
            self._number = number
            self._wake(self._queues())
            await lost.wait()
        finally:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                await connection.close(timeout=2)

    async def _poll(self) -> None:
        """Free what was let go of or taken by the dead, and wake the queues that have something waiting."""
        while True:
            try:
                self._wake(await self._free_and_look())
            except Exception as error:
                log.warning("bus_unavailable", exc_info=error)
            await asyncio.sleep(POLL_SECONDS)

    async def _free_and_look(self) -> list[str]:
        abandoned = set(self._abandoned)
        async with self.engine.begin() as connection:
            await connection.execute(text(sql.FREE), {"rows": list(abandoned), "taken_by": self._number})
            await connection.execute(text(sql.FREE_OF_THE_DEAD), {"class": sql.PRESENCE_CLASS})
            await connection.execute(text(sql.FORGET_UNHEARD))
            waiting = await connection.scalars(text(sql.WAITING), {"queues": self._queues()})
        self._abandoned -= abandoned
        return list(waiting)

    def _queues(self) -> list[str]:
        return [subscription.queue.name for subscription in self._subscriptions]

    def _wake(self, queues: Collection[str]) -> None:
        for subscription in self._subscriptions:
            if subscription.queue.name in queues:
                subscription.woken.set()
