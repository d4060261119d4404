"""Reading scraped postings by the language model: work of its own, after the rules' facts are out, within a budget."""

import asyncio
from collections.abc import Sequence

import structlog

from job_service.deps import Deps
from job_service.extraction import ClaudeExtractor, Improvement, nothing_gained
from job_service.queries import extractions, ingest
from job_service.tables import Job
from job_service.use_cases.ingesting import tell_changes
from shared.database import Database
from shared.errors import Unavailable
from shared.events import JobsScraped
from shared.llm import AnswerUnusable
from shared.llm.failures import RequestRefused

log = structlog.get_logger()

READ_AT_ONCE = 4
"""Half of the calls a process makes at once: people who wait for theirs come through."""


async def note_postings(db: Database, deps: Deps, event: JobsScraped) -> None:
    """Note what is new or changed; what came out of an extraction itself is known already."""
    if deps.extractor is None or not event.postings:
        return
    async with db.write() as session:
        await extractions.note_versions(session, [(posting.job_id, posting.version) for posting in event.postings])


async def note_open_postings(db: Database, deps: Deps) -> None:
    """Note what came before extraction was switched on."""
    if deps.extractor is None:
        return
    async with db.write() as session:
        noted = await extractions.note_open_jobs(session)
    log.info("open_postings_noted", jobs=noted)


async def extract_due(db: Database, deps: Deps) -> None:
    """Read what is due, the newest first, until nothing is or the model, or its budget for today, can't go on."""
    if deps.extractor is None:
        return
    while True:
        async with db.read() as session:
            due = await extractions.due_jobs(session, READ_AT_ONCE)
        read = await _read(deps.extractor, due)
        improved = await _keep(db, read)
        if read:
            log.info("postings_extracted", read=len(read), improved=improved)
        if not due or len(read) < len(due):
            return


async def _read(extractor: ClaudeExtractor, due: Sequence[Job]) -> list[Improvement]:
    """What was read; the rest waits for the next time.

    A posting that is refused while others beside it are answered is refused for what it holds. When all are refused, it
    is for how we ask: then none of them is done.
    """
    refused: list[Job] = []
    outcomes = await asyncio.gather(*(_improvement(extractor, job, refused) for job in due))
    read = [each for each in outcomes if each is not None]
    return [*read, *map(nothing_gained, refused)] if read else []


async def _improvement(extractor: ClaudeExtractor, job: Job, refused: list[Job]) -> Improvement | None:
    try:
        return await extractor.extract(job)
    except RequestRefused:
        log.warning("posting_refused", job_id=job.id)
        refused.append(job)
        return None
    except AnswerUnusable:
        log.info("posting_not_extracted", job_id=job.id)
        return nothing_gained(job)
    except Unavailable as error:
        log.info("extraction_waits", error_type=type(error).__name__)
        return None


async def _keep(db: Database, read: Sequence[Improvement]) -> int:
    """Keep what was gained and tell it as a new version of each job; how many gained something."""
    if not read:
        return 0
    async with db.write() as session:
        await ingest.lock_catalogue(session)
        improved = await extractions.improve(session, read)
        await tell_changes(session, improved)
    return len(improved)
