"""Messages as RabbitMQ carries them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import aio_pika
from aio_pika.abc import AbstractIncomingMessage, DeliveryMode

from shared.events import Message

_FOREIGN = UUID("5e8c9c0e-7b59-4a5c-9d1e-6f2d3f7f2a10")
"""Namespace for ids of messages that bring none of ours."""


def to_wire(message: Message, *, attempt: int) -> aio_pika.Message:
    """A persistent message; what is not the event itself rides in the properties."""
    headers: dict[str, Any] = {"attempt": attempt, "occurred_at": message.occurred_at.isoformat()}
    if message.traceparent is not None:
        headers["traceparent"] = message.traceparent
    if message.user_id is not None:
        headers["user_id"] = message.user_id
    return aio_pika.Message(
        message.body,
        message_id=str(message.id),
        type=message.event,
        content_type="application/json",
        delivery_mode=DeliveryMode.PERSISTENT,
        headers=headers,
    )


def delivery_facts(incoming: AbstractIncomingMessage) -> tuple[Message, int]:
    """The message and its attempt; a foreign message becomes one too, so that it can be buried with its reason."""
    headers = incoming.headers or {}
    user_id, attempt, context = headers.get("user_id"), headers.get("attempt"), headers.get("traceparent")
    message = Message(
        id=_id_of(incoming),
        event=incoming.type or incoming.routing_key or "unknown",
        body=incoming.body,
        occurred_at=_time_of(headers.get("occurred_at")),
        traceparent=context if isinstance(context, str) else None,
        user_id=user_id if isinstance(user_id, int) else None,
    )
    return message, attempt if isinstance(attempt, int) else 0


def _id_of(incoming: AbstractIncomingMessage) -> UUID:
    try:
        return UUID(incoming.message_id or "")
    except ValueError:
        return uuid5(_FOREIGN, f"{incoming.message_id}:{incoming.body.hex()}")


def _time_of(stated: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(stated))
    except ValueError:
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class SetAside:
    """A message that passed its queue's delivery limit."""

    def __init__(self, incoming: AbstractIncomingMessage) -> None:
        self._incoming = incoming
        self.message, _ = delivery_facts(incoming)

    @property
    def queue(self) -> str:
        """The queue it came from."""
        deaths = (self._incoming.headers or {}).get("x-death")
        first = deaths[0] if isinstance(deaths, list) and deaths else {}
        return str(first.get("queue", "")) if isinstance(first, dict) else ""

    async def forget(self) -> None:
        """Take it off the broker."""
        await self._incoming.ack()
