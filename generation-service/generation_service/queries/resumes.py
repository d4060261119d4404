"""Résumés: kept, found, dropped."""

from uuid import UUID

from sqlalchemy import delete, select

from generation_service.tables import ResumeFile
from shared.database import ReadSession, WriteSession


async def own_resume(session: ReadSession, user_id: int, resume_id: UUID) -> ResumeFile | None:
    """The person's résumé of this id."""
    return await session.scalar(select(ResumeFile).where(ResumeFile.id == resume_id, ResumeFile.user_id == user_id))


async def keep_newest(session: WriteSession, user_id: int, most: int) -> None:
    """Drop the person's résumés beyond the newest so many; the caller holds the person's lock."""
    own = select(ResumeFile.id).where(ResumeFile.user_id == user_id)
    old = own.order_by(ResumeFile.made_at.desc(), ResumeFile.id).offset(most)
    await session.execute(delete(ResumeFile).where(ResumeFile.id.in_(old)))
