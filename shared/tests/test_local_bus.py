"""The local bus when PostgreSQL or a consumer gives way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.bus import Bus, BusUnavailable, Delivery, LocalBus, Queue
from shared.bus.local_sql import PRESENCE_CLASS
from shared.consumer import Consumer, queues_of
from shared.database import Database, Listener, open_engine
from shared.database.engine import asyncpg_url
from shared.events import Message, SkillAdded, UserDeleted, message_of
from shared.handlers import Handlers
from shared.testing.gate import gate_before
from shared.testing.plain import EFFECTS, METADATA, effects_in, end_connections_with, eventually, until

QUEUE = Queue("test.hear", (SkillAdded.name,), prefetch=4)


def skill_added(skill: str = "Python") -> Message:
    return message_of(SkillAdded(user_id=7, skill=skill), uuid4(), datetime.now(UTC), None)


@asynccontextmanager
async def local_bus(url: str) -> AsyncIterator[LocalBus]:
    listener = Listener(url)
    await listener.start()
    bus = LocalBus(open_engine(url, name="bus"), listener)
    try:
        yield bus
    finally:
        await bus.close()
        await listener.stop()


@pytest.fixture
async def bus(database_url: str) -> AsyncIterator[LocalBus]:
    async with local_bus(database_url) as bus:
        yield bus


class Hearer:
    """Settles what it gets."""

    def __init__(self, database: Database) -> None:
        self.heard: list[Message] = []
        self._database = database

    async def __call__(self, delivery: Delivery) -> None:
        async with self._database.write() as session:
            await delivery.settle(session)
        self.heard.append(delivery.message)


class Patient:
    """A handler that waits in the middle of its first call until it may go on."""

    def __init__(self) -> None:
        self.calls = 0
        self.may_go_on = asyncio.Event()
        self.handlers = Handlers()
        self.handlers.on(SkillAdded)(self.take_up_skill)

    async def take_up_skill(self, event: SkillAdded, db: Database, _: None) -> None:
        self.calls += 1
        if self.calls == 1:
            await self.may_go_on.wait()
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))


async def start(database: Database, bus: Bus, patient: Patient) -> Consumer:
    await bus.declare(queues_of("plain", patient.handlers))
    consumer = Consumer("plain", patient.handlers, database, deps=None)
    await consumer.start(bus)
    return consumer


async def deliveries(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(text("SELECT count(*) FROM bus.deliveries")) or 0


async def no_deliveries(database: Database) -> bool:
    return await deliveries(database) == 0


async def test_whoever_lost_its_lease_in_the_middle_of_the_work_has_no_effect(
    database: Database, bus: LocalBus
) -> None:
    patient = Patient()
    consumer = await start(database, bus, patient)
    await bus.publish([skill_added()])
    await until(lambda: patient.calls == 1)

    await end_connections_with(database, f"locktype = 'advisory' AND classid = {PRESENCE_CLASS}")
    await eventually(lambda: no_deliveries(database))
    patient.may_go_on.set()
    await consumer.stop()

    assert patient.calls == 2
    assert await effects_in(database) == ["Python"]


async def test_what_was_in_hand_while_the_database_was_away_comes_again(database: Database, database_url: str) -> None:
    patient = Patient()
    async with gate_before(database_url) as gate, local_bus(gate.url) as bus:
        behind = Database(open_engine(gate.url, name="behind"), METADATA)
        consumer = await start(behind, bus, patient)
        await bus.publish([skill_added()])
        await until(lambda: patient.calls == 1)

        await gate.shut()
        with pytest.raises(BusUnavailable):
            await bus.publish([skill_added("lost to nobody")])
        patient.may_go_on.set()
        await asyncio.sleep(0.2)
        await gate.open()

        await eventually(lambda: no_deliveries(database))
        await consumer.stop()
        await behind.close()
    assert await effects_in(database) == ["Python"]


async def test_a_consumer_hears_again_after_the_database_was_away(database: Database, database_url: str) -> None:
    async with gate_before(database_url) as gate, local_bus(gate.url) as bus:
        hearer = Hearer(database)
        await bus.declare([QUEUE])
        await bus.consume(QUEUE, hearer)
        await gate.shut()
        await asyncio.sleep(0.1)
        with pytest.raises(BusUnavailable):
            await bus.ping()
        await gate.open()

        async with local_bus(database_url) as other:
            await other.publish([skill_added()])

        await until(lambda: len(hearer.heard) == 1)
        await bus.ping()


async def test_a_consumer_whose_connections_are_all_taken_hears_again_when_they_are_free(
    database: Database, database_url: str
) -> None:
    engine = create_async_engine(asyncpg_url(database_url), pool_size=1, max_overflow=0, pool_timeout=0.05)
    listener = Listener(database_url)
    await listener.start()
    bus, hearer = LocalBus(engine, listener), Hearer(database)
    await bus.declare([QUEUE])
    await bus.consume(QUEUE, hearer)
    await bus.publish([skill_added()])
    await until(lambda: len(hearer.heard) == 1)

    async with engine.connect():
        async with local_bus(database_url) as other:
            await other.publish([skill_added()])
        await asyncio.sleep(0.3)

    await until(lambda: len(hearer.heard) == 2)
    await bus.close()
    await listener.stop()


async def is_present(bus: LocalBus) -> bool:
    try:
        await bus.ping()
    except BusUnavailable:
        return False
    return True


async def test_a_row_that_was_being_taken_when_its_consumer_stopped_goes_to_the_next(
    database: Database, bus: LocalBus
) -> None:
    other = Queue("test.other", (UserDeleted.name,), prefetch=1)
    await bus.declare([QUEUE, other])
    await bus.consume(other, Hearer(database))
    await eventually(lambda: is_present(bus))
    await bus.publish([skill_added()])
    first, second = Hearer(database), Hearer(database)

    async with bus.engine.begin() as connection:
        await connection.execute(text("LOCK TABLE bus.deliveries IN SHARE MODE"))
        subscription = await bus.consume(QUEUE, first)
        await asyncio.sleep(0.1)
        stopping = asyncio.create_task(subscription.stop())
        await asyncio.sleep(0.1)
    await stopping
    await bus.consume(QUEUE, second)

    await until(lambda: len(first.heard) + len(second.heard) == 1)
