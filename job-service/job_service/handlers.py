"""Events that job-service hears."""

from job_service.deps import Deps
from job_service.use_cases import extracting, scraping, user_jobs
from shared.database import Database
from shared.events import JobsScraped, JobsScrapeRequested, UserDeleted
from shared.handlers import Handlers

handlers = Handlers()


@handlers.on(JobsScrapeRequested, prefetch=1)
async def scrape_boards(event: JobsScrapeRequested, db: Database, deps: Deps) -> None:
    await scraping.scrape(db, deps, event.scrape_log_id)


@handlers.on(JobsScraped)
async def note_postings_to_extract(event: JobsScraped, db: Database, deps: Deps) -> None:
    await extracting.note_postings(db, deps, event)


@handlers.on(UserDeleted)
async def forget_person(event: UserDeleted, db: Database, _: Deps) -> None:
    await user_jobs.forget_person(db, event.user_id)
