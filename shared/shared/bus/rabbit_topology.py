"""What must exist on the broker: one topic exchange, a quorum queue per handler, a waiting room per delay.

Made by the migration step; services only check it, because RabbitMQ refuses a queue that is there with other
properties, and a client that declares on every reconnect would then never come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue
from aiormq.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed

from shared.bus.base import Delay, Depth, Queue, TopologyDrifted

EVENTS = "events"
UNHEARD = "events.unheard"
"""Events that no queue is bound to rest here, instead of being refused or lost."""
UNHEARD_KEPT_MS = 7 * 24 * 3600 * 1000
REJECTED = "events.rejected"
"""Where the broker puts what passed a queue's delivery limit: never thrown away by it."""
DELIVERY_LIMIT = 50
"""Redeliveries after crashes before the broker sets a message aside. Our own attempts are counted apart."""
DECLARE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """A queue's name and the properties that RabbitMQ never lets change."""

    name: str
    arguments: Mapping[str, Any]

    async def is_there(self, channel: AbstractChannel) -> AbstractQueue:
        """The queue. Raises TopologyDrifted when it is missing."""
        try:
            return await channel.declare_queue(self.name, passive=True, timeout=DECLARE_SECONDS)
        except ChannelNotFoundEntity:
            raise TopologyDrifted(f"Queue {self.name} is missing on the broker: run the migration step.") from None

    async def declare(self, channel: AbstractChannel) -> None:
        """Make it, or see that it is there just like this. Raises TopologyDrifted."""
        arguments = {"x-queue-type": "quorum", **self.arguments}
        try:
            await channel.declare_queue(self.name, durable=True, arguments=arguments, timeout=DECLARE_SECONDS)
        except ChannelPreconditionFailed as error:
            raise TopologyDrifted(
                f"Queue {self.name} has other properties on the broker than this version declares "
                f"({error.args[0] if error.args else 'which, it does not say'}): let it run empty, delete it, and run "
                "the migration step."
            ) from None


# Expired and rejected messages are moved with confirms of the broker's own, which it offers where a full queue refuses.
_MOVED_SAFELY: Mapping[str, str] = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}


def delay_exchange(delay: Delay) -> str:
    """The exchange, and the queue behind it, where messages wait this long."""
    return f"delay.{delay.value}s"


def _waiting_room(delay: Delay) -> Shape:
    """Expired messages go to the default exchange under the key they came with: the name of one handler's queue."""
    lasts: dict[str, Any] = {"x-message-ttl": delay.value * 1000, "x-dead-letter-exchange": ""}
    return Shape(delay_exchange(delay), {**lasts, **_MOVED_SAFELY})


def _handler_queue(name: str) -> Shape:
    limit: dict[str, Any] = {
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": REJECTED,
    }
    return Shape(name, {**limit, **_MOVED_SAFELY})


LOOKED_AT_AT_MOST = 1_000_000
"""Where an operator looks messages are taken and given back; RabbitMQ 4 would delete them at the twentieth time."""
RESTING = (
    Shape(UNHEARD, {"x-message-ttl": UNHEARD_KEPT_MS, "x-delivery-limit": LOOKED_AT_AT_MOST}),
    Shape(REJECTED, {"x-delivery-limit": LOOKED_AT_AT_MOST}),
)


async def declare(channel: AbstractChannel, queues: Sequence[Queue]) -> None:
    """Declare everything; what exists already with the same properties stays as it is. Raises TopologyDrifted."""
    for shape in _shapes(queues):
        await shape.declare(channel)
    events = await _declare_exchanges(channel)
    for queue in queues:
        await _bind(channel, events, queue)


async def check(channel: AbstractChannel, queues: Sequence[Queue]) -> None:
    """See that every queue is there, just as declared. Raises TopologyDrifted."""
    for shape in _shapes(queues):
        await shape.is_there(channel)
        # It is there, so that declaring compares and makes nothing.
        await shape.declare(channel)


def names(queues: Sequence[Queue]) -> tuple[str, ...]:
    """The handlers' queues, then where messages wait and rest."""
    return (*(queue.name for queue in queues), *map(delay_exchange, Delay), REJECTED, UNHEARD)


async def depth_of(channel: AbstractChannel, name: str) -> Depth:
    """What the broker tells of a queue. Raises TopologyDrifted."""
    found = (await Shape(name, {}).is_there(channel)).declaration_result
    return Depth(name, found.message_count or 0, None, None, found.consumer_count or 0)


def _shapes(queues: Sequence[Queue]) -> tuple[Shape, ...]:
    return (*RESTING, *map(_waiting_room, Delay), *(_handler_queue(queue.name) for queue in queues))


async def _declare_exchanges(channel: AbstractChannel) -> AbstractExchange:
    unheard = await channel.declare_exchange(UNHEARD, ExchangeType.FANOUT, durable=True)
    await (await channel.get_queue(UNHEARD, ensure=False)).bind(unheard, "")
    for delay in Delay:
        exchange = await channel.declare_exchange(delay_exchange(delay), ExchangeType.FANOUT, durable=True)
        await (await channel.get_queue(delay_exchange(delay), ensure=False)).bind(exchange, "")
    return await channel.declare_exchange(
        EVENTS, ExchangeType.TOPIC, durable=True, arguments={"alternate-exchange": UNHEARD}
    )


async def _bind(channel: AbstractChannel, events: AbstractExchange, queue: Queue) -> None:
    """What a version before this one bound as well stays: RabbitMQ can't be asked, and the consumer passes it over."""
    declared = await channel.get_queue(queue.name, ensure=False)
    for event in queue.events:
        await declared.bind(events, event)
