"""Letters, highlights, and the requests for them."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from generation_service.inputs import snapshot_of
from generation_service.orders import Order, Subject
from generation_service.tables import CoverLetter, Highlights, Kind, Reason, Request, ShownPassage, State
from shared.database import ReadSession, WriteSession
from shared.errors import Failure

CHANNELS = 64
"""Waiting requests share so many NOTIFY channels: few to listen on, and few woken in vain."""

Kept = CoverLetter | Highlights
_TABLES: dict[Kind, type[CoverLetter] | type[Highlights]] = {Kind.LETTER: CoverLetter, Kind.HIGHLIGHTS: Highlights}


async def kept_for(session: ReadSession, order: Order) -> Kept | None:
    """The newest version made from just these inputs, the person's edits of it included."""
    table = _TABLES[order.kind]
    newest = select(table).where(_made_from(table, order)).order_by(table.version.desc()).limit(1)
    found: Kept | None = await session.scalar(newest)
    return found


async def is_current(session: ReadSession, kept: Kept) -> bool:
    """Whether no version of the match's is newer."""
    table = type(kept)
    newer = select(table.id).where(
        table.user_id == kept.user_id, table.match_id == kept.match_id, table.version > kept.version
    )
    return await session.scalar(newer.limit(1)) is None


async def next_turn(session: ReadSession, order: Order) -> int:
    """Counts up with every version made from these inputs and every answer to them that could not be used.

    Another turn is another question: what a model answered to the former ones is not given again.
    """
    table = _TABLES[order.kind]
    newest = select(func.max(table.version)).where(_made_from(table, order)).scalar_subquery()
    unusable = _made_from(Request, order), Request.kind == order.kind, Request.reason == Reason.UNUSABLE
    failed = select(func.count()).select_from(Request).where(*unusable).scalar_subquery()
    return await session.scalar(select(func.coalesce(newest, 0) + failed)) or 0


def _made_from(table: type[CoverLetter] | type[Highlights] | type[Request], order: Order) -> ColumnElement[bool]:
    subject = order.subject
    return and_(
        table.user_id == subject.user_id,
        table.match_id == subject.match_id,
        table.inputs_hash == order.inputs_hash,
    )


class Waiting(NamedTuple):
    """A request in hand."""

    id: UUID
    is_stale: bool
    """It has waited so long that its event must be resting among the dead letters."""


async def waiting_request(session: WriteSession, order: Order, ask_again: timedelta) -> Waiting | None:
    """The request in hand for these inputs."""
    is_stale = Request.asked_at < func.now() - ask_again
    waiting = select(Request.id, is_stale).where(
        _made_from(Request, order), Request.kind == order.kind, Request.state == State.WAITING
    )
    row = (await session.execute(waiting)).one_or_none()
    return Waiting(*row) if row else None


async def add_request(session: WriteSession, order: Order, request_id: UUID, *, watched: bool) -> UUID:
    """Keep an order with the snapshot of its inputs."""
    subject = order.subject
    request = Request(
        id=request_id,
        user_id=subject.user_id,
        match_id=subject.match_id,
        job_id=subject.job_id,
        kind=order.kind,
        inputs_hash=order.inputs_hash,
        engine=order.engine,
        allowed_as_of=order.allowed_as_of,
        is_watched=watched,
        inputs=snapshot_of(order.inputs),
    )
    session.add(request)
    return request.id


async def ask_again(session: WriteSession, request_id: UUID, order: Order) -> None:
    now = {"asked_at": func.now(), "allowed_as_of": order.allowed_as_of}
    await session.execute(update(Request).where(Request.id == request_id).values(now))


async def set_aside(session: WriteSession, request_id: UUID, live: timedelta) -> None:
    """Free the id of a request that failed or was finished so long ago; it goes on to count, under another one."""
    used_up = or_(Request.state == State.FAILED, Request.finished_at < func.now() - live)
    await session.execute(update(Request).where(Request.id == request_id, used_up).values(id=uuid4()))


