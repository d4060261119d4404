"""The Job Application System's paths: `/api/v1/jobs`."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from job_service.deps import Deps
from job_service.fetched import FetchStatus
from job_service.keywords import LONGEST_KEYWORD, MOST_KEYWORDS, cleaned, keywords_in
from job_service.schemas.application_system import FetchIn, FetchOut, ListedJobOut, SourcesOut
from job_service.search import Page, Sort, Wanted
from job_service.use_cases import catalogue, fetching
from shared.http import NOT_KEPT, CurrentCaller, Db, Limit, Line, LongCommandRoute, Offset, service_deps

Here = Annotated[Deps, service_deps]
Keywords = Annotated[
    Line,
    Query(max_length=MOST_KEYWORDS * LONGEST_KEYWORD, description="Comma-separated; jobs with any of them are listed."),
]
Words = Annotated[Line, Query(max_length=200)]

application_system = APIRouter(prefix="/api/v1/jobs", tags=["Job Application System"], route_class=LongCommandRoute)


@application_system.get("")
async def list_jobs_by_keywords(
    db: Db,
    deps: Here,
    keywords: Keywords = "",
    location: Words = "",
    company: Words = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> list[ListedJobOut]:
    """Open jobs, newest first."""
    wanted = Wanted(keywords=keywords_in(keywords), location=location.strip() or None, company=company.strip() or None)
    found = await catalogue.find_jobs(db, deps, wanted, Sort.NEWEST, Page(limit, offset))
    return [ListedJobOut.of(job) for job in found.jobs]


@application_system.post("/fetch")
async def fetch_jobs(sent: FetchIn, response: Response, _: CurrentCaller, db: Db, deps: Here) -> FetchOut:
    """Read the boards now for these keywords, and tell what each brought. Jobs that were known are not doubled."""
    fetched = await fetching.fetch_jobs(db, deps, cleaned(sent.keywords), sent.limit_per_source)
    if any(each.status is not FetchStatus.OK for each in fetched):
        response.headers["Cache-Control"] = NOT_KEPT
    return FetchOut.of(fetched)


@application_system.get("/sources")
async def list_sources(deps: Here) -> SourcesOut:
    """The boards that jobs come from."""
    return SourcesOut.of(deps.known_boards, deps.boards, deps.settings.fetch_fresh_seconds)
