"""Events that insights-service hears."""

from insights_service import use_cases
from insights_service.deps import Deps
from shared.database import Database
from shared.events import (
    CvParsed,
    InterviewAnswered,
    InterviewCompleted,
    JobsClosed,
    JobsScraped,
    ProfileChanged,
    UserDeleted,
)
from shared.handlers import Handlers

handlers = Handlers()


@handlers.on(JobsScraped)
async def count_postings(event: JobsScraped, db: Database, deps: Deps) -> None:
    await use_cases.count_postings(db, deps, event)


@handlers.on(JobsClosed)
async def close_postings(event: JobsClosed, db: Database, _: Deps) -> None:
    await use_cases.close_postings(db, event)


@handlers.on(CvParsed, ProfileChanged)
async def know_person(event: CvParsed | ProfileChanged, db: Database, _: Deps) -> None:
    await use_cases.know_person(db, event)


@handlers.on(InterviewAnswered)
async def note_answer(event: InterviewAnswered, db: Database, _: Deps) -> None:
    await use_cases.note_answer(db, event)


@handlers.on(InterviewCompleted)
async def note_completed_interview(event: InterviewCompleted, db: Database, _: Deps) -> None:
    await use_cases.note_completed_interview(db, event)


@handlers.on(UserDeleted)
async def forget_person(event: UserDeleted, db: Database, _: Deps) -> None:
    await use_cases.forget_person(db, event.user_id)
