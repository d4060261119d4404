"""The whole way of an event: block, outbox, relay, bus, inbox, handler, on both buses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

from sqlalchemy import insert

from shared import tracing
from shared.bus import Bus
from shared.consumer import Consumer, queues_of
from shared.database import Database, Listener
from shared.events import Message, SkillAdded, UserDeleted
from shared.handlers import Handlers
from shared.relay import Relay
from shared.testing.plain import EFFECTS, effects_in, end_connections_with, eventually, rows_in, until


class Hearing:
    """One handler that adds an effect, and what it was called with."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.traces: list[str | None] = []
        self.handlers = Handlers()
        self.handlers.on(SkillAdded)(self.take_up_skill)

    async def take_up_skill(self, event: SkillAdded, db: Database, _: None) -> None:
        self.calls.append(event.skill)
        self.traces.append(tracing.traceparent.get())
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))
            session.publish(UserDeleted(user_id=event.user_id))


@asynccontextmanager
async def flowing(database: Database, bus: Bus, listener: Listener, hearing: Hearing) -> AsyncIterator[None]:
    service = f"test{uuid4().hex[:8]}"
    await bus.declare(queues_of(service, hearing.handlers))
    async with AsyncExitStack() as stack:
        consumer = Consumer(service, hearing.handlers, database, deps=None)
        await consumer.start(bus)
        stack.push_async_callback(consumer.stop)
        relay = Relay(database, bus, listener)
        await relay.start()
        stack.push_async_callback(relay.stop)
        yield


async def add_skill(database: Database, skill: str) -> None:
    async with database.write() as session:
        session.publish(SkillAdded(user_id=7, skill=skill))


async def add_skills(database: Database, skills: list[str]) -> None:
    """All of them, ten at once: as many as have a connection without waiting for one."""
    for start in range(0, len(skills), 10):
        await asyncio.gather(*(add_skill(database, skill) for skill in skills[start : start + 10]))


async def test_the_handler_and_what_it_publishes_are_in_the_trace_of_the_cause(
    database: Database, bus: Bus, listener: Listener
) -> None:
    hearing = Hearing()
    cause = tracing.child_of(None)
    async with flowing(database, bus, listener, hearing):
        context = tracing.traceparent.set(cause)
        await add_skill(database, "Python")
        tracing.traceparent.reset(context)
        await until(lambda: bool(hearing.calls))

    [seen] = hearing.traces
    assert seen != cause
    assert tracing.trace_id(seen) == tracing.trace_id(cause) is not None


class DiesAfterPublishing:
    """The bus, for a relay that is cut off from its database between publishing and deleting: once."""

    def __init__(self, bus: Bus, database: Database) -> None:
        self._bus = bus
        self._database = database
        self.deaths = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        await self._bus.publish(messages)
        if not self.deaths:
            self.deaths += 1
            await end_connections_with(self._database, "relation = 'plain.outbox'::regclass AND mode = 'RowShareLock'")


async def test_published_and_not_deleted_it_is_delivered_twice_and_has_its_effect_once(
    database: Database, bus: Bus, listener: Listener
) -> None:
    hearing = Hearing()
    service = f"test{uuid4().hex[:8]}"
    await bus.declare(queues_of(service, hearing.handlers))
    dying = DiesAfterPublishing(bus, database)
    relay = Relay(database, dying, listener)  # type: ignore[arg-type]
    await add_skill(database, "Python")
    await relay.start()
    await until(lambda: dying.deaths == 1)
    await eventually(lambda: is_empty(database))
    await relay.stop()

    consumer = Consumer(service, hearing.handlers, database, deps=None)
    await consumer.start(bus)

    await until(lambda: hearing.calls == ["Python", "Python"])
    await consumer.stop()
    assert await effects_in(database) == ["Python"]


async def is_empty(database: Database) -> bool:
    return await rows_in(database, "outbox") == 0


async def test_two_hundred_events_have_two_hundred_effects(database: Database, bus: Bus, listener: Listener) -> None:
    hearing = Hearing()
    skills = [str(n) for n in range(200)]
    async with flowing(database, bus, listener, hearing):
        await add_skills(database, skills)
        await until(lambda: len(hearing.calls) >= len(skills), seconds=30)

    assert sorted(await effects_in(database)) == sorted(skills)
    assert await rows_in(database, "inbox") == len(skills)
