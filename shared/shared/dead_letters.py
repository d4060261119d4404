"""What rests in a service's `dead_letters`: looked at, given to its queue again, or thrown away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, true

from shared.bus import Bus, BusUnavailable, refusal_of
from shared.database import Database, ReadSession, table_of
from shared.database.batches import no_heavier
from shared.events import Message

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Which:
    """Which dead letters are meant; what is not said does not narrow it."""

    ids: tuple[int, ...] = ()
    handler: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One, without what it says: only how its body is made."""

    id: int
    handler: str
    event: str
    message_id: UUID
    user_id: int | None
    attempts: int
    reason: str
    occurred_at: datetime
    died_at: datetime
    traceparent: str | None
    body: dict[str, str] = field(default_factory=dict)
    """Field and kind, such as `skills: list of 12`."""


async def listed(database: Database, which: Which, most: int) -> Sequence[DeadLetter]:
    """Those meant, the newest first."""
    async with database.read() as session:
        letters = table_of(session.tables, "dead_letters")
        rows = await session.execute(_meant(session, which).order_by(letters.c.id.desc()).limit(most))
        return [_shown(row) for row in rows.mappings()]


async def count(database: Database, which: Which) -> int:
    """How many are meant."""
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(_meant(session, which).subquery())) or 0


async def replay(database: Database, bus: Bus, service: str, which: Which) -> int:
    """Give those meant to their handlers' queues again; how many.

    Killed in between, one may come twice: the inbox knows. One that dies again meanwhile is not given a second time.
    """
    async with database.read() as session:
        meant = _meant(session, which).subquery()
        newest = await session.scalar(select(func.max(meant.c.id))) or 0
    replayed = 0
    while taken := await _replay_some(database, bus, service, which, newest):
        replayed += taken
    return replayed


async def _replay_some(database: Database, bus: Bus, service: str, which: Which, newest: int) -> int:
    async with database.write() as session:
        letters = table_of(session.tables, "dead_letters")
        meant = _meant(session, which).where(letters.c.id <= newest).order_by(letters.c.id).limit(AT_ONCE)
        rows = (await session.execute(no_heavier(meant.with_for_update(skip_locked=True), "id"))).mappings().all()
        gone, refusal = await _put_back(bus, service, rows)
        await session.execute(delete(letters).where(letters.c.id.in_(gone)))
    if refusal is not None:
        raise refusal
    return len(rows)


async def _put_back(bus: Bus, service: str, rows: Sequence[Any]) -> tuple[Sequence[int], BusUnavailable | None]:
    """Those that were taken, and why not all were."""
    by_handler: dict[str, list[Any]] = {}
    for row in rows:
        by_handler.setdefault(row["handler"], []).append(row)
    gone: list[int] = []
    for handler, resting in by_handler.items():
        refusal = await refusal_of(bus.put_back(f"{service}.{handler}", [_message(row) for row in resting]))
        gone += [row["id"] for row in resting if refusal is None or row["message_id"] in refusal.taken]
        if refusal is not None:
            return gone, refusal
    return gone, None


async def discard(database: Database, which: Which) -> int:
    """Throw those meant away; how many."""
    async with database.write() as session:
        letters = table_of(session.tables, "dead_letters")
        gone = await session.execute(delete(letters).where(_is_meant(session, which)).returning(letters.c.id))
        return len(gone.all())


def _meant(session: ReadSession, which: Which) -> Select[Any]:
    return select(table_of(session.tables, "dead_letters")).where(_is_meant(session, which))


def _is_meant(session: ReadSession, which: Which) -> ColumnElement[bool]:
    letters = table_of(session.tables, "dead_letters")
    narrowed: list[ColumnElement[bool]] = [true()]
    if which.ids:
        narrowed.append(letters.c.id.in_(which.ids))
    if which.handler is not None:
        narrowed.append(letters.c.handler == which.handler)
    if which.event is not None:
        narrowed.append(letters.c.event == which.event)
    return and_(*narrowed)


def _message(row: Any) -> Message:
    names = ("event", "body", "occurred_at", "traceparent", "user_id")
    return Message.model_validate({"id": row["message_id"], **{name: row[name] for name in names}})


def _shown(row: Any) -> DeadLetter:
    names = ("id", "handler", "event", "message_id", "user_id", "attempts", "reason", "occurred_at", "died_at")
    facts = {name: row[name] for name in (*names, "traceparent")}
    return DeadLetter(**facts, body=shape_of(row["body"]))


def shape_of(body: bytes) -> dict[str, str]:
    """How a body is made, without anything a person wrote."""
    try:
        said = json.loads(body)
    except ValueError:
        return {"body": f"{len(body)} bytes that are no JSON"}
    if not isinstance(said, dict):
        return {"body": _kind(said)}
    return {name: _kind(value) for name, value in said.items()}


def _kind(value: object) -> str:
    match value:
        case None | bool():
            return str(value).lower()
        case list() | dict() as many:
            return f"{'list' if isinstance(many, list) else 'object'} of {len(many)}"
        case str() as words:
            return f"text of {len(words)}"
        case _:
            return "number"
