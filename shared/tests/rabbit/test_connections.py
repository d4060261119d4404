"""RabbitMQ gives way: connections close, consumers are cancelled, and nothing is lost or done twice."""

import asyncio
import json
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import aiormq
import pytest
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy import insert

from shared.bus import BusUnavailable, ConsumersLost, Delivery, RabbitBus, rabbit_errors, rabbit_link, rabbit_watch
from shared.bus.rabbit_consuming import RabbitSubscription
from shared.bus.rabbit_topology import DELIVERY_LIMIT, REJECTED, declare
from shared.consumer import Consumer, queues_of
from shared.database import Database
from shared.events import Message, SkillAdded
from shared.handlers import Handlers
from shared.testing.gate import Gate
from shared.testing.plain import EFFECTS, effects_in, eventually, rows_in, until
from shared.testing.servers.lease import Ready

from .conftest import RECOVERS_WITHIN, Hearer, is_ready, other_channel, publish_when_possible, queue, skill_added


async def test_who_is_told_to_stop_while_connecting_leaves_nothing_that_goes_on_trying() -> None:
    """aio-pika's own task outlives being cancelled, and a process that waits for it never ends."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1") as broker:
        port = broker.sockets[0].getsockname()[1]
        opening = asyncio.create_task(RabbitBus.open(f"amqp://guest:guest@127.0.0.1:{port}/", name="test"))
        await asyncio.sleep(0.2)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening

        assert not [task for task in asyncio.all_tasks() if "Connection" in str(task.get_coro())]


async def test_publishing_and_consuming_resume_after_every_connection_broke(bus: RabbitBus, gate: Gate) -> None:
    hearer, own = Hearer(), queue()
    await bus.declare([own])
    await bus.consume(own, hearer)
    sent = [skill_added(str(n)) for n in range(6)]

    for pair in (sent[0:2], sent[2:4], sent[4:6]):
        await publish_when_possible(bus, *pair)
        await gate.shut()
        await gate.open()

    await until(lambda: {m.id for m in hearer.heard} == {m.id for m in sent}, seconds=RECOVERS_WITHIN)


async def test_an_acknowledgement_that_can_not_leave_is_no_failure_of_the_work(
    bus: RabbitBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connection_lost(*_: object, **__: object) -> None:
        # As aiormq does when the connection ends before the frame has left.
        raise Exception  # noqa: TRY002

    own, ended = queue(), asyncio.Event()

    async def receive(delivery: Delivery) -> None:
        await delivery.finish()
        ended.set()

    monkeypatch.setattr(aiormq.Channel, "basic_ack", connection_lost)
    await bus.declare([own])
    await bus.consume(own, receive)
    await publish_when_possible(bus, skill_added())

    await asyncio.wait_for(ended.wait(), RECOVERS_WITHIN)


async def test_consuming_resumes_after_the_broker_closed_all_connections(amqp_server: Ready, amqp_url: str) -> None:
    bus, own, heard = await RabbitBus.open(amqp_url, name="test"), queue(), list[Message]()

    async def hold_the_first(delivery: Delivery) -> None:
        heard.append(delivery.message)
        if len(heard) > 1:
            await delivery.finish()

    await bus.declare([own])
    await bus.consume(own, hold_the_first)
    first, second = skill_added("first"), skill_added("second")
    await bus.publish([first])
    await until(lambda: heard == [first])

    await asyncio.to_thread(close_all_connections, amqp_server, amqp_url)

    await until(lambda: heard == [first, first], seconds=RECOVERS_WITHIN)
    await publish_when_possible(bus, second)
    await until(lambda: heard == [first, first, second], seconds=RECOVERS_WITHIN)
    await bus.close()


def close_all_connections(server: Ready, url: str) -> None:
    command = [*json.loads(server["control"]), "--quiet", "close_all_connections", "--vhost", url.rpartition("/")[2]]
    subprocess.run([*command, "test"], check=True, cwd="/", stdin=subprocess.DEVNULL, timeout=60)


async def test_consuming_resumes_after_the_broker_cancelled_the_consumer(bus: RabbitBus, amqp_url: str) -> None:
    hearer, own, neighbour, other = Hearer(), queue(), Hearer(), queue()
    await bus.declare([own, other])
    await bus.consume(own, hearer)
    await bus.consume(other, neighbour)

    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(own.name)
    await asyncio.sleep(0.3)
    await bus.declare([own])
    sent = skill_added()
    await publish_when_possible(bus, sent)

    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)
    assert neighbour.heard == [sent]


async def test_a_consumer_that_stays_lost_makes_it_unready_and_then_ends_the_process(
    bus: RabbitBus, amqp_url: str, quick_watch: None
) -> None:
    own, hearer = queue(), Hearer()
    await bus.declare([own])
    await bus.consume(own, hearer)
    watching = asyncio.create_task(bus.watch())
    await asyncio.sleep(0.5)
    await bus.ping()

    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(own.name)

    await eventually(lambda: is_unready(bus), seconds=RECOVERS_WITHIN)
    with pytest.raises(ConsumersLost, match=own.name):
        await watching


async def test_a_consumer_whose_queue_comes_back_in_time_goes_on(
    bus: RabbitBus, amqp_url: str, quick_watch: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_watch, "GIVEN_UP_AFTER_SECONDS", 60.0)
    own, hearer = queue(), Hearer()
    await bus.declare([own])
    await bus.consume(own, hearer)
    watching = asyncio.create_task(bus.watch())
    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(own.name)
    await eventually(lambda: is_unready(bus), seconds=RECOVERS_WITHIN)

    await bus.declare([own])
    sent = skill_added()
    await publish_when_possible(bus, sent)

    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)
    await eventually(lambda: is_ready(bus), seconds=RECOVERS_WITHIN)
    watching.cancel()


async def test_a_consumer_lost_unheard_beside_another_replicas_takes_up_again(
    bus: RabbitBus, amqp_url: str, quick_watch: None
) -> None:
    own, hearer, busy = replace(queue(), prefetch=1), Hearer(), list[Message]()

    async def never_end(delivery: Delivery) -> None:
        busy.append(delivery.message)
        await asyncio.Event().wait()

    await bus.declare([own])
    other = await RabbitBus.open(amqp_url, name="other")
    await other.consume(own, never_end)
    await publish_when_possible(bus, skill_added("held by the other"))
    await until(lambda: len(busy) == 1)
    subscription = await bus.consume(own, hearer)
    await lose_unheard(subscription)
    sent = skill_added("waits")
    await publish_when_possible(bus, sent)

    watching = asyncio.create_task(bus.watch())

    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)
    assert await is_ready(bus)
    watching.cancel()
    await other.close()


async def lose_unheard(subscription: RabbitSubscription) -> None:
    """The broker forgets the consumer, and the client does not hear of it."""
    channel = cast("aiormq.Channel", await subscription._channel.get_underlay_channel())
    callback = channel.consumers[subscription._tag]
    await channel.basic_cancel(subscription._tag)
    channel.consumers[subscription._tag] = callback


async def test_a_broker_that_hangs_ends_no_process_and_is_heard_again(
    gate: Gate, quick_watch: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiormq gives up the stuck connection by throwing CancelledError into what waits on it."""
    monkeypatch.setattr(rabbit_link, "HEARTBEAT_SECONDS", 1)
    monkeypatch.setattr(aiormq.Connection, "HEARTBEAT_GRACE_MULTIPLIER", 0.5)
    bus, own, hearer = await RabbitBus.open(gate.url, name="test"), queue(), Hearer()
    await bus.declare([own])
    subscription = await bus.consume(own, hearer)
    watching = asyncio.create_task(bus.watch())

    gate.freeze()
    await eventually(lambda: is_cut_off(bus), seconds=RECOVERS_WITHIN)
    gate.thaw()
    sent = skill_added()
    await publish_when_possible(bus, sent)

    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)
    assert not watching.done()
    watching.cancel()
    await subscription.stop()
    await bus.close()


