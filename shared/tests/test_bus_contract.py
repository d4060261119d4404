"""What every bus keeps, whichever carries the messages."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from shared.bus import Bus, Delay, Delivery, LeaseLost, Queue
from shared.database import Database
from shared.events import Message
from shared.testing.plain import until

OpenBus = Callable[[], Awaitable[Bus]]

SENT_AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
QUIET_SECONDS = 0.5


def message(event: str, body: bytes = b'{"n": 1}', message_id: UUID | None = None) -> Message:
    context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    return Message(
        id=message_id or uuid4(), event=event, body=body, occurred_at=SENT_AT, traceparent=context, user_id=7
    )


def queue(*events: str, prefetch: int = 10) -> Queue:
    return Queue(f"test.{uuid4().hex[:12]}", events, prefetch)


def event_name() -> str:
    """A name of this test alone: brokers are shared by a module's tests."""
    return f"thing.happened_{uuid4().hex[:8]}"


class Consumer:
    """Settles what it gets, the way `act` says."""

    def __init__(self, database: Database, act: Callable[[Delivery], object] | None = None) -> None:
        self.seen: list[Delivery] = []
        self._database = database
        self._act = act

    async def __call__(self, delivery: Delivery) -> None:
        self.seen.append(delivery)
        if self._act is not None:
            outcome = self._act(delivery)
            if asyncio.iscoroutine(outcome):
                await outcome
                return
        await settle(self._database, delivery)

    @property
    def messages(self) -> list[Message]:
        return [delivery.message for delivery in self.seen]


async def settle(database: Database, delivery: Delivery) -> None:
    async with database.write() as session:
        await delivery.settle(session)
    await delivery.finish()


async def test_a_message_arrives_whole_in_every_queue_bound_to_its_event(bus: Bus, database: Database) -> None:
    event = event_name()
    first, second, other = queue(event), queue(event, event_name()), queue(event_name())
    await bus.declare([first, second, other])
    consumers = [Consumer(database) for _ in range(3)]
    for each, consumer in zip([first, second, other], consumers, strict=True):
        await bus.consume(each, consumer)
    sent = message(event)

    await bus.publish([sent])

    await until(lambda: all(consumer.seen for consumer in consumers[:2]))
    await asyncio.sleep(QUIET_SECONDS)
    assert [consumer.messages for consumer in consumers] == [[sent], [sent], []]
    assert consumers[0].seen[0].attempt == 0


async def test_what_was_published_before_anyone_consumes_waits(bus: Bus, open_bus: OpenBus, database: Database) -> None:
    event = event_name()
    waiting = queue(event)
    await bus.declare([waiting])
    sent = [message(event, f'{{"n": {n}}}'.encode()) for n in range(300)]

    await bus.publish(sent)
    await bus.close()
    consumer = Consumer(database)
    await (await open_bus()).consume(waiting, consumer)

    await until(lambda: len(consumer.seen) >= 300)
    await asyncio.sleep(QUIET_SECONDS)
    assert sorted(m.id for m in consumer.messages) == sorted(m.id for m in sent)


async def test_an_event_nobody_hears_is_taken_and_holds_nothing_up(bus: Bus, database: Database) -> None:
    event = event_name()
    heard = queue(event)
    await bus.declare([heard])
    consumer = Consumer(database)
    await bus.consume(heard, consumer)

    await bus.publish([message(event_name()), message(event)])

    await until(lambda: len(consumer.seen) == 1)


async def test_a_failed_message_comes_back_after_its_delay_to_its_own_queue_alone(bus: Bus, database: Database) -> None:
    event = event_name()
    failing, other = queue(event), queue(event)
    await bus.declare([failing, other])
    came: list[float] = []

    def fail_once(delivery: Delivery) -> object:
        came.append(time.monotonic())
        return delivery.retry(Delay.SHORT) if delivery.attempt == 0 else None

    consumer, bystander = Consumer(database, fail_once), Consumer(database)
    await bus.consume(failing, consumer)
    await bus.consume(other, bystander)
    sent = message(event)

    await bus.publish([sent])

    await until(lambda: len(consumer.seen) == 2, seconds=15)
    assert came[1] - came[0] >= Delay.SHORT.value - 0.2
    assert [delivery.attempt for delivery in consumer.seen] == [0, 1]
    assert consumer.messages == [sent, sent]
    assert bystander.messages == [sent]


async def test_what_is_given_back_comes_again_as_the_same_attempt(bus: Bus, database: Database) -> None:
    event = event_name()
    again = queue(event)
    await bus.declare([again])
    consumer = Consumer(database)
    consumer._act = lambda delivery: delivery.give_back() if len(consumer.seen) == 1 else None
    await bus.consume(again, consumer)

    await bus.publish([message(event)])

    await until(lambda: len(consumer.seen) == 2)
    assert [delivery.attempt for delivery in consumer.seen] == [0, 0]


