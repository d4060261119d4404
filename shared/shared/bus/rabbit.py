"""The bus of production: RabbitMQ, quorum queues, confirmed publishing, explicit settling."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import aio_pika
import structlog
from aio_pika.abc import (
    AbstractChannel,
    AbstractExchange,
    AbstractRobustChannel,
)

from shared.bus import rabbit_topology as topology
from shared.bus.base import BusUnavailable, Delay, Depth, Queue, Receive
from shared.bus.rabbit_consuming import RabbitSubscription
from shared.bus.rabbit_errors import answer, broker_errors
from shared.bus.rabbit_link import CONNECT_SECONDS, Link, PlainConnection, connecting
from shared.bus.rabbit_message import SetAside, to_wire
from shared.bus.rabbit_watch import ConsumerWatch
from shared.events import Message

log = structlog.get_logger()

PUBLISH_SECONDS = 5.0
OPENING_SECONDS = 2.0
"""A broker that is there has answered by then; one that is not is no reason not to start."""


class RabbitBus:
    """Two connections, so that a broker that blocks publishers still takes acknowledgements."""

    def __init__(self, url: str, publishing: Link, consuming: Link) -> None:
        self._url = url
        self._publishing = publishing
        self._consuming = consuming
        self._channel: AbstractRobustChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}
        self._opening = asyncio.Lock()
        # aio-pika holds its channels by weak references: these keep them alive.
        self._subscriptions: set[RabbitSubscription] = set()
        self._watch = ConsumerWatch(consuming, self._subscriptions)

    @classmethod
    async def open(cls, url: str, *, name: str) -> "RabbitBus":
        """Connect; a broker that is away is waited for in the background, and until then all raise BusUnavailable."""
        bus = cls(url, Link(url, f"{name} publishes"), Link(url, f"{name} consumes"))
        try:
            await asyncio.gather(*(link.wait(OPENING_SECONDS) for link in (bus._publishing, bus._consuming)))
        except asyncio.CancelledError:
            await bus.close()
            raise
        return bus

    async def declare(self, queues: Sequence[Queue]) -> None:
        async with self._channel_apart() as channel:
            with broker_errors():
                await topology.declare(channel, queues)

    async def check(self, queues: Sequence[Queue]) -> None:
        async with self._channel_apart() as channel:
            with broker_errors():
                await topology.check(channel, queues)

    async def publish(self, messages: Sequence[Message]) -> None:
        await self._send([(topology.EVENTS, message.event, to_wire(message, attempt=0)) for message in messages])

    async def publish_delayed(self, message: Message, attempt: int, delay: Delay, queue: str) -> None:
        """Let a message wait, then come back to one queue alone. Raises BusUnavailable."""
        await self._send([(topology.delay_exchange(delay), queue, to_wire(message, attempt=attempt))])

    async def put_back(self, queue: str, messages: Sequence[Message]) -> None:
        await self._send([("", queue, to_wire(message, attempt=0)) for message in messages])

    async def depths(self, queues: Sequence[Queue]) -> Sequence[Depth]:
        async with self._channel_apart() as channel:
            with broker_errors():
                return [await topology.depth_of(channel, name) for name in topology.names(queues)]

    @asynccontextmanager
    async def set_aside(self, most: int) -> AsyncIterator[list[SetAside]]:
        """What the broker has set aside, held for the length of the block; what was not settled in it stays there."""
        async with self._channel_apart() as channel:
            with broker_errors():
                resting = await channel.get_queue(topology.REJECTED)
                held: list[SetAside] = []
                while len(held) < most and (incoming := await resting.get(fail=False)) is not None:
                    held.append(SetAside(incoming))
            yield held

    async def consume(self, queue: Queue, receive: Receive) -> RabbitSubscription:
        async with answer(CONNECT_SECONDS):
            channel = await self._consuming.channel(publisher_confirms=False)
            subscription = RabbitSubscription(self, queue, receive, channel)
            await subscription.start()
        self._subscriptions.add(subscription)
        return subscription

    def forget(self, subscription: RabbitSubscription) -> None:
        """Look after this one no longer: it has stopped."""
        self._subscriptions.discard(subscription)

    async def ping(self) -> None:
        if not (self._publishing.is_up and self._consuming.is_up):
            raise BusUnavailable
        self._watch.check()

    async def watch(self) -> None:
        await self._watch.run()

    async def close(self) -> None:
        for link in (self._consuming, self._publishing):
            await link.close()

    @asynccontextmanager
    async def _channel_apart(self) -> AsyncIterator[AbstractChannel]:
        """A channel on a connection of its own, which is not opened again when the broker closes it over an answer."""
        async with connecting():
            connection = await aio_pika.connect(self._url, connection_class=PlainConnection)
        try:
            async with answer():
                channel = await connection.channel()
            yield channel
        finally:
            with suppress(BusUnavailable):
                async with answer():
                    await connection.close()

    async def _send(self, letters: Sequence[tuple[str, str, aio_pika.Message]]) -> None:
        """All at once; what becomes of one is told apart from what becomes of the others. Raises BusUnavailable."""
        outcomes = await asyncio.gather(*(self._send_one(*letter) for letter in letters), return_exceptions=True)
        failures = [outcome for outcome in outcomes if outcome is not None]
        for failure in failures:
            if not isinstance(failure, BusUnavailable):
                raise failure
        if failures:
            sent = zip(letters, outcomes, strict=True)
            taken = [UUID(wire.message_id) for (_, _, wire), outcome in sent if outcome is None]
            why = f"RabbitMQ took {len(taken)} of {len(letters)} messages."
            raise BusUnavailable(why, taken=taken) from failures[0].__cause__

    async def _send_one(self, exchange: str, routing_key: str, wire: aio_pika.Message) -> None:
        """The deadline is around all of it: aio-pika's own counts only once there is a channel to publish on."""
        async with answer(PUBLISH_SECONDS):
            target = await self._exchange(exchange)
            await target.publish(wire, routing_key, mandatory=True)

    async def _exchange(self, name: str) -> AbstractExchange:
        async with self._opening:
            if self._channel is None:
                self._channel = await self._publishing.channel(publisher_confirms=True, on_return_raises=True)
            if name not in self._exchanges:
                # The default exchange, named by nothing, is always there.
                self._exchanges[name] = await self._channel.get_exchange(name, ensure=bool(name))
            return self._exchanges[name]
