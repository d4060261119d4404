"""Taking messages from RabbitMQ, and settling them by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import aiormq
import structlog
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel

from shared.bus.base import FINISH_SECONDS, BusUnavailable, Delay, Delivery, Queue, Receive
from shared.bus.finishing import finish
from shared.bus.rabbit_errors import answer
from shared.bus.rabbit_message import delivery_facts
from shared.database import WriteSession

if TYPE_CHECKING:
    from shared.bus.rabbit import RabbitBus

log = structlog.get_logger()


class RabbitDelivery(Delivery):
    """A message the broker waits for us to settle."""

    def __init__(self, incoming: AbstractIncomingMessage, queue: str, bus: "RabbitBus") -> None:
        super().__init__(*delivery_facts(incoming))
        self._incoming = incoming
        self._queue = queue
        self._bus = bus

    async def settle(self, session: WriteSession) -> None:
        """The inbox row is what makes the effect single; the broker hears of it after the commit."""

    async def finish(self) -> None:
        await self._tell_broker(self._incoming.ack)

    async def retry(self, delay: Delay) -> None:
        await self._bus.publish_delayed(self.message, self.attempt + 1, delay, self._queue)
        await self._tell_broker(self._incoming.ack)

    async def give_back(self) -> None:
        await self._tell_broker(self._incoming.nack)

    async def _tell_broker(self, settling: Callable[[], Awaitable[None]]) -> None:
        try:
            async with answer():
                await settling()
        except BusUnavailable as error:
            # The channel is gone, and with it our claim: the broker delivers again and the inbox knows the twin.
            log.info("settling_not_heard", error_type=type(error.__cause__).__name__)


class RabbitSubscription:
    """A consumer on a channel of its own; work goes on in tasks that no lost connection cancels."""

    def __init__(self, bus: "RabbitBus", queue: Queue, receive: Receive, channel: AbstractRobustChannel) -> None:
        self.queue = queue
        self._bus = bus
        self._receive = receive
        self._channel = channel
        self._in_hand: set[asyncio.Task[None]] = set()
        self._taken = 0
        self._idle_at: int | None = None
        """What had been taken at the last look, when messages waited and none was in hand."""

    async def start(self) -> None:
        """Begin to consume; the queue must exist. What did not begin leaves nothing that aio-pika would bring back."""
        try:
            await self._channel.set_qos(prefetch_count=self.queue.prefetch)
            self._source = await self._channel.get_queue(self.queue.name, ensure=True)
            self._tag = await self._source.consume(self._take)
        except BaseException:
            await self._close_channel()
            raise

    async def is_consuming(self) -> bool:
        """Whether the broker still delivers to us, as it says itself; where it passes us over we consume anew."""
        try:
            async with answer():
                channel = cast("aiormq.Channel", await self._channel.get_underlay_channel())
                ready, consumers = await self._counts(channel.connection)
                if self._is_passed_over(ready):
                    await self._consume_anew()
                return self._tag in channel.consumers and consumers > 0
        except BusUnavailable:
            return False

    async def _counts(self, connection: aiormq.abc.AbstractConnection) -> tuple[int, int]:
        """How many messages wait, and how many consumers there are.

        Asked on a channel apart: the broker closes the one that asks after a queue it has not.
        """
        apart = await connection.channel(publisher_confirms=False)
        found = await apart.queue_declare(self.queue.name, passive=True)
        await apart.close()
        return found.message_count or 0, found.consumer_count or 0

    def _is_passed_over(self, ready: int) -> bool:
        """Whether messages waited at two looks in a row while we had room for all we take and were given none.

        The consumers the broker counts may be other replicas'.
        """
        before, self._idle_at = self._idle_at, None if self._in_hand or not ready else self._taken
        return before is not None and before == self._idle_at

    async def _consume_anew(self) -> None:
        log.warning("consumer_passed_over", queue=self.queue.name)
        await self._source.cancel(self._tag)
        self._tag = await self._source.consume(self._take)

    async def stop(self, seconds: float = FINISH_SECONDS) -> None:
        self._bus.forget(self)
        with suppress(BusUnavailable):
            async with answer():
                await self._source.cancel(self._tag)
        await finish(self._in_hand, seconds)
        await self._close_channel()

    async def _close_channel(self) -> None:
        with suppress(BusUnavailable):
            async with answer():
                await self._channel.close()

    async def _take(self, incoming: AbstractIncomingMessage) -> None:
        self._taken += 1
        delivery = RabbitDelivery(incoming, self.queue.name, self._bus)
        task = asyncio.create_task(self._hand_over(delivery))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _hand_over(self, delivery: Delivery) -> None:
        await self._receive(delivery)
