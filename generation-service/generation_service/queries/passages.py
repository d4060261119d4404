"""Passages of letters that are read while they are written."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, insert, select

from generation_service.queries.letters import shown_channel_of
from generation_service.tables import Request, ShownPassage, State
from generation_service.writing import Passage
from shared.database import ReadSession, WriteSession


async def shown_of(session: ReadSession, request_id: UUID, after: int = 0) -> tuple[Passage, ...]:
    """The request's passages but the first so many, in order."""
    own = select(ShownPassage).where(ShownPassage.request_id == request_id, ShownPassage.number >= after)
    rows = await session.scalars(own.order_by(ShownPassage.number))
    return tuple(Passage(row.paragraph, row.text, tuple(row.evidence)) for row in rows)


async def show(session: WriteSession, request_id: UUID, first: int, passages: Sequence[Passage]) -> None:
    """Add passages from number `first` on, while the request waits, and wake who reads them."""
    waiting = select(Request.user_id).where(Request.id == request_id, Request.state == State.WAITING)
    user_id = await session.scalar(waiting.with_for_update(read=True))
    if user_id is None:
        return
    rows = [
        {
            "request_id": request_id,
            "number": number,
            "user_id": user_id,
            "paragraph": passage.paragraph,
            "text": passage.text,
            "evidence": list(passage.evidence),
        }
        for number, passage in enumerate(passages, first)
    ]
    await session.execute(insert(ShownPassage).values(rows))
    await session.execute(select(func.pg_notify(shown_channel_of(request_id), "")))
