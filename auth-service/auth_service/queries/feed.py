"""The revocation feed."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, text

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


async def forget_expired(session: WriteSession) -> None:
    await session.execute(delete(Revocation).where(Revocation.expires_at < func.now()))
