"""The bus of production: RabbitMQ, quorum queues, confirmed publishing, explicit settling."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aio_pika
import structlog
from aio_pika import RobustConnection
from aio_pika.abc import (
    AbstractChannel,
    AbstractExchange,
    AbstractRobustChannel,
    AbstractRobustConnection,
    TimeoutType,
)

from shared.bus import rabbit_topology as topology
from shared.bus.base import BusUnavailable, Delay, Depth, Queue, Receive
from shared.bus.rabbit_consuming import RabbitSubscription
from shared.bus.rabbit_errors import ANSWER_SECONDS, answer, broker_errors
from shared.bus.rabbit_message import SetAside, to_wire
from shared.bus.rabbit_watch import ConsumerWatch
from shared.events import Message

log = structlog.get_logger()

PUBLISH_SECONDS = 5.0
CONNECT_SECONDS = 10.0
HEARTBEAT_SECONDS = 10
RECONNECT_SECONDS = (0.5, 1.5)
"""Each process draws its own pause between two tries: a broker that comes back is not stormed by all at once."""


class RabbitBus:
    """Two connections, so that a broker that blocks publishers still takes acknowledgements."""

    def __init__(self, url: str, publishing: AbstractRobustConnection, consuming: AbstractRobustConnection) -> None:
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
        """Connect. Raises BusUnavailable when the broker does not answer."""
        async with AsyncExitStack() as stack:
            with broker_errors():
                publishing = await _connect(url, f"{name} publishes")
                stack.push_async_callback(publishing.close)
                consuming = await _connect(url, f"{name} consumes")
            stack.pop_all()
            return cls(url, publishing, consuming)

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
        for connection in (self._publishing, self._consuming):
            if not connection.connected.is_set():
                raise BusUnavailable
        self._watch.check()

    async def watch(self) -> None:
        await self._watch.run()

    async def close(self) -> None:
        for connection in (self._consuming, self._publishing):
            with suppress(BusUnavailable):
                async with answer():
                    await connection.close()

    @asynccontextmanager
    async def _channel_apart(self) -> AsyncIterator[AbstractChannel]:
        """A channel on a connection of its own, which is not opened again when the broker closes it over an answer."""
        async with answer(CONNECT_SECONDS):
            connection = await aio_pika.connect(self._url)
        try:
            async with answer():
                channel = await connection.channel()
            yield channel
        finally:
            with suppress(BusUnavailable):
                async with answer():
                    await connection.close()

    async def _send(self, letters: Sequence[tuple[str, str, aio_pika.Message]]) -> None:
        """All under one deadline: aio-pika's own counts only once there is a channel to publish on."""
        async with answer(PUBLISH_SECONDS):
            await _all_of([self._send_one(*letter) for letter in letters])

    async def _send_one(self, exchange: str, routing_key: str, wire: aio_pika.Message) -> None:
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


async def _all_of(sending: Sequence[Coroutine[Any, Any, None]]) -> None:
    """All of them; the first that fails ends the others."""
    tasks = [asyncio.create_task(each) for each in sending]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Connection(RobustConnection):
    """Gives up altogether when it was not made: aio-pika's would go on trying, and resist the end of the process."""

    async def connect(self, timeout: TimeoutType = None) -> None:  # noqa: ASYNC109 - as the one it overrides
        try:
            await super().connect(timeout)
        except BaseException:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.close()
            raise


async def _connect(url: str, name: str) -> AbstractRobustConnection:
    separator = "&" if "?" in url else "?"
    pause = f"{random.uniform(*RECONNECT_SECONDS):.2f}"  # noqa: S311 - nothing secret
    options = f"heartbeat={HEARTBEAT_SECONDS}&reconnect_interval={pause}&name={name.replace(' ', '-')}"
    async with asyncio.timeout(CONNECT_SECONDS):
        return await aio_pika.connect_robust(f"{url}{separator}{options}", connection_class=_Connection)
