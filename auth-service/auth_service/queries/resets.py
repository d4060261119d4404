"""Links that reset a password."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from auth_service.tables import ResetLink, ResetRequest
from shared.database import ReadSession, WriteSession


async def ask(session: WriteSession, email_key: str) -> None:
    """Keep the wish for a link, once."""
    await session.execute(insert(ResetRequest).values(email_key=email_key).on_conflict_do_nothing())


async def take_due(session: WriteSession, *, lease: timedelta) -> ResetRequest | None:
    """The request that has waited longest, put off for the lease: should its sender die, it comes again."""
    due = select(ResetRequest.email_key).where(ResetRequest.due_at <= func.now()).order_by(ResetRequest.due_at)
    first = due.limit(1).with_for_update(skip_locked=True).scalar_subquery()
    taken = update(ResetRequest).where(ResetRequest.email_key == first)
    later = taken.values(due_at=func.now() + lease, attempts=ResetRequest.attempts + 1)
    return (await session.scalars(later.returning(ResetRequest))).one_or_none()


async def put_off(session: WriteSession, email_key: str, pause: timedelta) -> None:
    put_off = update(ResetRequest).where(ResetRequest.email_key == email_key)
    await session.execute(put_off.values(due_at=func.now() + pause))


async def drop_request(session: WriteSession, email_key: str) -> None:
    await session.execute(delete(ResetRequest).where(ResetRequest.email_key == email_key))


async def links_since(session: ReadSession, user_id: int, since: timedelta) -> int:
    recent = ResetLink.user_id == user_id, ResetLink.created_at > func.now() - since
    return await session.scalar(select(func.count()).select_from(ResetLink).where(*recent)) or 0


async def add_link(session: WriteSession, token_hash: bytes, user_id: int, expires_at: datetime) -> None:
    session.add(ResetLink(token_hash=token_hash, user_id=user_id, expires_at=expires_at))
    await session.flush()


async def owner_of(session: ReadSession, token_hash: bytes) -> int | None:
    """Whose password a good link resets."""
    good = ResetLink.token_hash == token_hash, ResetLink.expires_at > func.now()
    return await session.scalar(select(ResetLink.user_id).where(*good))


async def drop_links(session: WriteSession, user_id: int) -> None:
    await session.execute(delete(ResetLink).where(ResetLink.user_id == user_id))


async def forget_expired(session: WriteSession) -> None:
    await session.execute(delete(ResetLink).where(ResetLink.expires_at < func.now()))
