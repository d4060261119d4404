"""What people built."""

from datetime import UTC, datetime
from typing import Any

from profile_service import queries
from profile_service.errors import ProjectNotFound, TooManyProjects
from profile_service.person import distinct_skills
from profile_service.schemas import ProjectIn
from profile_service.tables import Project
from profile_service.use_cases.profiles import own_profile
from shared.auth import Caller
from shared.database import Database, retried_when_undone

MOST_PROJECTS = 100


async def add_project(db: Database, caller: Caller, wanted: ProjectIn) -> Project:
    """Keep a project of the caller's. Raises TooManyProjects."""
    async with db.write() as session:
        await own_profile(session, caller)
        if await queries.count_projects(session, caller.id) >= MOST_PROJECTS:
            raise TooManyProjects
        project = Project(user_id=caller.id, from_cv=False, **_fields_of(wanted))
        session.add(project)
        await session.flush()
        await session.refresh(project)
    return project


@retried_when_undone
async def change_project(db: Database, caller: Caller, project_id: int, wanted: ProjectIn) -> Project:
    """Replace a project; it is the caller's own from then on. Raises ProjectNotFound."""
    async with db.write() as session:
        project = await queries.lock_project(session, caller.id, project_id)
        if project is None:
            raise ProjectNotFound
        for name, value in _fields_of(wanted).items():
            setattr(project, name, value)
        project.from_cv = False
        project.updated_at = datetime.now(UTC)
    return project


@retried_when_undone
async def remove_project(db: Database, caller: Caller, project_id: int) -> None:
    """Delete a project. Raises ProjectNotFound."""
    async with db.write() as session:
        project = await queries.lock_project(session, caller.id, project_id)
        if project is None:
            raise ProjectNotFound
        await session.delete(project)


def _fields_of(wanted: ProjectIn) -> dict[str, Any]:
    return {**wanted.model_dump(), "technologies": distinct_skills(wanted.technologies)}
