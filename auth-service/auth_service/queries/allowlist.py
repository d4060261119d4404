"""Addresses that may register."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from auth_service.emails import Email
from auth_service.tables import AllowedEmail
from shared.database import ReadSession, WriteSession


async def add(session: WriteSession, email: Email, added_by: int | None) -> AllowedEmail | None:
    """The new entry; none when the address is listed already."""
    added = await session.scalars(
        insert(AllowedEmail)
        .values(email=email.shown, email_key=email.key, added_by=added_by)
        .on_conflict_do_nothing(index_elements=[AllowedEmail.email_key])
        .returning(AllowedEmail)
    )
    return added.one_or_none()


async def remove(session: WriteSession, email_key: str) -> int | None:
    """The id of the entry that is gone; none when there was none."""
    gone = delete(AllowedEmail).where(AllowedEmail.email_key == email_key).returning(AllowedEmail.id)
    removed: int | None = await session.scalar(gone)
    return removed


async def lists(session: ReadSession, email: Email) -> bool:
    return await session.scalar(select(AllowedEmail.id).where(AllowedEmail.email_key == email.key)) is not None


async def oldest_first(session: ReadSession, limit: int, offset: int) -> Sequence[AllowedEmail]:
    page = select(AllowedEmail).order_by(AllowedEmail.id).limit(limit).offset(offset)
    return (await session.scalars(page)).all()


async def count(session: ReadSession) -> int:
    return await session.scalar(select(func.count()).select_from(AllowedEmail)) or 0
