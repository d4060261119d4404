"""What must exist on the broker: one topic exchange, a quorum queue per handler, a waiting room per delay.

Made by the migration step; services check it at their start, because RabbitMQ refuses a queue that is there with other
properties, and a client that declares on every reconnect would then never come back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractQueue
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
        with _drift("Queue", self.name):
            return await channel.declare_queue(self.name, passive=True, timeout=DECLARE_SECONDS)

    async def declare(self, channel: AbstractChannel) -> None:
        """Make it, or see that it is there just like this. Raises TopologyDrifted."""
        arguments = {"x-queue-type": "quorum", **self.arguments}
        with _drift("Queue", self.name):
            await channel.declare_queue(self.name, durable=True, arguments=arguments, timeout=DECLARE_SECONDS)


@dataclass(frozen=True, slots=True)
class Crossing:
    """An exchange, whose properties never change either."""

    name: str
    kind: ExchangeType
    arguments: Mapping[str, Any] = field(default_factory=dict)

    async def is_there(self, channel: AbstractChannel) -> None:
        """Raises TopologyDrifted when it is missing."""
        with _drift("Exchange", self.name):
            await channel.declare_exchange(self.name, self.kind, passive=True, timeout=DECLARE_SECONDS)

    async def declare(self, channel: AbstractChannel) -> None:
        """Make it, or see that it is there just like this. Raises TopologyDrifted."""
        arguments = dict(self.arguments)
        with _drift("Exchange", self.name):
            await channel.declare_exchange(
                self.name, self.kind, durable=True, arguments=arguments, timeout=DECLARE_SECONDS
            )


@contextmanager
def _drift(kind: str, name: str) -> Iterator[None]:
    try:
        yield
    except ChannelNotFoundEntity:
        raise TopologyDrifted(f"{kind} {name} is missing on the broker: run the migration step.") from None
    except ChannelPreconditionFailed as error:
        raise TopologyDrifted(
            f"{kind} {name} has other properties on the broker than this version declares "
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


EXCHANGES = (
    Crossing(UNHEARD, ExchangeType.FANOUT),
    *(Crossing(delay_exchange(delay), ExchangeType.FANOUT) for delay in Delay),
    Crossing(EVENTS, ExchangeType.TOPIC, {"alternate-exchange": UNHEARD}),
)


async def declare(channel: AbstractChannel, queues: Sequence[Queue]) -> None:
    """Declare everything; what exists already with the same properties stays as it is. Raises TopologyDrifted."""
    for shape in _shapes(queues):
        await shape.declare(channel)
    for exchange in EXCHANGES:
        await exchange.declare(channel)
    for room in (UNHEARD, *map(delay_exchange, Delay)):
        await _bind(channel, room, room, "")
    for queue in queues:
        for event in queue.events:
            await _bind(channel, queue.name, EVENTS, event)


async def check(channel: AbstractChannel, queues: Sequence[Queue]) -> None:
    """See that everything is there, just as declared, and bound. Raises TopologyDrifted."""
    for shape in _shapes(queues):
        await shape.is_there(channel)
    for exchange in EXCHANGES:
        await exchange.is_there(channel)
    # All is there, so that declaring compares and makes nothing. RabbitMQ can't be asked what is bound: without
    # `migrate`, a handler that hears one event more would never get it.
    await declare(channel, queues)


def names(queues: Sequence[Queue]) -> tuple[str, ...]:
    """The handlers' queues, then where messages wait and rest."""
    return (*(queue.name for queue in queues), *map(delay_exchange, Delay), REJECTED, UNHEARD)


async def depth_of(channel: AbstractChannel, name: str) -> Depth:
    """What the broker tells of a queue. Raises TopologyDrifted."""
    found = (await Shape(name, {}).is_there(channel)).declaration_result
    return Depth(name, found.message_count or 0, None, None, found.consumer_count or 0)


def _shapes(queues: Sequence[Queue]) -> tuple[Shape, ...]:
    return (*RESTING, *map(_waiting_room, Delay), *(_handler_queue(queue.name) for queue in queues))


async def _bind(channel: AbstractChannel, queue: str, exchange: str, event: str) -> None:
    """What a version before this one bound as well stays: the consumer passes it over."""
    bound = await channel.get_queue(queue, ensure=False)
    await bound.bind(exchange, event, timeout=DECLARE_SECONDS)
