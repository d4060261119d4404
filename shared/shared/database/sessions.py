"""Two kinds of session: one that reads, and one that writes, publishes and commits when its block ends."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import MetaData, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import tracing
from shared.database.tables import table_of
from shared.events import Event, Message, message_of


class ReadSession(AsyncSession):
    """Sees one service's schema and changes nothing."""

    def __init__(self, *args: Any, tables: MetaData, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        """The service's tables, the plumbing's among them."""


class WriteSession(ReadSession):
    """Changes one service's schema; what it publishes leaves if and only if the block commits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._published: list[Message] = []

    def publish(self, event: Event) -> None:
        """Tell the other services; the event is kept in the outbox within this transaction."""
        context = tracing.traceparent.get()
        self._published.append(message_of(event, uuid4(), datetime.now(UTC), context))

    def unpublish(self, kept: int) -> None:
        """Forget what was published after the first so many: the block it belongs to was rolled back."""
        del self._published[kept:]

    @property
    def published_count(self) -> int:
        """How many events wait to be written to the outbox."""
        return len(self._published)

    async def flush_outbox(self) -> None:
        """Write what was published, before the commit, in one statement, and wake the relay."""
        if not self._published:
            return
        await self.execute(insert(table_of(self.tables, "outbox")), [_row(each) for each in self._published])
        await self.execute(select(func.pg_notify(outbox_channel(str(self.tables.schema)), "")))
        self._published.clear()


def outbox_channel(schema: str) -> str:
    """The NOTIFY channel that wakes a schema's relay."""
    return f"outbox_{schema}"


def _row(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "event": message.event,
        "body": message.body,
        "occurred_at": message.occurred_at,
        "traceparent": message.traceparent,
        "user_id": message.user_id,
    }
