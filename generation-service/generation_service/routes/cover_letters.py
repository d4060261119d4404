"""The Job Application System's cover letters: `/api/v1/cover-letters`."""

import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from generation_service import use_cases
from generation_service.deps import Deps
from generation_service.documents import FileFormat, attachment
from generation_service.errors import TooManyLetters
from generation_service.routes.callers import check_is_caller
from generation_service.routes.responses import ARCHIVE, FILE, WRITING_BY_JOB, WRITING_MANY
from generation_service.schemas.cover_letters import ApplicantIn, BulkIn, BulkOut, JobLetterOut
from generation_service.use_cases import File
from shared.http import CurrentCaller, Db, Line, LongCommandRoute, service_deps

Here = Annotated[Deps, service_deps]
Format = Annotated[FileFormat, Query(alias="format")]
MOST_LETTERS = 200

letter_files = APIRouter(prefix="/api/v1/cover-letters", tags=["Job Application System"])
job_letters = APIRouter(prefix="/api/v1/cover-letters", tags=["Job Application System"], route_class=LongCommandRoute)


@job_letters.post(
    "/bulk",
    responses={**WRITING_MANY, 207: {"model": BulkOut, "description": "Some, or all, could not be written."}},
)
async def write_letters(sent: BulkIn, caller: CurrentCaller, db: Db, deps: Here, answer: Response) -> BulkOut:
    """A cover letter for each of up to 50 jobs; those that can't be written are told with their reasons.

    One that takes too long is an entry with 504: it goes on, and the same request later returns it.
    """
    check_is_caller(caller, sent.user_id)
    began = time.monotonic()
    outcomes = await use_cases.letters_for_jobs(db, deps, caller, sent.job_ids, sent.statements())
    told = BulkOut.of(outcomes, time.monotonic() - began)
    answer.status_code = HTTPStatus.OK if told.success else HTTPStatus.MULTI_STATUS
    return told


@letter_files.post("/bulk/download", response_class=Response, responses=ARCHIVE)
async def download_letters(
    caller: CurrentCaller,
    db: Db,
    cover_letter_ids: Annotated[
        list[Line], Query(min_length=1, max_length=MOST_LETTERS, description="Repeatable, or comma-separated.")
    ],
    file_format: Format = FileFormat.TXT,
) -> Response:
    """The letters in a ZIP; `errors.txt` in it names those that were not found."""
    asked = [each.strip() for listed in cover_letter_ids for each in listed.split(",") if each.strip()]
    if len(asked) > MOST_LETTERS:
        raise TooManyLetters
    return _download(await use_cases.letters_archive(db, caller, asked, file_format))


@job_letters.post("/{job_id}", responses=WRITING_BY_JOB)
async def write_letter(
    job_id: str, caller: CurrentCaller, db: Db, deps: Here, sent: ApplicantIn | None = None
) -> JobLetterOut:
    """A cover letter for a job, in the posting's language. It stands in the job's match as well."""
    wanted = sent or ApplicantIn()
    check_is_caller(caller, wanted.user_id)
    return JobLetterOut.of(await use_cases.letter_for_job(db, deps, caller, job_id, wanted.statements()))


@letter_files.get("/{cover_letter_id}/download", response_class=Response, responses=FILE)
async def download_letter(
    cover_letter_id: str, caller: CurrentCaller, db: Db, file_format: Format = FileFormat.TXT
) -> Response:
    """The letter as a file: plain text, or a business letter as Word document or PDF."""
    return _download(await use_cases.letter_file(db, caller, cover_letter_id, file_format))


def _download(file: File) -> Response:
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": attachment(file.name)})
