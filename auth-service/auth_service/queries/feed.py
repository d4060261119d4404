"""The revocation feed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text, update

from auth_service.tables import Revocation
from shared.database import ReadSession, WriteSession

FEED_LOCK = 4_207_101
LONGEST_PAGE = 1_000


async def add(session: WriteSession, *revocations: Revocation) -> None:
    """Number entries of the feed under a lock held to the commit: a reader never sees 8 before 7."""
    if revocations:
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FEED_LOCK})
        session.add_all(revocations)
        await session.flush()


async def after(session: ReadSession, number: int) -> Sequence[Revocation]:
    newer = select(Revocation).where(Revocation.number > number, Revocation.expires_at > func.now())
    return (await session.scalars(newer.order_by(Revocation.number).limit(LONGEST_PAGE))).all()


async def shorten(session: WriteSession, user_id: int, until: datetime) -> None:
    """Keep what was said of a person no longer than that."""
    theirs = update(Revocation).where(Revocation.user_id == user_id, Revocation.expires_at > until)
    await session.execute(theirs.values(expires_at=until))


async def forget_expired(session: WriteSession) -> None:
    await session.execute(delete(Revocation).where(Revocation.expires_at < func.now()))
