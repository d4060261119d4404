"""Runs a service's handlers: each delivery has its effect once, and failed ones come again or rest with a reason."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from sqlalchemy.dialects.postgresql import insert

from shared import tracing
from shared.bus.base import FINISH_SECONDS, RETRIES, Bus, BusUnavailable, Delivery, LeaseLost, Queue, Subscription
from shared.bus.waiting import until_it_is_there
from shared.database import (
    DATABASE_ERRORS,
    Database,
    WriteSession,
    has_lost_connection,
    is_erased,
    is_passing,
    table_of,
)
from shared.events import MisdirectedEvent, UndecodableEvent, event_of
from shared.failpoints import reach
from shared.handlers import Handler, Handlers

log = structlog.get_logger()

LONGEST_REASON = 500
GIVE_BACK_AFTER_SECONDS = 1.0
IN_PLACE_TRIES = 4
IN_PLACE_LOSSES = 60
"""Connections that one message may lose: sessions ended all around are not its fault, a server it crashes is."""
LONGEST_IN_PLACE_SECONDS = 600.0
"""For all tries together: far less than the half hour after which a broker takes a delivery away."""
LONGEST_PAUSE_SECONDS = 2.0


class AlreadyHandled(Exception):
    """This message has had its effect on this handler before."""


class WroteTwice(Exception):
    """A handler began a second write for one delivery; the first was its effect."""


class DeliveryDatabase(Database):
    """The database as a handler sees it: its one `write()` has the inbox row and the delivery's end in it."""

    def __init__(self, database: Database, handler: str, delivery: Delivery) -> None:
        self._database = database
        self._handler = handler
        self._delivery = delivery
        self.settled = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        async with self._database.read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteSession]:
        """The effect. Raises AlreadyHandled when it was had before, WroteTwice when this is another one."""
        if self.settled:
            raise WroteTwice
        async with self._database.write() as session:
            await self._enter_in_inbox(session)
            await self._delivery.settle(session)
            yield session
        self.settled = True

    @asynccontextmanager
    async def write_progress(self) -> AsyncIterator[WriteSession]:
        async with self._database.write() as session:
            yield session

    async def _enter_in_inbox(self, session: WriteSession) -> None:
        inbox = table_of(session.tables, "inbox")
        entered = await session.execute(
            insert(inbox)
            .values(handler=self._handler, message_id=self._delivery.message.id)
            .on_conflict_do_nothing()
            .returning(inbox.c.handler)
        )
        if entered.first() is None:
            raise AlreadyHandled


