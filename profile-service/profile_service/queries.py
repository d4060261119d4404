"""Every SQL statement of profile-service."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import and_, delete, extract, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import undefer

from profile_service.reading.parsed import Project as ParsedProject
from profile_service.tables import Cv, Profile, Project, UploadCount
from shared.database import ReadSession, WriteSession


async def profile_of(session: ReadSession, user_id: int) -> Profile | None:
    return await session.get(Profile, user_id)


async def add_profile(session: WriteSession, user_id: int, email: str, full_name: str, registered_at: datetime) -> None:
    """Add an empty profile; one that is there already stays as it is."""
    fresh = {"user_id": user_id, "email": email, "full_name": full_name, "registered_at": registered_at}
    await session.execute(upsert(Profile).values(fresh).on_conflict_do_nothing())


async def lock_profile(session: WriteSession, user_id: int) -> Profile | None:
    return await session.get(Profile, user_id, with_for_update=True)


async def newest_cv(session: ReadSession, user_id: int) -> Cv | None:
    """The CV that counts, without its file."""
    return await session.scalar(select(Cv).where(Cv.user_id == user_id).order_by(Cv.id.desc()).limit(1))


async def newest_cv_with_file(session: ReadSession, user_id: int) -> Cv | None:
    newest = select(Cv).options(undefer(Cv.content)).where(Cv.user_id == user_id)
    return await session.scalar(newest.order_by(Cv.id.desc()).limit(1))


async def forget_older_cvs(session: WriteSession, user_id: int, kept: int) -> None:
    """Delete all but the newest `kept`."""
    newest = select(Cv.id).where(Cv.user_id == user_id).order_by(Cv.id.desc()).limit(kept)
    await session.execute(delete(Cv).where(Cv.user_id == user_id, Cv.id.not_in(newest)))


async def count_upload(session: WriteSession, user_id: int, weight: int, most_uploads: int, most_weight: int) -> bool:
    """Count an upload of so many bytes before it is read; false when it is more than a day allows, and not counted."""
    kept = UploadCount
    first = upsert(kept).values(user_id=user_id, day=func.current_date(), uploads=1, weight=weight)
    counted = first.on_conflict_do_update(
        index_elements=[kept.user_id, kept.day],
        set_={"uploads": kept.uploads + 1, "weight": kept.weight + weight},
        where=and_(kept.uploads < most_uploads, kept.weight + weight <= most_weight),
    )
    return await session.scalar(counted.returning(kept.uploads)) is not None


async def seconds_to_midnight(session: ReadSession) -> int:
    """Until the next day (UTC) begins, by the clock that uploads are counted by."""
    tomorrow = func.date_trunc("day", func.now()) + func.make_interval(0, 0, 0, 1)
    return max(1, ceil(await session.scalar(select(extract("epoch", tomorrow - func.now()))) or 0))


async def forget_upload_counts(session: WriteSession) -> None:
    """Delete those of days that are over."""
    await session.execute(delete(UploadCount).where(UploadCount.day < func.current_date()))


async def projects_of(session: ReadSession, user_id: int) -> Sequence[Project]:
    return (await session.scalars(select(Project).where(Project.user_id == user_id).order_by(Project.id))).all()


async def count_projects(session: ReadSession, user_id: int) -> int:
    counted = select(func.count()).select_from(Project).where(Project.user_id == user_id)
    return int(await session.scalar(counted) or 0)


async def lock_project(session: WriteSession, user_id: int, project_id: int) -> Project | None:
    """The project, if it is this person's."""
    own = select(Project).where(Project.id == project_id, Project.user_id == user_id)
    return await session.scalar(own.with_for_update())


async def replace_cv_projects(session: WriteSession, user_id: int, projects: Sequence[ParsedProject]) -> None:
    """The projects of the newest CV instead of those of the one before; what the person changed stays."""
    await session.execute(delete(Project).where(Project.user_id == user_id, Project.from_cv))
    rows: list[Mapping[str, Any]] = [
        {
            "user_id": user_id,
            "title": project.title,
            "description": project.description,
            "technologies": list(project.technologies),
            "url": project.url,
            "from_cv": True,
        }
        for project in projects
    ]
    if rows:
        await session.execute(insert(Project), rows)
