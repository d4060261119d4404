"""Queues and exchanges that are missing or others than ours are named, and addresses that are wrong."""

from dataclasses import replace
from uuid import uuid4

import pytest
from aio_pika import ExchangeType
from sqlalchemy import make_url

from shared.bus import BusUnavailable, Delay, RabbitBus, TopologyDrifted
from shared.bus.rabbit_topology import EVENTS, delay_exchange
from shared.testing.gate import Gate
from shared.testing.plain import until

from .conftest import RECOVERS_WITHIN, Hearer, other_channel, publish_when_possible, queue, skill_added


async def test_a_queue_with_other_properties_is_refused_by_name_and_goes_on_where_it_runs(
    bus: RabbitBus, amqp_url: str
) -> None:
    own, hearer, room = queue(), Hearer(), delay_exchange(Delay.LONG)
    await bus.declare([own])
    await bus.check([own])
    await bus.consume(own, hearer)
    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(room)
        await channel.declare_queue(
            room,
            durable=True,
            arguments={"x-queue-type": "quorum", "x-message-ttl": 1234, "x-dead-letter-exchange": ""},
        )

    for refused in (bus.check, bus.declare):
        with pytest.raises(TopologyDrifted, match=f"{room}.*inequivalent arg"):
            await refused([own])

    sent = skill_added()
    await publish_when_possible(bus, sent)
    await until(lambda: hearer.heard == [sent])
    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(room)
    await bus.declare([own])


async def test_a_handler_that_hears_one_event_more_gets_it_without_a_migration(bus: RabbitBus) -> None:
    former, hearer = queue(), Hearer()
    await bus.declare([former])
    newer = replace(former, events=(*former.events, f"skill.forgotten_{uuid4().hex[:8]}"))
    sent = skill_added().model_copy(update={"event": newer.events[-1]})

    await bus.check([newer])
    await bus.consume(newer, hearer)
    await publish_when_possible(bus, sent)

    await until(lambda: hearer.heard == [sent], seconds=RECOVERS_WITHIN)


async def test_an_exchange_that_is_missing_or_another_is_refused_by_name(bus: RabbitBus, amqp_url: str) -> None:
    own = queue()
    await bus.declare([own])
    async with other_channel(amqp_url) as channel:
        await channel.exchange_delete(EVENTS)
        with pytest.raises(TopologyDrifted, match="Exchange events is missing"):
            await bus.check([own])
        await channel.declare_exchange(EVENTS, ExchangeType.TOPIC, durable=True)
        with pytest.raises(TopologyDrifted, match="Exchange events has other properties"):
            await bus.check([own])
        await channel.exchange_delete(EVENTS)
    await bus.declare([own])


async def test_a_queue_that_was_never_declared_is_named(bus: RabbitBus) -> None:
    missing = queue()
    await bus.declare([])

    with pytest.raises(TopologyDrifted, match=f"{missing.name} is missing"):
        await bus.check([missing])


async def test_a_bus_without_its_exchange_refuses_until_it_is_declared(gate: Gate, amqp_url: str) -> None:
    async with other_channel(amqp_url) as channel:
        await channel.exchange_delete(EVENTS)
    bus, hearer, own = await RabbitBus.open(gate.url, name="test"), Hearer(), queue()

    with pytest.raises(BusUnavailable):
        await bus.publish([skill_added()])
    await bus.declare([own])
    await bus.consume(own, hearer)
    await publish_when_possible(bus, skill_added())

    await until(lambda: bool(hearer.heard), seconds=RECOVERS_WITHIN)
    await bus.close()


@pytest.mark.usefixtures("short_waits")
async def test_what_is_wrong_with_the_address_is_said_at_once(gate: Gate) -> None:
    right = make_url(gate.url)
    for wrong, sentence in (
        (right.set(password="guessed"), "refuses the user or the password"),
        (right.set(database="nowhere"), "no such virtual host"),
        (right.set(port=1), "does not answer"),
    ):
        bus = await RabbitBus.open(wrong.render_as_string(hide_password=False), name="test")
        with pytest.raises(BusUnavailable, match=sentence):
            await bus.check([])
        await bus.close()