class Consumer:
    """Binds a service's handlers to the bus."""

    def __init__(self, service: str, handlers: Handlers, database: Database, deps: Any) -> None:
        self._service = service
        self._handlers = handlers
        self._database = database
        self._deps = deps
        self._subscriptions: list[Subscription] = []
        self._starting: asyncio.Task[None] | None = None

    async def start(self, bus: Bus) -> None:
        """Consume every handler's queue; when the bus is away, in the background as soon as it is there.

        Raises TopologyDrifted when a queue is not as declared.
        """
        try:
            await self._consume(bus)
        except BusUnavailable:
            self._starting = asyncio.create_task(self._consume_when_it_is_there(bus), name=f"start {self._service}")

    async def started(self) -> None:
        """Return when every queue is consumed. Raises TopologyDrifted, as `start` does when the bus is there."""
        if self._starting is not None:
            await asyncio.shield(self._starting)

    async def check(self) -> None:
        """Raise BusUnavailable while not every queue is consumed."""
        if len(self._subscriptions) < len(self._handlers.listed):
            raise BusUnavailable

    async def stop(self, seconds: float = FINISH_SECONDS) -> None:
        """Take nothing more from any queue and let what is in hand finish within so many seconds."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await asyncio.gather(*(subscription.stop(seconds) for subscription in self._subscriptions))
        self._subscriptions.clear()

    async def _consume_when_it_is_there(self, bus: Bus) -> None:
        async for attempt in until_it_is_there():
            with attempt:
                await self._consume(bus)

    async def _consume(self, bus: Bus) -> None:
        """The bus may go away between two queues: those consumed by then stay so."""
        await bus.check(queues_of(self._service, self._handlers))
        for handler in self._handlers.listed[len(self._subscriptions) :]:
            receive = self._receiver(handler)
            self._subscriptions.append(await bus.consume(queue_of(self._service, handler), receive))

    def _receiver(self, handler: Handler) -> Any:
        async def receive(delivery: Delivery) -> None:
            with tracing.working_on(None, delivery.message.traceparent):
                try:
                    await self._receive(handler, delivery)
                except Exception as error:
                    log.warning("delivery_given_back", handler=handler.name, exc_info=error)
                    # It comes again at once: without a pause, until the broker sets it aside.
                    await asyncio.sleep(GIVE_BACK_AFTER_SECONDS)
                    await delivery.give_back()

        return receive

    async def _receive(self, handler: Handler, delivery: Delivery) -> None:
        facts = {"handler": handler.name, "service": self._service, "message_id": str(delivery.message.id)}
        database = DeliveryDatabase(self._database, handler.name, delivery)
        reach("consumer.received")
        try:
            await self._have_effect_in_place(handler, database, delivery)
            reach("consumer.committed")
            await delivery.finish()
        except AlreadyHandled:
            log.info("event_came_again", **facts)
            await self._settle_alone(delivery)
        except LeaseLost:
            log.warning("delivery_taken_over", **facts)
        except (UndecodableEvent, MisdirectedEvent) as error:
            await self._bury(handler, delivery, str(error))
        except Exception as error:
            log.warning("handler_failed", attempt=delivery.attempt, exc_info=error, **facts)
            if database.settled:
                await self._bury(handler, delivery, f"{type(error).__name__} after its effect", settled=True)
            else:
                await self._try_later(handler, delivery, error)
        except BaseException:
            await delivery.give_back()
            raise

    async def _have_effect_in_place(self, handler: Handler, database: DeliveryDatabase, delivery: Delivery) -> None:
        """Again at once when another transaction undid it, and when the database is back if that was away.

        Neither is the message's fault, and a waiting room would keep it for longer than that takes.
        """
        deadline = time.monotonic() + LONGEST_IN_PLACE_SECONDS
        tries, losses = IN_PLACE_TRIES, IN_PLACE_LOSSES
        while True:
            try:
                return await self._have_effect(handler, database, delivery)
            except Exception as error:
                is_loss = has_lost_connection(error)
                tries, losses = tries - (not is_loss), losses - is_loss
                is_last = not tries or not losses or time.monotonic() >= deadline
                if database.settled or is_last or not is_passing(error):
                    raise
                log.info("handler_tried_again", handler=handler.name, error_type=type(error).__name__)
                await self._until_database_answers(deadline)

    async def _until_database_answers(self, deadline: float) -> None:
        """Returns all the same when it was away for so long that the message had better wait elsewhere."""
        pause = 0.1
        while time.monotonic() < deadline:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - nothing secret
            with suppress(*DATABASE_ERRORS):
                return await self._database.ping()
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return None

    async def _have_effect(self, handler: Handler, database: DeliveryDatabase, delivery: Delivery) -> None:
        event = event_of(delivery.message)
        # A version before this one may have bound the queue to more.
        if isinstance(event, handler.events):
            await handler.function(event, database, self._deps)
        if not database.settled:
            async with database.write():
                """Nothing to change: the event is done all the same."""

    async def _settle_alone(self, delivery: Delivery) -> None:
        async with self._database.write() as session:
            await delivery.settle(session)
        await delivery.finish()

    async def _try_later(self, handler: Handler, delivery: Delivery, error: Exception) -> None:
        if delivery.attempt < len(RETRIES):
            await delivery.retry(RETRIES[delivery.attempt])
        else:
            await self._bury(handler, delivery, f"{type(error).__name__} after {delivery.attempt + 1} attempts")

    async def _bury(self, handler: Handler, delivery: Delivery, reason: str, *, settled: bool = False) -> None:
        try:
            async with self._database.write() as session:
                await _keep_dead_letter(session, handler.name, delivery, reason)
                if not settled:
                    await delivery.settle(session)
        except DATABASE_ERRORS as error:
            log.warning("burial_put_off", handler=handler.name, error_type=type(error).__name__)
            # Given back it would come again at once, as long as the database is away: a broker sets such a one aside.
            await delivery.retry(RETRIES[-1])
        else:
            await delivery.finish()
            log.error("event_buried", handler=handler.name, event_name=delivery.message.event, reason=reason)


async def _keep_dead_letter(session: WriteSession, handler: str, delivery: Delivery, reason: str) -> None:
    message = delivery.message
    if message.user_id is not None and await is_erased(session, message.user_id):
        return
    row = {**message.model_dump(exclude={"id"}), "message_id": message.id, "handler": handler}
    row |= {"attempts": delivery.attempt + 1, "reason": reason[:LONGEST_REASON]}
    letters = table_of(session.tables, "dead_letters")
    await session.execute(insert(letters).values(row).on_conflict_do_nothing())


def queue_of(service: str, handler: Handler) -> Queue:
    """The queue of a handler: `<service>.<handler>`, bound to the events it hears."""
    return Queue(f"{service}.{handler.name}", tuple(event.name for event in handler.events), handler.prefetch)


def queues_of(service: str, handlers: Handlers) -> tuple[Queue, ...]:
    """All queues of a service."""
    return tuple(queue_of(service, handler) for handler in handlers.listed)
