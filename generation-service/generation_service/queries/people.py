"""What all that is written for one person shares."""

from sqlalchemy import text

from shared.database import WriteSession

PERSON_LOCK = 4_207_601
"""First key of the advisory locks that put one person's writes in a row."""


async def lock_person(session: WriteSession, user_id: int) -> None:
    """From here to the commit nobody else writes for this person, nor erases them."""
    keys = {"class": PERSON_LOCK, "key": user_id % 2**31}
    await session.execute(text("SELECT pg_advisory_xact_lock(:class, :key)"), keys)
