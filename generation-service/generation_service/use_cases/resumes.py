"""Résumés: made from what the person says and what their profile has, tailored to a job, kept as PDFs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.documents import file_name
from generation_service.documents.resume import Resume
from generation_service.errors import ProfileNotFound, ResumeNotFound
from generation_service.job_letters import JobRef, job_id_of
from generation_service.statements import Statements, candidate_as_stated, selected
from generation_service.tables import ResumeFile
from generation_service.tailoring import Own, resume_of, tailored
from generation_service.told import JobTold
from generation_service.use_cases.letter_files import File
from generation_service.writing import Opening
from shared.auth import Caller
from shared.database import Database, is_erased

log = structlog.get_logger()

PREFIX = "res-"


@dataclass(frozen=True, slots=True)
class ResumeWanted:
    """What a résumé shall be made of."""

    stated: Statements
    own: Own
    job_ref: JobRef | None
    project_ids: Sequence[int | str]
    """Of the person's own projects those to show; none: all."""


def _drawn(resume: Resume) -> bytes:
    # What draws pages is large, and many a process never draws one.
    from generation_service.documents.resume_pdf import resume_pdf

    return resume_pdf(resume)


async def make_resume(
    db: Database, deps: Deps, caller: Caller, wanted: ResumeWanted, command_id: UUID | None = None
) -> ResumeFile:
    """A new résumé, kept for its owner to download. Raises JobNotFound, Unavailable.

    The same command again gets the one it made.
    """
    async with db.read() as session:
        kept = await queries.resumes.resume_of_command(session, caller.id, command_id)
    if kept is not None:
        return kept
    return await _keep(db, deps, await _made(deps, caller, wanted, command_id))


async def _made(deps: Deps, caller: Caller, wanted: ResumeWanted, command_id: UUID | None) -> ResumeFile:
    job = None
    job_id = None if wanted.job_ref is None else job_id_of(wanted.job_ref)
    if job_id is not None:
        job = await deps.neighbours.job_with(caller, job_id)
    person = await deps.neighbours.person(caller)
    projects = selected(person.projects, wanted.project_ids) if wanted.project_ids else person.projects
    resume = resume_of(candidate_as_stated(person, wanted.stated), projects, wanted.own)
    content = await asyncio.to_thread(_drawn, tailored(resume, _opening(job)) if job else resume)
    name = file_name("Résumé", resume.name, job.company if job else None, job.title if job else None, extension="pdf")
    return ResumeFile(
        id=uuid4(), user_id=caller.id, job_id=job_id, command_id=command_id, file_name=name, content=content
    )


async def _keep(db: Database, deps: Deps, made: ResumeFile) -> ResumeFile:
    """Store the résumé, unless a twin of this command was quicker: then that one's."""
    async with db.write() as session:
        await queries.people.lock_person(session, made.user_id)
        if await is_erased(session, made.user_id):
            raise ProfileNotFound
        kept = await queries.resumes.resume_of_command(session, made.user_id, made.command_id)
        if kept is not None:
            return kept
        session.add(made)
        await session.flush()
        await queries.resumes.keep_newest(session, made.user_id, deps.settings.resumes_kept)
    log.info("resume_made", job_id=made.job_id, bytes=len(made.content))
    return made


async def resume_file(db: Database, caller: Caller, resume_id: str) -> File:
    """One of the caller's résumés. Raises ResumeNotFound."""
    try:
        key = UUID(resume_id.removeprefix(PREFIX))
    except ValueError:
        raise ResumeNotFound from None
    async with db.read() as session:
        found = await queries.resumes.own_resume(session, caller.id, key)
    if found is None:
        raise ResumeNotFound
    return File(found.file_name, "application/pdf", found.content)


def _opening(job: JobTold) -> Opening:
    return Opening(job.title, job.company, job.description or "", location=job.location)
