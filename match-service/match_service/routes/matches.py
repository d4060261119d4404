"""HTTP of match-service."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from match_service import queries
from match_service.catalogue import LEAST_TENTHS
from match_service.deps import Deps
from match_service.errors import JobNotFound, MatchNotFound, NotYourMatch
from match_service.queries.matches import Page
from match_service.schemas.matches import (
    JobMatchesOut,
    JobMatchOut,
    MatchesOut,
    MatchIn,
    MatchOut,
    MatchStatusOut,
    RefreshOut,
    RefreshStatusOut,
    StatusIn,
)
from match_service.status import Status
from match_service.use_cases import matches as use_cases
from match_service.use_cases import own_jobs
from shared.database import export_rows
from shared.http import (
    AdminCaller,
    CommandRoute,
    CurrentCaller,
    Db,
    ExportOut,
    Limit,
    Offset,
    PathId,
    failures,
    service_deps,
)

Here = Annotated[Deps, service_deps]

of_jobs = APIRouter(tags=["Matches"])
matches = APIRouter(prefix="/api/matches", tags=["Matches"], route_class=CommandRoute)
export = APIRouter(tags=["Matches"])


@matches.get("")
async def list_matches(
    caller: CurrentCaller,
    db: Db,
    min_score: Annotated[float, Query(ge=0, le=100, allow_inf_nan=False)] = 50.0,
    status: Status | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> MatchesOut:
    """The caller's matches, best first; without `status` hidden and rejected ones are left out."""
    page = Page(round(min_score * 10), status.value if status else None, limit, offset)
    async with db.read() as session:
        rows, total = await queries.matches.listed(session, caller.id, page)
    return MatchesOut(matches=[MatchOut.of(row) for row in rows], total=total, limit=limit, offset=offset)


@of_jobs.get("/api/jobs/matches")
async def list_job_matches(caller: CurrentCaller, db: Db, limit: Limit = 50, offset: Offset = 0) -> JobMatchesOut:
    """The caller's matches that score 50 or more, best first; hidden and rejected ones are left out."""
    page = Page(LEAST_TENTHS, None, limit, offset)
    async with db.read() as session:
        rows, total = await queries.matches.listed(session, caller.id, page)
    return JobMatchesOut(matches=[JobMatchOut.of(row) for row in rows], total=total)


@matches.post("", responses={**failures(JobNotFound), 201: {"model": MatchOut, "description": "There was none yet."}})
async def match_job(wanted: MatchIn, caller: CurrentCaller, db: Db, deps: Here, answer: Response) -> MatchOut:
    """The caller's match with a job, whatever its score. It stays in place from now on, also when the job closes."""
    match_id, is_new = await own_jobs.match_with(db, deps, caller.id, wanted.job_id)
    answer.status_code = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return await get_match(match_id, caller, db)


@matches.post("/refresh")
async def refresh(caller: AdminCaller, db: Db) -> RefreshOut:
    """Score the caller against all jobs anew. Nobody needs it: a new CV, a new profile and new jobs do it."""
    if await use_cases.refresh(db, caller):
        poll = "Match refresh started. Poll /api/matches/refresh/status for updates."
        return RefreshOut(status="processing", message=poll)
    check = "Match refresh is already in progress. Check status endpoint for updates."
    return RefreshOut(status="already_processing", message=check)


@matches.get("/refresh/status", response_model_exclude_none=True)
async def refresh_status(caller: CurrentCaller, db: Db, deps: Here) -> RefreshStatusOut:
    """How the caller's last refresh goes; it is shown for an hour."""
    return RefreshStatusOut.of(await use_cases.refresh_state(db, deps, caller))


@matches.get("/{match_id}", responses=failures(NotYourMatch, MatchNotFound))
async def get_match(match_id: PathId, caller: CurrentCaller, db: Db) -> MatchOut:
    """One match, as in the list."""
    async with db.read() as session:
        row = await queries.matches.shown(session, match_id)
    if row is None:
        raise MatchNotFound
    if row.user_id != caller.id:
        raise NotYourMatch
    return MatchOut.of(row)


@matches.put("/{match_id}/status", responses=failures(NotYourMatch, MatchNotFound))
async def set_status(match_id: PathId, wanted: StatusIn, caller: CurrentCaller, db: Db) -> MatchStatusOut:
    """Say what you did about a match."""
    return MatchStatusOut.of(await use_cases.set_status(db, caller, match_id, wanted.status))


@export.get("/api/export/match")
async def export_match(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything match-service holds of the caller."""
    async with db.read() as session:
        return ExportOut(service="match", user_id=caller.id, data=await export_rows(session, caller.id))
