"""The Job Application System's paths: `/api/v1/match`."""

from typing import Annotated

from fastapi import APIRouter, Query

from match_service.deps import Deps
from match_service.errors import AnotherUser, JobNotFound, ProjectNotFound
from match_service.job_refs import job_id_of
from match_service.schemas.application_system import CacheOut, ProjectExplanationOut, RankedProjectOut, RankingOut
from match_service.use_cases import projects
from shared.auth import Caller
from shared.errors import Unavailable
from shared.http import CurrentCaller, Db, Line, failures, service_deps

Here = Annotated[Deps, service_deps]
UserId = Annotated[Line | None, Query(description="Yours, or left out.")]

application_system = APIRouter(prefix="/api/v1/match", tags=["Job Application System"])


@application_system.get("/cache/stats")
async def cache_stats(_: CurrentCaller, deps: Here) -> CacheOut:
    """What is remembered of rankings, and how Redis is."""
    return CacheOut.of(len(deps.rankings), await deps.redis.figures() if deps.redis is not None else None)


@application_system.get("/{job_id}", responses=failures(JobNotFound, AnotherUser, Unavailable))
async def rank_projects(
    job_id: str,
    caller: CurrentCaller,
    db: Db,
    deps: Here,
    user_id: UserId = None,
    max_results: Annotated[int, Query(ge=1, le=100)] = 5,
    use_cache: bool = True,
) -> RankingOut:
    """The caller's projects, the one that speaks most to the job first.

    `confidence_score` is the weighted sum of three measures from 0 to 1: TF-IDF cosine of project and posting (weight
    0.3), share of the posting's twenty weightiest terms that the project names (0.3), and canonical skills in both over
    the geometric mean of each side's (0.4). Where the posting names no skill, the first two weigh 0.5 each.
    """
    _check_is_caller(caller, user_id)
    found = await projects.rank_projects(db, deps, caller, job_id_of(job_id), use_cache=use_cache)
    return RankingOut(
        job_id=str(job_id_of(job_id)),
        user_id=caller.id,
        execution_time_ms=round(found.milliseconds, 1),
        cache_hit=found.cache_hit,
        matches=[RankedProjectOut.of(each, found.projects[each.project_id]) for each in found.matches[:max_results]],
    )


@application_system.post(
    "/{job_id}/explain", responses=failures(JobNotFound, ProjectNotFound, AnotherUser, Unavailable)
)
async def explain_project(
    job_id: str,
    caller: CurrentCaller,
    db: Db,
    deps: Here,
    project_id: Annotated[int, Query(ge=1)],
    user_id: UserId = None,
) -> ProjectExplanationOut:
    """What of one project speaks to the job, what it lacks, and what to make of it."""
    _check_is_caller(caller, user_id)
    found, match = await projects.explain_project(db, deps, caller, job_id_of(job_id), project_id)
    return ProjectExplanationOut.of(found.job_title, found.projects[project_id], match)


def _check_is_caller(caller: Caller, user_id: str | None) -> None:
    if user_id is not None and user_id.strip() != str(caller.id):
        raise AnotherUser