async def test_a_consumer_whose_beginning_was_not_heard_of_is_taken_back(
    bus: RabbitBus, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, begin = queue(), aiormq.Channel.basic_consume

    async def begin_unheard(*arguments: Any, **options: Any) -> None:
        await begin(*arguments, **options)
        raise TimeoutError

    await bus.declare([own])
    monkeypatch.setattr(aiormq.Channel, "basic_consume", begin_unheard)

    with pytest.raises(BusUnavailable):
        await bus.consume(own, Hearer())

    async with other_channel(amqp_url) as channel:
        assert (await channel.declare_queue(own.name, passive=True)).declaration_result.consumer_count == 0


async def test_who_is_told_to_stop_while_the_broker_is_away_does_not_wait_for_it(
    bus: RabbitBus, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_errors, "ANSWER_SECONDS", 0.1)
    own = queue()
    await bus.declare([own])
    subscription = await bus.consume(own, Hearer())
    await gate.shut()
    await eventually(lambda: is_cut_off(bus), seconds=RECOVERS_WITHIN)

    async with asyncio.timeout(RECOVERS_WITHIN):
        await subscription.stop()


async def is_cut_off(bus: RabbitBus) -> bool:
    return not bus._consuming.is_up


@pytest.fixture
def quick_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rabbit_watch, "LOOK_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(rabbit_watch, "UNREADY_AFTER_SECONDS", 0.2)
    monkeypatch.setattr(rabbit_watch, "GIVEN_UP_AFTER_SECONDS", 1.0)


async def is_unready(bus: RabbitBus) -> bool:
    return not await is_ready(bus)


async def test_stopping_gives_back_what_does_not_finish_in_time(bus: RabbitBus) -> None:
    own, hearer, begun = queue(), Hearer(), list[Message]()

    async def never_end(delivery: Delivery) -> None:
        begun.append(delivery.message)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await delivery.give_back()
            raise

    await bus.declare([own])
    subscription = await bus.consume(own, never_end)
    sent = skill_added()
    await bus.publish([sent])
    await until(lambda: begun == [sent])

    await subscription.stop(0.1)
    await bus.consume(own, hearer)

    await until(lambda: hearer.heard == [sent])


async def test_a_queue_has_one_consumer_however_often_the_connection_broke(
    bus: RabbitBus, gate: Gate, amqp_url: str
) -> None:
    hearer, own = Hearer(), queue()
    await bus.declare([own])
    await bus.consume(own, hearer)

    for n in range(3):
        await gate.shut()
        await gate.open()
        await publish_when_possible(bus, skill_added(str(n)))
        await until(lambda n=n: len(hearer.heard) > n, seconds=RECOVERS_WITHIN)  # type: ignore[misc]

    async with other_channel(amqp_url) as channel:
        declared = await channel.declare_queue(own.name, passive=True)
    assert declared.declaration_result.consumer_count == 1


async def test_readiness_says_when_the_broker_is_away(bus: RabbitBus, gate: Gate) -> None:
    await bus.ping()
    await gate.shut()
    await asyncio.sleep(0.1)

    with pytest.raises(BusUnavailable):
        await bus.ping()
    with pytest.raises(BusUnavailable):
        await bus.publish([skill_added()])

    await gate.open()
    await publish_when_possible(bus, skill_added())
    await eventually(lambda: is_ready(bus), seconds=RECOVERS_WITHIN)


@pytest.mark.usefixtures("short_waits")
async def test_a_broker_that_is_away_at_the_start_is_waited_for(gate: Gate, amqp_url: str) -> None:
    own, hearer, sent = queue(), Hearer(), skill_added()
    async with other_channel(amqp_url) as channel:
        await declare(channel, [own])
    await gate.shut()
    bus = await RabbitBus.open(gate.url, name="test")
    for asked in (bus.ping(), bus.publish([sent]), bus.check([own]), bus.consume(own, hearer)):
        with pytest.raises(BusUnavailable):
            await asked

    await gate.open()
    await eventually(lambda: is_ready(bus), seconds=RECOVERS_WITHIN)

    await bus.consume(own, hearer)
    await publish_when_possible(bus, sent)
    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)
    await bus.close()


