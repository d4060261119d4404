"""Jobs that people pasted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from job_service.errors import DuplicateUserJob
from job_service.tables import UserJob
from shared.database import ReadSession, WriteSession


async def add_user_job(session: WriteSession, user_id: int, columns: Mapping[str, Any]) -> UserJob | None:
    """The new job; None when the person has one of this title at this company."""
    added = insert(UserJob).values(user_id=user_id, **columns).on_conflict_do_nothing().returning(UserJob)
    return (await session.scalars(added)).one_or_none()


async def user_jobs(session: ReadSession, user_id: int) -> Sequence[UserJob]:
    """Newest first."""
    theirs = select(UserJob).where(UserJob.user_id == user_id)
    return (await session.scalars(theirs.order_by(UserJob.created_at.desc(), UserJob.id.desc()))).all()


async def user_job(session: ReadSession, user_id: int, job_id: int) -> UserJob | None:
    """The job when it is this person's."""
    return await session.scalar(select(UserJob).where(UserJob.id == job_id, UserJob.user_id == user_id))


async def change_user_job(session: WriteSession, job: UserJob, columns: Mapping[str, Any]) -> UserJob | None:
    """The changed job; None when it is not any more what it was when it was read.

    Raises DuplicateUserJob when the person has another of this title at this company.
    """
    values = {**columns, "version": UserJob.version + 1, "updated_at": func.now()}
    unchanged = update(UserJob).where(UserJob.id == job.id, UserJob.version == job.version)
    try:
        return (await session.scalars(unchanged.values(values).returning(UserJob))).one_or_none()
    except IntegrityError:
        raise DuplicateUserJob from None


async def remove_user_job(session: WriteSession, user_id: int, job_id: int) -> int | None:
    """Delete the job; the version it had, None when it is not this person's."""
    removed = delete(UserJob).where(UserJob.id == job_id, UserJob.user_id == user_id)
    return await session.scalar(removed.returning(UserJob.version))
