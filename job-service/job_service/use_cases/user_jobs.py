"""Jobs that a person pastes."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from job_service.deps import Deps
from job_service.errors import ChangedMeanwhile, DuplicateUserJob, JobNotFound, JobTextTooShort, SalaryEndsSwapped
from job_service.facts import facts_of
from job_service.pasting import ReadPosting, pasted_columns
from job_service.queries import user_jobs
from job_service.tables import UserJob
from shared.auth import Caller
from shared.database import Database, erase_rows, is_erased, retried_when_undone
from shared.errors import NotAuthenticated, Unavailable
from shared.events import UserJobRemoved, UserJobSaved
from shared.llm import AnswerUnusable

log = structlog.get_logger()

SHORTEST_TEXT = 50
CHANGE_TRIES = 5
FIELDS = (
    "title",
    "company",
    "description",
    "url",
    "location",
    "remote_type",
    "job_type",
    "salary_min",
    "salary_max",
    "salary_currency",
    "tags",
)
"""What a person can say of a job."""


async def read_text(deps: Deps, caller: Caller, job_text: str) -> ReadPosting:
    """The fields of a pasted text, for the person to look over.

    Raises JobTextTooShort; Unavailable and AnswerUnusable unless the rules may stand in for the language model.
    """
    if len(job_text.strip()) < SHORTEST_TEXT:
        raise JobTextTooShort
    if deps.model_reader is not None:
        try:
            if await deps.neighbours.may_use_ai(caller):
                return await deps.model_reader.read(job_text, caller.id)
        except (Unavailable, AnswerUnusable) as error:
            if deps.settings.llm_fallback != "rules":
                raise
            log.warning("text_read_without_model", error_type=type(error).__name__, user_id=caller.id)
    return await deps.rule_reader.read(job_text, caller.id)


async def save_user_job(db: Database, user_id: int, fields: Mapping[str, Any]) -> UserJob:
    """Keep a job for this person. Raises DuplicateUserJob, SalaryEndsSwapped."""
    _check_salary(fields)
    columns = await asyncio.to_thread(pasted_columns, fields)

    async with db.write() as session:
        if await is_erased(session, user_id):
            raise NotAuthenticated("This account is closed.")
        job = await user_jobs.add_user_job(session, user_id, columns)
        if job is None:
            raise DuplicateUserJob
        session.publish(UserJobSaved(user_id=user_id, posting=facts_of(job)))
    return job


async def user_jobs_of(db: Database, user_id: int) -> Sequence[UserJob]:
    """The person's jobs, newest first."""
    async with db.read() as session:
        return await user_jobs.user_jobs(session, user_id)


async def user_job_of(db: Database, user_id: int, job_id: int) -> UserJob:
    """Raises JobNotFound, also for a job of somebody else's."""
    async with db.read() as session:
        job = await user_jobs.user_job(session, user_id, job_id)
    if job is None:
        raise JobNotFound
    return job


@retried_when_undone
async def change_user_job(db: Database, user_id: int, job_id: int, changes: Mapping[str, Any]) -> UserJob:
    """Change some of a job's fields. Raises JobNotFound, DuplicateUserJob, SalaryEndsSwapped, ChangedMeanwhile."""
    for _ in range(CHANGE_TRIES):
        job = await user_job_of(db, user_id, job_id)
        fields = {field: getattr(job, field) for field in FIELDS} | dict(changes)
        _check_salary(fields)
        columns = await asyncio.to_thread(pasted_columns, fields)
        async with db.write() as session:
            changed = await user_jobs.change_user_job(session, job, columns)
            if changed is not None:
                session.publish(UserJobSaved(user_id=user_id, posting=facts_of(changed)))
                return changed
    raise ChangedMeanwhile


@retried_when_undone
async def remove_user_job(db: Database, user_id: int, job_id: int) -> None:
    """Raises JobNotFound."""
    async with db.write() as session:
        version = await user_jobs.remove_user_job(session, user_id, job_id)
        if version is None:
            raise JobNotFound
        session.publish(UserJobRemoved(user_id=user_id, job_id=job_id, version=version + 1))


async def forget_person(db: Database, user_id: int) -> None:
    """Erase what is kept of a person."""
    async with db.write() as session:
        await erase_rows(session, user_id)
    log.info("person_forgotten", user_id=user_id)


def _check_salary(fields: Mapping[str, Any]) -> None:
    least, most = fields["salary_min"], fields["salary_max"]
    if least is not None and most is not None and least > most:
        raise SalaryEndsSwapped
