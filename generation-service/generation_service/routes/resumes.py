"""The Job Application System's résumés: `/api/v1/resume`."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from generation_service import use_cases
from generation_service.deps import Deps
from generation_service.documents import attachment
from generation_service.errors import AnotherUser, JobNotFound, ResumeNotFound
from generation_service.routes.callers import check_is_caller
from generation_service.schemas.resumes import ResumeIn, ResumeOut
from shared.errors import Unavailable
from shared.http import CommandId, CurrentCaller, Db, LongCommandRoute, failures, service_deps

Here = Annotated[Deps, service_deps]
_PDF: dict[str, Any] = {"description": "The PDF, as an attachment.", "content": {"application/pdf": {}}}

resumes = APIRouter(prefix="/api/v1/resume", tags=["Job Application System"], route_class=LongCommandRoute)


@resumes.post("/generate", responses=failures(JobNotFound, AnotherUser, Unavailable))
async def generate_resume(
    caller: CurrentCaller, db: Db, deps: Here, command_id: CommandId, sent: ResumeIn | None = None
) -> ResumeOut:
    """A résumé as a PDF of one column. What is left out comes from profile, CV and projects; nothing is made up.

    With `job_id` the skills, the projects and what was done in each position stand in the order of what they say to the
    posting.
    """
    wanted = sent or ResumeIn()
    check_is_caller(caller, wanted.user_id)
    asked = use_cases.ResumeWanted(wanted.statements(), wanted.own(), wanted.job_id, wanted.selected_project_ids or ())
    return ResumeOut.of(await use_cases.make_resume(db, deps, caller, asked, command_id))


@resumes.get("/download/{resume_id}", response_class=Response, responses={**failures(ResumeNotFound), 200: _PDF})
async def download_resume(resume_id: str, caller: CurrentCaller, db: Db) -> Response:
    """A résumé that was made for the caller; their newest ones are kept."""
    file = await use_cases.resume_file(db, caller, resume_id)
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": attachment(file.name)})
