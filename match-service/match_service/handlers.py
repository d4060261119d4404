"""Events that match-service hears."""

from match_service.deps import Deps
from match_service.use_cases import batches, matches, own_jobs, runs
from shared.database import Database
from shared.events import (
    CvParsed,
    HighlightsWritten,
    JobsClosed,
    JobsScraped,
    LetterWritten,
    MatchRequested,
    ProfileChanged,
    UserChanged,
    UserDeleted,
    UserJobRemoved,
    UserJobSaved,
)
from shared.handlers import Handlers

handlers = Handlers()


@handlers.on(CvParsed, ProfileChanged)
async def request_match(event: CvParsed | ProfileChanged, db: Database, _: Deps) -> None:
    await runs.know_person(db, event)


@handlers.on(UserChanged)
async def score_returned(event: UserChanged, db: Database, _: Deps) -> None:
    await runs.score_returned(db, event)


@handlers.on(MatchRequested, prefetch=1)
async def score_person(event: MatchRequested, db: Database, deps: Deps) -> None:
    await runs.score_person(db, deps, event.user_id)


@handlers.on(JobsScraped, prefetch=1)
async def score_postings(event: JobsScraped, db: Database, deps: Deps) -> None:
    await batches.score_postings(db, deps, event)


@handlers.on(JobsClosed)
async def close_postings(event: JobsClosed, db: Database, deps: Deps) -> None:
    await batches.close_postings(db, deps, event)


@handlers.on(UserJobSaved)
async def match_pasted(event: UserJobSaved, db: Database, deps: Deps) -> None:
    await own_jobs.match_pasted(db, deps, event)


@handlers.on(UserJobRemoved)
async def remove_pasted(event: UserJobRemoved, db: Database, _: Deps) -> None:
    await own_jobs.remove_pasted(db, event)


@handlers.on(LetterWritten)
async def keep_letter(event: LetterWritten, db: Database, deps: Deps) -> None:
    await matches.keep_letter(db, deps, event)


@handlers.on(HighlightsWritten)
async def keep_highlights(event: HighlightsWritten, db: Database, deps: Deps) -> None:
    await matches.keep_highlights(db, deps, event)


@handlers.on(UserDeleted)
async def forget_person(event: UserDeleted, db: Database, _: Deps) -> None:
    await matches.forget_person(db, event.user_id)
