"""Safeties of the product, each with a way to switch it off: what the harness must then find."""

from collections.abc import Callable
from typing import Any

from shared.bus import RabbitBus, rabbit, rabbit_message
from shared.bus.rabbit_consuming import RabbitDelivery, RabbitSubscription
from shared.consumer import Consumer, DeliveryDatabase
from shared.events import Message
from shared.relay import Relay


def _put(owner: object, name: str, other: object) -> None:
    setattr(owner, name, other)


def forget_inbox() -> None:
    """N3: nobody remembers what was handled."""

    async def enter(_: DeliveryDatabase, __: Any) -> None:
        return None

    _put(DeliveryDatabase, "_enter_in_inbox", enter)


def publish_unconfirmed() -> None:
    """N1: what is written to the socket counts as published."""
    own = RabbitBus._exchange

    async def exchange(self: RabbitBus, name: str) -> Any:
        if self._channel is None:
            self._channel = await self._publishing.channel(publisher_confirms=False)
        return await own(self, name)

    _put(RabbitBus, "_exchange", exchange)


def publish_transient() -> None:
    """N2: aio-pika's default, messages that live in memory."""

    def to_wire(*args: Any, **kwargs: Any) -> Any:
        wire = rabbit_message.to_wire(*args, **kwargs)
        wire.delivery_mode = type(wire.delivery_mode)(1)
        return wire

    _put(rabbit, "to_wire", to_wire)


def trust_process() -> None:
    """N4: aio-pika's `process()` settles, which throws away what is cancelled."""

    async def hand_over(self: RabbitSubscription, delivery: RabbitDelivery) -> None:
        async with delivery._incoming.process(ignore_processed=True):
            await self._receive(delivery)

    async def leave_it(_: RabbitDelivery) -> None:
        return None

    _put(RabbitSubscription, "_hand_over", hand_over)
    _put(RabbitDelivery, "give_back", leave_it)


def read_outbox_by_number() -> None:
    """N5: the relay goes on after the highest number it has seen."""
    seen = {"seq": 0}

    async def carry(self: Relay) -> int:
        outbox = self._outbox
        async with self._database.write() as session:
            rows = (await session.execute(outbox.select().where(outbox.c.seq > seen["seq"]))).mappings().all()
            seen["seq"] = max([seen["seq"], *(row["seq"] for row in rows)])
            if rows:
                await self._bus.publish([Message.model_validate(dict(row)) for row in rows])
                await session.execute(outbox.delete().where(outbox.c.seq.in_([row["seq"] for row in rows])))
        return len(rows)

    _put(Relay, "_carry_batch", carry)


def acknowledge_first() -> None:
    """N6: the broker is told before the effect is committed."""
    own = Consumer._receive

    async def receive(self: Consumer, handler: Any, delivery: Any) -> None:
        await delivery.finish()
        await own(self, handler, delivery)

    _put(Consumer, "_receive", receive)


def check_nothing() -> None:
    """For N2 and N7, whose queues are not as they should be."""

    async def check(_: RabbitBus, __: Any) -> None:
        return None

    _put(RabbitBus, "check", check)


SETTING = "UNSAFE"
SWITCHES: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        forget_inbox,
        publish_unconfirmed,
        publish_transient,
        trust_process,
        read_outbox_by_number,
        acknowledge_first,
        check_nothing,
    )
}
