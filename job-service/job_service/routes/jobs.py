"""HTTP of job-service."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from job_service.deps import Deps
from job_service.errors import (
    ChangedMeanwhile,
    DuplicateUserJob,
    JobNotFound,
    JobTextTooShort,
    NoSeeding,
    SalaryEndsSwapped,
    ScrapeLogNotFound,
)
from job_service.reading.work_type import JobType, RemoteType
from job_service.schemas.jobs import (
    GREATEST_SALARY,
    JobDetailOut,
    JobOut,
    JobsOut,
    JobTextIn,
    ParsedJobOut,
    RefreshOut,
    ScrapeLogOut,
    SeededOut,
    UserJobChanges,
    UserJobIn,
    UserJobOut,
    UserJobsOut,
)
from job_service.search import Page, Sort, Wanted
from job_service.use_cases import catalogue, housekeeping, scraping, user_jobs
from shared.database import export_rows
from shared.http import (
    CallerIfAny,
    CommandRoute,
    CurrentCaller,
    Db,
    ExportOut,
    Limit,
    Line,
    Offset,
    PathId,
    Text,
    failures,
    service_deps,
)
from shared.llm.base import AnswerUnusable

Here = Annotated[Deps, service_deps]
Search = Annotated[
    Text, Query(max_length=200, description='Words to search for; "quoted" ones stand together, `-word` excludes.')
]
SalaryFilter = Annotated[int, Query(ge=0, le=GREATEST_SALARY)]

jobs = APIRouter(prefix="/api/jobs", tags=["Jobs"], route_class=CommandRoute)
pasted = APIRouter(prefix="/api/user-jobs", tags=["User-submitted jobs"], route_class=CommandRoute)
export = APIRouter(tags=["Export"])


@jobs.get("")
async def list_jobs(
    db: Db,
    deps: Here,
    limit: Limit = 50,
    offset: Offset = 0,
    search: Search | None = None,
    source: Annotated[Line, Query(max_length=100, description="Such as `remoteok`.")] | None = None,
    remote_type: RemoteType | None = None,
    job_type: JobType | None = None,
    min_salary: SalaryFilter | None = None,
    max_salary: SalaryFilter | None = None,
    sort: Sort = Sort.NEWEST,
) -> JobsOut:
    """Open jobs, newest first. `sort=relevance` orders what was searched for by how well it fits."""
    wanted = Wanted((search or "").strip() or None, source or None, remote_type, job_type, min_salary, max_salary)
    found = await catalogue.find_jobs(db, deps, wanted, sort, Page(limit, offset))
    shown = [JobOut.model_validate(job) for job in found.jobs]
    has_more = offset + len(shown) < found.total and bool(shown)
    return JobsOut(jobs=shown, total=found.total, limit=limit, offset=offset, has_more=has_more)


@jobs.post("/refresh", status_code=status.HTTP_202_ACCEPTED)
async def refresh_jobs(_: CurrentCaller, db: Db, deps: Here) -> RefreshOut:
    """Have the boards read; while they are being read already, the answer names that run."""
    scrape_log_id = await scraping.request_scrape(db, deps)
    sources = [board.name for board in deps.boards]
    return RefreshOut(message="Job scraping started", sources=sources, scrape_log_id=scrape_log_id)


@jobs.get("/refresh/{scrape_log_id}", responses=failures(ScrapeLogNotFound))
async def scrape_log(scrape_log_id: PathId, _: CurrentCaller, db: Db) -> ScrapeLogOut:
    """How a reading of the boards goes, or went."""
    run = await scraping.run_of(db, scrape_log_id)
    return ScrapeLogOut.of(run.log, run.sources)


@jobs.post("/seed-jobs", status_code=status.HTTP_201_CREATED, responses=failures(NoSeeding))
async def seed_jobs(_: CurrentCaller, db: Db, deps: Here) -> SeededOut:
    """Bring the sample jobs that are not there yet into the catalogue; in development only."""
    created = await housekeeping.seed_jobs(db, deps)
    return SeededOut(message="Sample jobs are in the catalogue", jobs_created=created)


@jobs.get("/{job_id}", responses=failures(JobNotFound))
async def get_job(job_id: PathId, caller: CallerIfAny, db: Db) -> JobDetailOut:
    """One job, open or closed. A pasted job is there for the person who pasted it and for nobody else."""
    job, raw = await catalogue.job_page(db, job_id, caller.id if caller else None)
    return JobDetailOut.of(job, raw)


@pasted.post("/parse", responses=failures(JobTextTooShort, AnswerUnusable))
async def parse_job_text(sent: JobTextIn, caller: CurrentCaller, deps: Here) -> ParsedJobOut:
    """Read a pasted job posting into fields, to be looked over and then saved."""
    read = await user_jobs.read_text(deps, caller, sent.job_text)
    return ParsedJobOut.of(read.posting, read.model)


@pasted.post("", status_code=status.HTTP_201_CREATED, responses=failures(DuplicateUserJob, SalaryEndsSwapped))
async def create_user_job(sent: UserJobIn, caller: CurrentCaller, db: Db) -> UserJobOut:
    """Keep a job that was found elsewhere; it is matched like any other, for its owner alone."""
    return UserJobOut.model_validate(await user_jobs.save_user_job(db, caller.id, sent.fields()))


@pasted.get("")
async def list_user_jobs(caller: CurrentCaller, db: Db) -> UserJobsOut:
    """The caller's own jobs, newest first."""
    theirs = [UserJobOut.model_validate(job) for job in await user_jobs.user_jobs_of(db, caller.id)]
    return UserJobsOut(jobs=theirs, total=len(theirs))


@pasted.get("/{job_id}", responses=failures(JobNotFound))
async def get_user_job(job_id: PathId, caller: CurrentCaller, db: Db) -> UserJobOut:
    """One of the caller's own jobs."""
    return UserJobOut.model_validate(await user_jobs.user_job_of(db, caller.id, job_id))


@pasted.put("/{job_id}", responses=failures(DuplicateUserJob, JobNotFound, ChangedMeanwhile, SalaryEndsSwapped))
async def update_user_job(job_id: PathId, sent: UserJobChanges, caller: CurrentCaller, db: Db) -> UserJobOut:
    """Change some fields of one of the caller's own jobs."""
    return UserJobOut.model_validate(await user_jobs.change_user_job(db, caller.id, job_id, sent.fields()))


@pasted.delete("/{job_id}", status_code=status.HTTP_204_NO_CONTENT, responses=failures(JobNotFound))
async def delete_user_job(job_id: PathId, caller: CurrentCaller, db: Db) -> None:
    """Delete one of the caller's own jobs."""
    await user_jobs.remove_user_job(db, caller.id, job_id)


@export.get("/api/export/job")
async def export_job(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything job-service holds of the caller."""
    async with db.read() as session:
        return ExportOut(service="job", user_id=caller.id, data=await export_rows(session, caller.id))
