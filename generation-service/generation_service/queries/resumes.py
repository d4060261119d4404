"""Résumés: kept, found, dropped."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from generation_service.tables import ResumeFile
from shared.database import ReadSession, WriteSession
from shared.periodic import COMMANDS_KEPT_DAYS


async def own_resume(session: ReadSession, user_id: int, resume_id: UUID) -> ResumeFile | None:
    """The person's résumé of this id."""
    return await session.scalar(select(ResumeFile).where(ResumeFile.id == resume_id, ResumeFile.user_id == user_id))


async def resume_of_command(session: ReadSession, user_id: int, command_id: UUID | None) -> ResumeFile | None:
    """The résumé that a command has made already, as long as its key lives."""
    if command_id is None:
        return None
    is_alive = ResumeFile.made_at > func.now() - timedelta(days=COMMANDS_KEPT_DAYS)
    made = select(ResumeFile).where(ResumeFile.user_id == user_id, ResumeFile.command_id == command_id, is_alive)
    found: ResumeFile | None = await session.scalar(made.limit(1))
    return found


async def keep_newest(session: WriteSession, user_id: int, most: int) -> None:
    """Drop the person's résumés beyond the newest so many; the caller holds the person's lock."""
    own = select(ResumeFile.id).where(ResumeFile.user_id == user_id)
    old = own.order_by(ResumeFile.made_at.desc(), ResumeFile.id).offset(most)
    await session.execute(delete(ResumeFile).where(ResumeFile.id.in_(old)))
