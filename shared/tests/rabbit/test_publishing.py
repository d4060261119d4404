"""What RabbitMQ has taken is kept, and told apart from what it has not."""

import pytest
from aio_pika.abc import DeliveryMode

from shared.bus import BusUnavailable, Delay, RabbitBus
from shared.bus.rabbit_message import delivery_facts
from shared.bus.rabbit_topology import UNHEARD, delay_exchange
from shared.testing.plain import until

from .conftest import Hearer, other_channel, publish_when_possible, queue, skill_added

CONTEXT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize("room", [UNHEARD, delay_exchange(Delay.LONG)])
async def test_what_no_queue_would_keep_is_refused(bus: RabbitBus, amqp_url: str, room: str) -> None:
    await bus.declare([])
    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(room)
    unheard = skill_added().model_copy(update={"event": "nobody.hears"})

    with pytest.raises(BusUnavailable):
        await (bus.publish([unheard]) if room == UNHEARD else bus.publish_delayed(unheard, 3, Delay.LONG, "test.queue"))

    await bus.declare([])
    await publish_when_possible(bus, unheard)


async def test_what_was_confirmed_is_told_apart_from_what_was_refused(bus: RabbitBus, amqp_url: str) -> None:
    own, hearer = queue(), Hearer()
    await bus.declare([own])
    await bus.consume(own, hearer)
    async with other_channel(amqp_url) as channel:
        await channel.queue_delete(UNHEARD)
    heard = [skill_added("Python"), skill_added("Go")]
    unheard = skill_added().model_copy(update={"event": "nobody.hears"})

    with pytest.raises(BusUnavailable) as refusal:
        await bus.publish([heard[0], unheard, heard[1]])

    assert refusal.value.taken == {message.id for message in heard}
    await until(lambda: len(hearer.heard) == 2)
    await bus.declare([])


async def test_a_message_is_kept_on_disk_with_all_that_belongs_to_it(bus: RabbitBus, amqp_url: str) -> None:
    own, sent = queue(), skill_added().model_copy(update={"traceparent": CONTEXT})
    await bus.declare([own])
    await bus.publish([sent])

    async with other_channel(amqp_url) as channel:
        kept = await (await channel.get_queue(own.name)).get(timeout=10)
        await kept.ack()

    assert kept.delivery_mode is DeliveryMode.PERSISTENT
    assert (kept.message_id, kept.type, kept.body) == (str(sent.id), sent.event, sent.body)
    assert delivery_facts(kept) == (sent, 0)
