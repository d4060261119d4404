"""Erased people: who asked to be forgotten stays forgotten, whatever event comes late."""

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.database.sessions import ReadSession, WriteSession
from shared.database.tables import table_of


async def is_erased(session: ReadSession, user_id: int) -> bool:
    """Whether this person was erased from the schema; asked before anything of theirs is kept.

    When they were not, they can't be until the session's transaction ends: what it keeps is there to be erased.
    """
    await session.execute(select(func.pg_advisory_xact_lock_shared(_key_of(session, user_id))))
    table = table_of(session.tables, "tombstones")
    return (await session.scalar(select(table.c.user_id).where(table.c.user_id == user_id))) is not None


async def lock_for_erasure(session: WriteSession, user_id: int) -> None:
    """Wait for those who keep something of this person just now; from here on nobody begins to."""
    await session.execute(select(func.pg_advisory_xact_lock(_key_of(session, user_id))))


def _key_of(session: ReadSession, user_id: int) -> ColumnElement[int]:
    return func.hashtextextended(f"{session.tables.schema} erases {user_id}", 0)


async def bury(session: WriteSession, user_id: int) -> None:
    """Set the tombstone and drop what the plumbing still holds of this person."""
    await session.execute(
        insert(table_of(session.tables, "tombstones")).values(user_id=user_id).on_conflict_do_nothing()
    )
    for name in ("outbox", "dead_letters", "commands"):
        table = table_of(session.tables, name)
        await session.execute(delete(table).where(table.c.user_id == user_id))