async def test_no_more_than_prefetch_is_in_hand(bus: Bus, database: Database) -> None:
    event = event_name()
    narrow = queue(event, prefetch=3)
    await bus.declare([narrow])
    in_hand: list[int] = [0, 0]

    async def slowly(delivery: Delivery) -> None:
        in_hand[0] += 1
        in_hand[1] = max(in_hand)
        await asyncio.sleep(0.05)
        in_hand[0] -= 1
        await settle(database, delivery)

    consumer = Consumer(database, slowly)
    await bus.consume(narrow, consumer)

    await bus.publish([message(event) for _ in range(20)])

    await until(lambda: len(consumer.seen) == 20)
    assert in_hand[1] == 3


async def test_stopping_finishes_what_is_in_hand_and_takes_no_more(bus: Bus, database: Database) -> None:
    event = event_name()
    narrow = queue(event, prefetch=2)
    await bus.declare([narrow])
    finished: list[UUID] = []

    async def slowly(delivery: Delivery) -> None:
        await asyncio.sleep(0.3)
        await settle(database, delivery)
        finished.append(delivery.message.id)

    consumer = Consumer(database, slowly)
    subscription = await bus.consume(narrow, consumer)
    await bus.publish([message(event) for _ in range(6)])
    await until(lambda: len(consumer.seen) >= 2)

    await subscription.stop()

    started = len(consumer.seen)
    assert len(finished) == started < 6
    rest = Consumer(database)
    await bus.consume(narrow, rest)
    await until(lambda: len(rest.seen) >= 6 - started)
    await asyncio.sleep(QUIET_SECONDS)
    assert not {m.id for m in rest.messages} & set(finished)


async def test_what_a_dead_consumer_had_in_hand_goes_to_another(
    bus: Bus, open_bus: OpenBus, database: Database
) -> None:
    event = event_name()
    shared_queue = queue(event)
    await bus.declare([shared_queue])
    never = asyncio.Event()
    dying, living = Consumer(database, lambda _: never.wait()), Consumer(database)
    doomed = await open_bus()
    await doomed.consume(shared_queue, dying)
    sent = message(event)
    await bus.publish([sent])
    await until(lambda: bool(dying.seen))

    await doomed.close()
    await bus.consume(shared_queue, living)

    await until(lambda: living.messages == [sent])
    with pytest.raises((LeaseLost, AssertionError)):
        await _settled_late(database, dying.seen[0])
    never.set()


async def _settled_late(database: Database, delivery: Delivery) -> None:
    """On the local bus the effect is refused; RabbitMQ leaves that to the inbox, so there is nothing to see."""
    async with database.write() as session:
        await delivery.settle(session)
    raise AssertionError


async def test_bytes_that_are_no_event_are_delivered_for_the_consumer_to_bury(bus: Bus, database: Database) -> None:
    event = event_name()
    odd = queue(event)
    await bus.declare([odd])
    consumer = Consumer(database)
    await bus.consume(odd, consumer)

    await bus.publish([message(event, b"\xff\x00 not json")])

    await until(lambda: len(consumer.seen) == 1)
    assert consumer.messages[0].body == b"\xff\x00 not json"


async def test_declaring_again_changes_bindings_and_keeps_messages(bus: Bus, database: Database) -> None:
    event = event_name()
    kept = queue(event)
    await bus.declare([kept])
    await bus.publish([message(event)])

    await bus.declare([kept])

    consumer = Consumer(database)
    await bus.consume(kept, consumer)
    await until(lambda: len(consumer.seen) == 1)


async def test_two_consumers_share_a_queue_and_each_message_goes_to_one(
    bus: Bus, open_bus: OpenBus, database: Database
) -> None:
    event = event_name()
    common = queue(event, prefetch=5)
    await bus.declare([common])

    async def slowly(delivery: Delivery) -> None:
        await asyncio.sleep(0.01)
        await settle(database, delivery)

    one, other = Consumer(database, slowly), Consumer(database, slowly)
    await bus.consume(common, one)
    await (await open_bus()).consume(common, other)
    sent = [message(event) for _ in range(200)]

    await bus.publish(sent)

    await until(lambda: len(one.seen) + len(other.seen) >= 200, seconds=20)
    await asyncio.sleep(QUIET_SECONDS)
    assert sorted(m.id for m in [*one.messages, *other.messages]) == sorted(m.id for m in sent)
    assert one.seen
    assert other.seen
