"""From the outbox to the bus: nothing is lost, whatever gives way in between."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared import relay as relay_module
from shared.bus import BusUnavailable
from shared.database import Database, Listener, batches, open_engine
from shared.database.engine import asyncpg_url
from shared.events import Message, UserDeleted
from shared.relay import BATCH, Relay
from shared.testing.gate import gate_before
from shared.testing.plain import METADATA, eventually, rows_in, until


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "BACK_OFF_SECONDS", 0.2)


class RecordingBus:
    """Takes messages when it is told to, and remembers them."""

    def __init__(self) -> None:
        self.published: list[Message] = []
        self.refused = 0
        self.asked = False
        self.answers = asyncio.Event()
        self.answers.set()
        self.is_there = True
        self.refuses = frozenset[int]()
        self.batches: list[int] = []

    async def publish(self, messages: Sequence[Message]) -> None:
        if not self.is_there:
            self.refused += 1
            raise BusUnavailable
        self.asked = True
        await self.answers.wait()
        await asyncio.sleep(0.01)
        taken = [message for message in messages if message.user_id not in self.refuses]
        self.published += taken
        self.batches.append(sum(len(message.body) for message in messages))
        if len(taken) < len(messages):
            self.refused += 1
            raise BusUnavailable(taken=[message.id for message in taken])

    @property
    def people(self) -> list[int | None]:
        return [message.user_id for message in self.published]


@asynccontextmanager
async def carrying(database: Database, bus: RecordingBus, listener: Listener) -> AsyncIterator[Relay]:
    relay = Relay(database, bus, listener)  # type: ignore[arg-type]
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


async def is_empty(database: Database) -> bool:
    return await rows_in(database, "outbox") == 0


async def tell(database: Database, *people: int) -> None:
    async with database.write() as session:
        for user_id in people:
            session.publish(UserDeleted(user_id=user_id))


async def test_a_row_that_commits_late_under_a_lower_number_is_carried(database: Database, listener: Listener) -> None:
    bus = RecordingBus()
    async with carrying(database, bus, listener):
        async with database.write() as late:
            late.publish(UserDeleted(user_id=1))
            await late.flush_outbox()
            await tell(database, 2)
            await until(lambda: bus.people == [2])

        await until(lambda: bus.people == [2, 1])
    assert await rows_in(database, "outbox") == 0


async def test_two_relays_side_by_side_carry_every_row_once(database: Database, listener: Listener) -> None:
    people = range(1, 6 * BATCH)
    await tell(database, *people)
    one, other = RecordingBus(), RecordingBus()

    async with carrying(database, one, listener), carrying(database, other, listener):
        await until(lambda: len(one.people) + len(other.people) >= len(people))

    assert sorted(str(person) for person in one.people + other.people) == sorted(str(person) for person in people)
    assert one.people
    assert other.people


async def test_a_relay_that_is_held_up_leaves_the_rest_to_another(database: Database, listener: Listener) -> None:
    await tell(database, *range(1, 2 * BATCH + 1))
    slow, other = RecordingBus(), RecordingBus()
    slow.answers.clear()

    async with carrying(database, slow, listener):
        await until(lambda: slow.asked)
        async with carrying(database, other, listener):
            await until(lambda: len(other.people) == BATCH)
        assert slow.people == []
        slow.answers.set()
        await until(lambda: len(slow.people) == BATCH)


async def test_rows_leave_in_the_order_they_were_written(database: Database, listener: Listener) -> None:
    people = list(range(1, BATCH + 50))
    await tell(database, *people)
    bus = RecordingBus()

    async with carrying(database, bus, listener):
        await until(lambda: len(bus.people) >= len(people))

    assert bus.people == people


async def test_a_bus_that_refuses_for_a_while_loses_nothing(database: Database, listener: Listener) -> None:
    bus = RecordingBus()
    bus.is_there = False
    async with carrying(database, bus, listener):
        await tell(database, 1, 2, 3)
        await until(lambda: bus.refused > 0)
        assert await rows_in(database, "outbox") == 3

        bus.is_there = True

        await until(lambda: bus.people == [1, 2, 3])


async def test_what_the_bus_took_of_a_batch_is_not_published_again(database: Database, listener: Listener) -> None:
    bus = RecordingBus()
    bus.refuses = frozenset({3})
    await tell(database, *range(1, 6))
    async with carrying(database, bus, listener):
        await until(lambda: bus.refused > 1)
        assert bus.people == [1, 2, 4, 5]
        assert await rows_in(database, "outbox") == 1

        bus.refuses = frozenset()

        await until(lambda: bus.people == [1, 2, 4, 5, 3])


async def test_rows_that_are_refused_for_good_hold_nobody_up(
    database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BATCH", 5)
    bus = RecordingBus()
    bus.refuses = frozenset(range(1, 11))
    await tell(database, *range(1, 31))
    async with carrying(database, bus, listener):
        await until(lambda: len(bus.people) == 20)
        await tell(database, 31)
        await until(lambda: len(bus.people) == 21)
        bus.refuses = frozenset()

        await until(lambda: len(bus.people) == 31)
    assert sorted(str(person) for person in bus.people) == sorted(str(person) for person in range(1, 32))


async def test_a_batch_weighs_no_more_than_a_broker_takes_in_time(
    database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_BYTES", 1000)
    await tell(database, *range(1, 12))
    async with database.write() as session:
        weigh = (
            "UPDATE plain.outbox SET body = convert_to(repeat('x', CASE user_id WHEN 4 THEN 2000 ELSE 300 END), 'UTF8')"
        )
        await session.execute(text(weigh))
    bus = RecordingBus()

    async with carrying(database, bus, listener):
        await until(lambda: len(bus.people) == 11)

    assert bus.people == list(range(1, 12))
    assert bus.batches == [900, 2000, 900, 900, 300]


async def test_sessions_that_end_sooner_than_a_batch_is_carried_do_not_make_it_come_again_for_ever(
    database: Database, database_url: str, listener: Listener
) -> None:
    class SlowBus(RecordingBus):
        """Takes so long for many that their session has ended meanwhile."""

        async def publish(self, messages: Sequence[Message]) -> None:
            await super().publish(messages)
            if len(messages) > 20:
                await end_sessions(database_url)

    await tell(database, *range(1, BATCH + 1))
    bus = SlowBus()
    async with carrying(database, bus, listener):
        await eventually(partial(is_carried, database))

    assert set(bus.people) == set(range(1, BATCH + 1))
    assert len(bus.people) < 3 * BATCH


async def end_sessions(database_url: str) -> None:
    """Those of relays that have a batch in hand."""
    engine = create_async_engine(asyncpg_url(database_url))
    async with engine.begin() as connection:
        relays = "state = 'idle in transaction' AND query LIKE '%SKIP LOCKED%' AND datname = current_database()"
        await connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {relays}"))
    await engine.dispose()


async def is_carried(database: Database) -> bool:
    return await rows_in(database, "outbox") == 0


async def test_a_commit_wakes_the_relay_without_waiting_for_the_poll(
    database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "POLL_SECONDS", 3600.0)
    bus = RecordingBus()
    async with carrying(database, bus, listener):
        await tell(database, 1)
        await until(lambda: bus.people == [1])
        for person in range(2, 6):
            await tell(database, person)
            await until(lambda person=person: bus.people[-1] == person)  # type: ignore[misc]


async def test_a_relay_that_is_never_woken_polls(database: Database, database_url: str) -> None:
    deaf = Listener(database_url)
    bus = RecordingBus()
    async with carrying(database, bus, deaf):
        await asyncio.sleep(0.1)
        await tell(database, 1)
        await until(lambda: bus.people == [1])


async def test_stopping_finishes_the_batch_in_hand_and_leaves_the_rest(database: Database, listener: Listener) -> None:
    await tell(database, *range(1, 2 * BATCH + 1))
    bus = RecordingBus()
    bus.answers.clear()
    async with carrying(database, bus, listener) as relay:
        await asyncio.sleep(0.2)
        stopping = asyncio.create_task(relay.stop())
        await asyncio.sleep(0)
        bus.answers.set()
        await stopping

    assert len(bus.people) == BATCH
    assert await rows_in(database, "outbox") == BATCH


async def test_a_relay_whose_connections_are_all_taken_goes_on_when_they_are_free(
    database: Database, database_url: str, listener: Listener
) -> None:
    engine = create_async_engine(asyncpg_url(database_url), pool_size=1, max_overflow=0, pool_timeout=0.05)
    narrow = Database(engine, METADATA)
    bus = RecordingBus()
    async with engine.connect():
        relay = Relay(narrow, bus, listener)  # type: ignore[arg-type]
        await relay.start()
        await asyncio.sleep(0.3)
        await tell(database, 1)

    await until(lambda: bus.people == [1])
    await relay.stop()
    await narrow.close()


async def test_a_relay_goes_on_after_the_database_was_away(database: Database, database_url: str) -> None:
    bus = RecordingBus()
    async with gate_before(database_url) as gate:
        behind, listener = Database(open_engine(gate.url, name="behind"), METADATA), Listener(gate.url)
        await listener.start()
        async with carrying(behind, bus, listener):
            await tell(database, 1)
            await eventually(lambda: is_empty(database))
            await gate.shut()
            await tell(database, 2)
            await asyncio.sleep(0.2)
            assert bus.people == [1]

            await gate.open()

            await until(lambda: bus.people == [1, 2])
        await listener.stop()
        await behind.close()


async def test_it_is_known_how_long_the_oldest_event_waits(database: Database, listener: Listener) -> None:
    relay = Relay(database, RecordingBus(), listener)  # type: ignore[arg-type]
    assert await relay.oldest_seconds() == 0
    await tell(database, 1)
    async with database.write() as session:
        await session.execute(text("UPDATE plain.outbox SET occurred_at = now() - interval '90 seconds'"))

    assert 90 <= await relay.oldest_seconds() < 120