async def owe(session: WriteSession, request_ids: Collection[UUID]) -> None:
    """Note that somebody waited for these requests in vain."""
    await session.execute(update(Request).where(Request.id.in_(request_ids)).values(is_owed=True))


async def take_owed(session: WriteSession, order: Order, patience: timedelta) -> UUID | None:
    """Of the requests for these inputs that are owed, and from here on are not, the one that gave the current version.

    None when that was finished longer ago than one waits.
    """
    table = _TABLES[order.kind]
    own = and_(table.user_id == order.subject.user_id, table.match_id == order.subject.match_id)
    current = select(table.id).where(own).order_by(table.version.desc()).limit(1).scalar_subquery()
    is_there = and_(Request.result_id == current, Request.finished_at > func.now() - patience)
    owed = update(Request).where(_made_from(Request, order), Request.kind == order.kind, Request.is_owed)
    rows = await session.execute(owed.values(is_owed=False).returning(Request.id, is_there.label("is_there")))
    return next((row.id for row in rows if row.is_there), None)


async def request_with(session: ReadSession, request_id: UUID) -> Request | None:
    return await session.get(Request, request_id)


async def result_of(session: ReadSession, request: Request) -> Kept | None:
    """What a finished request gave, while that version is kept."""
    found: Kept | None = await session.get(_TABLES[Kind(request.kind)], request.result_id)
    return found


async def finish(session: WriteSession, request_id: UUID, result_id: UUID) -> bool:
    """Close a request with its result; false when it isn't waiting any more."""
    return await _close(session, request_id, state=State.DONE, result_id=result_id)


async def fail(session: WriteSession, request_id: UUID, reason: Reason, failure: Failure) -> bool:
    """Close a request without a result; false when it isn't waiting any more."""
    wait = failure.headers.get("Retry-After")
    told = {"detail": failure.detail, "retry_after": int(wait) if wait else None}
    return await _close(session, request_id, state=State.FAILED, reason=reason, **told)


async def _close(session: WriteSession, request_id: UUID, **values: Any) -> bool:
    waiting = update(Request).where(Request.id == request_id, Request.state == State.WAITING)
    closed = await session.scalar(waiting.values(**values, inputs=None, finished_at=func.now()).returning(Request.id))
    if closed is None:
        return False
    await session.execute(delete(ShownPassage).where(ShownPassage.request_id == request_id))
    await session.execute(
        select(func.pg_notify(channel_of(request_id), ""), func.pg_notify(shown_channel_of(request_id), ""))
    )
    return True


def channel_of(request_id: UUID) -> str:
    """The NOTIFY channel on which a request's end is told."""
    return f"generation_finished_{request_id.int % CHANNELS}"


def shown_channel_of(request_id: UUID) -> str:
    """The NOTIFY channel on which new passages of a request are told, and its end."""
    return f"generation_shown_{request_id.int % CHANNELS}"


async def next_version(session: WriteSession, subject: Subject, kind: Kind) -> int:
    """The version after the highest; the caller holds the person's lock."""
    table = _TABLES[kind]
    own = and_(table.user_id == subject.user_id, table.match_id == subject.match_id)
    return (await session.scalar(select(func.max(table.version)).where(own)) or 0) + 1


async def letters_of(session: ReadSession, user_id: int, match_id: int) -> Sequence[CoverLetter]:
    """Every version, newest first."""
    own = select(CoverLetter).where(CoverLetter.user_id == user_id, CoverLetter.match_id == match_id)
    return (await session.scalars(own.order_by(CoverLetter.version.desc()))).all()


async def prune(session: WriteSession, versions: int, requests_before: timedelta) -> None:
    """Drop versions beyond the newest so many of a match, and requests finished long ago."""
    for table in _TABLES.values():
        rank = func.row_number().over(partition_by=(table.user_id, table.match_id), order_by=table.version.desc())
        ranked = select(table.id, rank.label("rank")).subquery()
        old = select(ranked.c.id).where(ranked.c.rank > versions)
        await session.execute(delete(table).where(table.id.in_(old)))
    await session.execute(delete(Request).where(Request.finished_at < func.now() - requests_before))