async def test_what_kills_every_consumer_is_set_aside_by_the_broker_and_not_thrown_away(
    bus: RabbitBus, amqp_url: str
) -> None:
    own, deadly = queue(), skill_added()
    await bus.declare([own])
    times = 0

    async def give_back(delivery: Delivery) -> None:
        nonlocal times
        times += 1
        await delivery.give_back()

    await bus.consume(own, give_back)
    await bus.publish([deadly])

    async with other_channel(amqp_url) as channel:
        set_aside: list[AbstractIncomingMessage] = []
        await (await channel.get_queue(REJECTED)).consume(_into(set_aside), no_ack=True)
        await until(lambda: bool(set_aside))
    assert set_aside[0].message_id == str(deadly.id)
    assert times == DELIVERY_LIMIT + 1


def _into(messages: list[AbstractIncomingMessage]) -> Callable[[AbstractIncomingMessage], Awaitable[None]]:
    async def take(message: AbstractIncomingMessage) -> None:
        messages.append(message)

    return take


async def test_a_handler_in_hand_survives_a_lost_connection_and_its_effect_is_single(
    bus: RabbitBus, gate: Gate, database: Database
) -> None:
    calls, may_go_on = [], asyncio.Event()
    handlers = Handlers()

    @handlers.on(SkillAdded)
    async def take_up_skill(event: SkillAdded, db: Database, _: None) -> None:
        calls.append(event.skill)
        await may_go_on.wait()
        async with db.write() as session:
            await session.execute(insert(EFFECTS).values(what=event.skill))

    service = f"test{uuid4().hex[:8]}"
    await bus.declare(queues_of(service, handlers))
    consumer = Consumer(service, handlers, database, deps=None)
    await consumer.start(bus)
    await bus.publish([skill_added("Python")])
    await until(lambda: calls == ["Python"])

    await gate.shut()
    await gate.open()
    await until(lambda: calls == ["Python", "Python"], seconds=RECOVERS_WITHIN)
    may_go_on.set()
    await publish_when_possible(bus, skill_added("Go"))

    await until(lambda: len(calls) == 3, seconds=RECOVERS_WITHIN)
    await consumer.stop()
    assert sorted(await effects_in(database)) == ["Go", "Python"]
    assert await rows_in(database, "inbox") == 2
    assert await rows_in(database, "dead_letters") == 0
