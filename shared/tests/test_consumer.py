"""From the bus to the handler: each message has its effect once, and what fails rests with its reason."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text

from shared import consumer as consumer_module
from shared.bus import RETRIES, Delay, Delivery, LeaseLost, Queue, Receive
from shared.consumer import IN_PLACE_TRIES, Consumer, queues_of
from shared.database import Database, WriteSession, bury, open_engine, table_of
from shared.events import Message, SkillAdded, UserDeleted, message_of
from shared.handlers import Handlers
from shared.testing.gate import gate_before
from shared.testing.plain import EFFECTS, METADATA, effects_in, rows_in

SECRET_WORD = "grandmother's recipe"


class Crashed(Exception):
    """What a handler fails with."""


class Handed(Delivery):
    """A delivery that remembers how it ended; `owner` false: another consumer has it now."""

    def __init__(self, message: Message, *, attempt: int = 0, owner: bool = True, can_wait: bool = True) -> None:
        super().__init__(message, attempt)
        self.ended: list[object] = []
        self.settled_in: list[WriteSession] = []
        self._owner = owner
        self._can_wait = can_wait

    async def settle(self, session: WriteSession) -> None:
        if not self._owner:
            raise LeaseLost
        self.settled_in.append(session)

    async def finish(self) -> None:
        self.ended.append("finished")

    async def retry(self, delay: Delay) -> None:
        if not self._can_wait:
            raise ConnectionError
        self.ended.append(delay)

    async def give_back(self) -> None:
        self.ended.append("given back")


class HandsOver:
    """A bus that gives deliveries by hand."""

    def __init__(self) -> None:
        self.receivers: list[Receive] = []

    async def check(self, queues: Sequence[Queue]) -> None:
        """It has them all."""

    async def consume(self, queue: Queue, receive: Receive) -> Any:
        self.receivers.append(receive)
        return self

    async def hand(self, delivery: Handed) -> Handed:
        await self.receivers[0](delivery)
        return delivery


async def consuming(database: Database, handlers: Handlers) -> HandsOver:
    bus = HandsOver()
    await Consumer("plain", handlers, database, deps=None).start(bus)  # type: ignore[arg-type]
    return bus


def message(user_id: int = 7) -> Message:
    return message_of(SkillAdded(user_id=user_id, skill="Python"), uuid4(), datetime.now(UTC), None)


def adding(times: int = 1, *, fail: bool = False) -> Handlers:
    """One handler, which adds an effect in one write, or in several."""
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def take_up_skill(event: SkillAdded, db: Database, _: None) -> None:
        for _time in range(times):
            async with db.write() as session:
                await session.execute(insert(EFFECTS).values(what=event.skill))
                session.publish(UserDeleted(user_id=event.user_id))
                if fail:
                    raise Crashed(SECRET_WORD)

    return handlers


async def dead_letters(database: Database) -> Sequence[Any]:
    async with database.read() as session:
        return (await session.execute(select(table_of(METADATA, "dead_letters")))).all()


async def test_effect_inbox_row_event_and_delivery_end_in_one_transaction(database: Database) -> None:
    seen: list[int] = []
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def look_from_outside(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))
            seen.append(await rows_in(database, "inbox"))
            assert delivery.settled_in == [session]

    delivery = Handed(message())
    await (await consuming(database, handlers)).hand(delivery)

    assert seen == [0]
    assert await rows_in(database, "inbox") == 1
    assert delivery.ended == ["finished"]


async def test_delivered_twice_it_has_its_effect_once(database: Database) -> None:
    bus = await consuming(database, adding())
    sent = message()

    first, second = await bus.hand(Handed(sent)), await bus.hand(Handed(sent, attempt=2))

    assert await effects_in(database) == ["Python"]
    assert await rows_in(database, "outbox") == 1
    assert first.ended == second.ended == ["finished"]
    assert len(second.settled_in) == 1


async def test_delivered_twice_at_once_it_has_its_effect_once(database: Database) -> None:
    bus = await consuming(database, adding())
    sent = message()

    deliveries = await asyncio.gather(*(bus.hand(Handed(sent)) for _ in range(8)))

    assert await effects_in(database) == ["Python"]
    assert all(delivery.ended == ["finished"] for delivery in deliveries)


async def test_a_failing_effect_leaves_nothing_and_the_message_waits_longer_each_time(database: Database) -> None:
    bus = await consuming(database, adding(fail=True))

    deliveries = [await bus.hand(Handed(message(), attempt=attempt)) for attempt in range(3)]

    assert [delivery.ended for delivery in deliveries] == [[delay] for delay in RETRIES]
    for name in ("inbox", "outbox", "dead_letters"):
        assert await rows_in(database, name) == 0
    assert await effects_in(database) == []


async def test_what_failed_four_times_rests_whole_with_its_reason(database: Database) -> None:
    bus = await consuming(database, adding(fail=True))
    sent = message()

    delivery = await bus.hand(Handed(sent, attempt=3))

    [letter] = await dead_letters(database)
    assert (letter.handler, letter.message_id, letter.body) == ("take_up_skill", sent.id, sent.body)
    assert (letter.event, letter.user_id, letter.attempts) == ("skill.added", 7, 4)
    assert letter.reason == "Crashed after 4 attempts"
    assert SECRET_WORD not in letter.reason
    assert delivery.ended == ["finished"]


async def test_a_message_without_its_events_shape_rests_at_once_and_no_value_is_in_the_reason(
    database: Database,
) -> None:
    bus = await consuming(database, adding())
    odd = message().model_copy(update={"body": b'{"user_id": "grandmother\'s recipe", "skill": ["recipe"]}'})
    unknown = message().model_copy(update={"event": "skill.forgotten"})

    ended = [(await bus.hand(Handed(each))).ended for each in (odd, unknown)]

    assert ended == [["finished"], ["finished"]]
    reasons = {letter.message_id: (letter.attempts, letter.reason) for letter in await dead_letters(database)}
    assert reasons == {
        odd.id: (1, "skill.added does not have its shape at: user_id, skill"),
        unknown.id: (1, "no event is named 'skill.forgotten'"),
    }
    assert await effects_in(database) == []


async def test_an_event_that_gained_fields_is_understood(database: Database) -> None:
    bus = await consuming(database, adding())

    newer = message().model_copy(update={"body": b'{"user_id": 7, "skill": "Go", "learned_at": "school"}'})
    await bus.hand(Handed(newer))

    assert await effects_in(database) == ["Go"]


async def test_a_handler_that_writes_twice_keeps_its_first_effect_and_is_found_in_the_dead_letters(
    database: Database,
) -> None:
    bus = await consuming(database, adding(times=2))

    delivery = await bus.hand(Handed(message()))

    assert await effects_in(database) == ["Python"]
    [letter] = await dead_letters(database)
    assert letter.reason == "WroteTwice after its effect"
    assert delivery.ended == ["finished"]
    assert len(delivery.settled_in) == 1


async def test_what_fails_after_its_effect_is_not_done_again(database: Database) -> None:
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def fail_late(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))
        raise Crashed

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert await effects_in(database) == ["Python"]
    assert [letter.reason for letter in await dead_letters(database)] == ["Crashed after its effect"]
    assert delivery.ended == ["finished"]


async def test_whoever_lost_the_delivery_changes_nothing_and_leaves_it_alone(database: Database) -> None:
    bus = await consuming(database, adding())

    delivery = await bus.hand(Handed(message(), owner=False))

    assert await effects_in(database) == []
    assert await rows_in(database, "inbox") == 0
    assert delivery.ended == []


async def test_a_handler_that_only_reads_is_done_once_too(database: Database) -> None:
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def look(event: SkillAdded, db: Database, _: None) -> None:
        async with db.read() as session:
            await session.execute(text("SELECT 1"))

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert delivery.ended == ["finished"]
    assert len(delivery.settled_in) == 1
    assert await rows_in(database, "inbox") == 1


async def test_progress_stays_when_the_effect_fails(database: Database) -> None:
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def work_long(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write_progress() as session:
            await session.execute(insert(EFFECTS).values(what="half way"))
        raise Crashed

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert await effects_in(database) == ["half way"]
    assert await rows_in(database, "inbox") == 0
    assert delivery.ended == [Delay.SHORT]


async def test_two_handlers_of_one_event_have_an_effect_each(database: Database) -> None:
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def one(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what="one"))

    @handlers.on(SkillAdded, UserDeleted)
    async def other(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what="other"))

    bus = await consuming(database, handlers)
    sent = message()
    for receive in bus.receivers:
        await receive(Handed(sent))

    assert sorted(await effects_in(database)) == ["one", "other"]


async def test_cut_off_in_the_middle_the_message_is_given_back(database: Database) -> None:
    handlers = Handlers()
    begun = asyncio.Event()

    @handlers.on(SkillAdded)
    async def never_end(event: SkillAdded, db: Database, _: None) -> None:
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what="half done"))
            begun.set()
            await asyncio.Event().wait()

    bus, delivery = await consuming(database, handlers), Handed(message())
    task = asyncio.create_task(bus.hand(delivery))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert delivery.ended == ["given back"]
    assert await effects_in(database) == []
    assert await rows_in(database, "inbox") == 0


@pytest.mark.parametrize(
    ("attempt", "can_wait", "ended"),
    [(0, True, Delay.SHORT), (3, True, Delay.LONG), (4, True, Delay.LONG), (0, False, "given back")],
)
async def test_without_a_database_for_long_the_message_comes_again(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, attempt: int, can_wait: bool, ended: object
) -> None:
    monkeypatch.setattr(consumer_module, "LONGEST_IN_PLACE_SECONDS", 0.1)
    monkeypatch.setattr(consumer_module, "GIVE_BACK_AFTER_SECONDS", 0.01)
    async with gate_before(database_url) as gate:
        behind = Database(open_engine(gate.url, name="behind"), METADATA)
        bus = await consuming(behind, adding())
        await gate.shut()

        delivery = await bus.hand(Handed(message(), attempt=attempt, can_wait=can_wait))

        assert delivery.ended == [ended]
        await behind.close()


async def test_a_database_that_comes_back_finds_the_message_still_in_hand(
    database: Database, database_url: str
) -> None:
    async with gate_before(database_url) as gate:
        behind = Database(open_engine(gate.url, name="behind"), METADATA)
        bus = await consuming(behind, adding())
        await gate.shut()
        waiting = asyncio.create_task(bus.hand(Handed(message())))
        await asyncio.sleep(0.3)
        assert not waiting.done()

        await gate.open()

        assert (await waiting).ended == ["finished"]
        assert await effects_in(database) == ["Python"]
        await behind.close()


@pytest.mark.parametrize("sqlstate", ["40P01", "40001", "55P03", "57P01"])
@pytest.mark.parametrize(("losses", "ended"), [(3, "finished"), (4, Delay.SHORT)])
async def test_what_another_transaction_undid_is_done_again_at_once(
    database: Database, sqlstate: str, losses: int, ended: object
) -> None:
    handlers, tries = Handlers(), []

    @handlers.on(SkillAdded)
    async def lose(event: SkillAdded, db: Database, _: None) -> None:
        tries.append(event)
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))
            if len(tries) <= losses:
                await session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{sqlstate}'; END $$"))

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert delivery.ended == [ended]
    assert await effects_in(database) == (["Python"] if ended == "finished" else [])


async def test_sessions_that_are_ended_again_and_again_put_no_message_off(database: Database) -> None:
    handlers, tries = Handlers(), []

    @handlers.on(SkillAdded)
    async def lose_session(event: SkillAdded, db: Database, _: None) -> None:
        tries.append(event)
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))
            if len(tries) <= 2 * IN_PLACE_TRIES:
                await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert delivery.ended == ["finished"]
    assert await effects_in(database) == ["Python"]


async def test_all_tries_in_place_share_one_deadline(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "LONGEST_IN_PLACE_SECONDS", 0.0)
    handlers, tries = Handlers(), []

    @handlers.on(SkillAdded)
    async def lose_once(event: SkillAdded, db: Database, _: None) -> None:
        tries.append(event)
        async with db.write() as session:
            if len(tries) == 1:
                await session.execute(text("DO $$ BEGIN RAISE SQLSTATE '57P01'; END $$"))

    delivery = await (await consuming(database, handlers)).hand(Handed(message()))

    assert delivery.ended == [Delay.SHORT]
    assert len(tries) == 1


async def test_an_event_the_handler_does_not_hear_any_more_is_passed_over(database: Database) -> None:
    foreign = message_of(UserDeleted(user_id=7), uuid4(), datetime.now(UTC), None)

    delivery = await (await consuming(database, adding())).hand(Handed(foreign))

    assert delivery.ended == ["finished"]
    assert await effects_in(database) == []


async def test_nothing_of_an_erased_person_rests_among_the_dead_letters(database: Database) -> None:
    async with database.write() as session:
        await bury(session, 7)
    bus = await consuming(database, adding(fail=True))

    erased, other = await bus.hand(Handed(message(7), attempt=3)), await bus.hand(Handed(message(8), attempt=3))

    assert [letter.user_id for letter in await dead_letters(database)] == [8]
    assert erased.ended == other.ended == ["finished"]


async def test_a_dead_letter_that_dies_again_is_kept_once(database: Database) -> None:
    bus = await consuming(database, adding(fail=True))
    sent = message()

    for _ in range(2):
        await bus.hand(Handed(sent, attempt=3))

    assert len(await dead_letters(database)) == 1


def test_a_queue_is_named_after_service_and_handler() -> None:
    assert queues_of("plain", adding()) == (Queue("plain.take_up_skill", ("skill.added",), 4),)
