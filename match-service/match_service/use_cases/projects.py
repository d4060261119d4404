"""A person's projects held against a job."""

import asyncio
import time
from dataclasses import dataclass

from match_service import queries
from match_service.deps import Deps
from match_service.errors import ProjectNotFound
from match_service.projects import OpenPosting, Project, ProjectMatch, ranked
from match_service.rankings import key_of
from shared.auth import Caller
from shared.database import Database


@dataclass(frozen=True, slots=True)
class RankedProjects:
    """The ranking, with the projects it is of."""

    job_title: str
    projects: dict[int, Project]
    matches: list[ProjectMatch]
    cache_hit: bool
    milliseconds: float


async def rank_projects(
    db: Database, deps: Deps, caller: Caller, job_id: int, *, use_cache: bool = True
) -> RankedProjects:
    """The caller's projects, the one that speaks most to the job first. Raises JobNotFound, Unavailable."""
    began = time.monotonic()
    job, projects = await asyncio.gather(deps.neighbours.job(caller, job_id), deps.neighbours.projects(caller))
    async with db.read() as session:
        facts = await queries.postings.told_to(session, caller.id, job_id)
    required, nice = (facts.required_skills, facts.nice_skills) if facts else ((), ())
    posting = await asyncio.to_thread(OpenPosting.read, job.title, job.description or "", required, nice)
    key = key_of(caller.id, job_id, posting, projects)
    kept = await deps.rankings.get(key) if use_cache else None
    matches = kept if kept is not None else await asyncio.to_thread(ranked, posting, projects)
    if kept is None:
        await deps.rankings.put(key, matches)
    by_id = {project.id: project for project in projects}
    return RankedProjects(job.title, by_id, matches, kept is not None, (time.monotonic() - began) * 1000)


async def explain_project(
    db: Database, deps: Deps, caller: Caller, job_id: int, project_id: int
) -> tuple[RankedProjects, ProjectMatch]:
    """One of the caller's projects held against a job. Raises ProjectNotFound, and as rank_projects."""
    found = await rank_projects(db, deps, caller, job_id)
    match = next((each for each in found.matches if each.project_id == project_id), None)
    if match is None:
        raise ProjectNotFound
    return found, match
