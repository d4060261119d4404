"""RabbitMQ behind a gate that can be shut, and what its tests hear and send."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from shared.bus import BusUnavailable, Delivery, Queue, RabbitBus, rabbit
from shared.events import Message, SkillAdded, message_of
from shared.testing.gate import Gate, gate_before

RECOVERS_WITHIN = 20.0


class Hearer:
    """Finishes what it gets."""

    def __init__(self) -> None:
        self.heard: list[Message] = []

    async def __call__(self, delivery: Delivery) -> None:
        self.heard.append(delivery.message)
        await delivery.finish()


def skill_added(skill: str = "Python") -> Message:
    return message_of(SkillAdded(user_id=7, skill=skill), uuid4(), datetime.now(UTC), None)


def queue() -> Queue:
    return Queue(f"test.{uuid4().hex[:12]}", (SkillAdded.name,), prefetch=10)


@pytest.fixture
async def gate(amqp_url: str) -> AsyncIterator[Gate]:
    async with gate_before(amqp_url) as gate:
        yield gate


@pytest.fixture
async def bus(gate: Gate) -> AsyncIterator[RabbitBus]:
    bus = await RabbitBus.open(gate.url, name="test")
    yield bus
    await bus.close()


@asynccontextmanager
async def other_channel(amqp_url: str) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(amqp_url) as connection:
        yield await connection.channel(publisher_confirms=True)


async def is_ready(bus: RabbitBus) -> bool:
    try:
        await bus.ping()
    except BusUnavailable:
        return False
    return True


async def publish_when_possible(bus: RabbitBus, *messages: Message) -> None:
    """As the relay does: the same ids again until the bus has taken them."""
    while True:
        try:
            await bus.publish(messages)
        except BusUnavailable:
            await asyncio.sleep(0.2)
        else:
            return


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """For those who wait for a broker that does not come."""
    monkeypatch.setattr(rabbit, "OPENING_SECONDS", 0.1)
    monkeypatch.setattr(rabbit, "PUBLISH_SECONDS", 0.5)
    monkeypatch.setattr(rabbit, "CONNECT_SECONDS", 0.5)
