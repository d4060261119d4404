"""Commands that came with an Idempotency-Key: what was asked, and what was answered."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.database.sessions import ReadSession, WriteSession
from shared.database.tables import table_of
from shared.database.tombstones import is_erased


@dataclass(frozen=True, slots=True)
class Command:
    """A person's request under a key of theirs; `asked` is the hash of all that the request says."""

    user_id: int
    key: str
    route: str
    asked: bytes


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A command's row: what it asked, and the answer when there is one."""

    asked: bytes
    status: int | None
    media_type: str | None
    answer: bytes | None


async def kept_answer(session: ReadSession, command: Command) -> KeptAnswer | None:
    """What is kept under the command's key."""
    table = table_of(session.tables, "commands")
    shown = select(table.c.asked, table.c.status, table.c.media_type, table.c.answer)
    row = (await session.execute(shown.where(_is(session, command)))).one_or_none()
    return KeptAnswer(*row) if row else None


async def begin_command(session: WriteSession, command: Command) -> bool:
    """Enter the command; false when its key is there already. Waits for one who is entering it just now."""
    table = table_of(session.tables, "commands")
    if await is_erased(session, command.user_id):
        return True
    row = {"user_id": command.user_id, "key": command.key, "route": command.route, "asked": command.asked}
    entered = await session.execute(insert(table).values(row).on_conflict_do_nothing().returning(table.c.key))
    return entered.first() is not None


async def keep_answer(
    session: WriteSession, command: Command, status: int, media_type: str | None, answer: bytes
) -> bool:
    """Keep the first answer to just this; false for a later one, which changes nothing."""
    table = table_of(session.tables, "commands")
    unanswered = update(table).where(_is(session, command), table.c.asked == command.asked, table.c.status.is_(None))
    answered = unanswered.values(status=status, media_type=media_type, answer=answer).returning(table.c.key)
    return (await session.execute(answered)).first() is not None


async def forget_command(session: WriteSession, command: Command) -> None:
    """Free the key of a command that had no answer worth keeping."""
    table = table_of(session.tables, "commands")
    await session.execute(delete(table).where(_is(session, command), table.c.status.is_(None)))


def _is(session: ReadSession, command: Command) -> ColumnElement[bool]:
    table = table_of(session.tables, "commands")
    return and_(table.c.user_id == command.user_id, table.c.key == command.key)
