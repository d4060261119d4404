"""Scoring one person against all jobs: asked for as often as you like, done once for all who wait."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from match_service import queries
from match_service.catalogue import LEAST_TENTHS
from match_service.deps import Deps
from match_service.facts import person_of
from match_service.features import WordsKey
from match_service.index.postings import Ranked
from match_service.pairs import ScoredPair
from match_service.reasons import PostingSkills, Reasons
from match_service.scoring import Person
from match_service.scoring.score import stated_by
from match_service.status import DECLINED
from match_service.use_cases.catching_up import current_catalogue
from match_service.use_cases.numbering import number_person
from match_service.use_cases.own_jobs import score_own
from shared.database import Database, WriteSession, is_erased
from shared.events import CvParsed, MatchCompleted, MatchRequested, PersonSnapshot, ProfileChanged, UserChanged

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the request it answers, and the person as they were when it began."""

    number: int
    version: int
    person: Person
    skills: tuple[int, ...]
    roles: tuple[WordsKey, ...]
    own_jobs: frozenset[int]
    """The jobs that are the person's by their doing: pasted ones, and those with a status or a letter."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found in the catalogue as it was in a snapshot."""

    pairs: list[ScoredPair]
    jobs_scored: int
    snapshot: str


async def know_person(db: Database, event: CvParsed | ProfileChanged) -> None:
    """Keep what a profile says and ask for the person to be scored anew."""
    async with db.write() as session:
        if await is_erased(session, event.user_id):
            return
        person = await number_person(session, event.user_id, event.person)
        if await queries.people.put_person(session, event.user_id, event.version, person, LEAST_TENTHS):
            await ask_for_runs(session, [event.user_id])


async def ask_for_runs(session: WriteSession, users: Sequence[int]) -> None:
    """Ask for a run each; a request that waits already stands for this one too."""
    for user_id in await queries.people.request_runs(session, users):
        session.publish(MatchRequested(user_id=user_id))


async def score_returned(db: Database, event: UserChanged) -> None:
    """Ask anew for the run that was not done while the person was shut out."""
    if not event.is_active:
        return
    async with db.write() as session:
        if await is_erased(session, event.user_id):
            return
        refresh = await queries.people.lock_refresh(session, event.user_id)
        if refresh is not None and refresh.done < refresh.requested:
            await ask_for_runs(session, [event.user_id])


async def score_person(db: Database, deps: Deps, user_id: int) -> None:
    """Do what was asked for until now, in one run; for somebody who was deactivated since, once they are back."""
    if await deps.is_shut_out(user_id):
        await _put_off(db, user_id)
        return
    try:
        await _run(db, deps, user_id)
    except Exception:
        async with db.write_progress() as session:
            await queries.people.fail_run(session, user_id)
        raise


async def _put_off(db: Database, user_id: int) -> None:
    async with db.write() as session:
        # Begun, so that the next request sends a message again.
        await queries.people.begin_run(session, user_id)
        await queries.people.fail_run(session, user_id)
    log.info("run_put_off", user_id=user_id)


async def _run(db: Database, deps: Deps, user_id: int) -> None:
    async with db.write_progress() as session:
        number = await queries.people.begin_run(session, user_id)
    if number is None:
        return
    run = await _begin(db, deps, user_id, number)
    found = await _find(db, deps, run)
    async with db.write() as session:
        await _store(session, deps, run, found)


async def _begin(db: Database, deps: Deps, user_id: int, number: int) -> Run:
    async with db.read() as session:
        row = await queries.people.person(session, user_id)
        kept = await queries.matches.kept_jobs(session, user_id)
        pasted = await queries.postings.pasted_by(session, user_id)
        roles = await queries.people.roles(session, row.roles if row else [])
    snapshot = PersonSnapshot.model_validate(row.snapshot if row else {})
    declined = [job_id for job_id, status in kept.items() if status in DECLINED]
    return Run(
        number=number,
        version=row.version if row else 0,
        person=person_of(user_id, snapshot, deps.settings.currency_rates, declined),
        skills=tuple(row.skills) if row else (),
        roles=roles,
        own_jobs=frozenset(kept) | frozenset(pasted),
    )


async def _find(db: Database, deps: Deps, run: Run) -> Found:
    """The best of the catalogue, and the person's own jobs whatever their score."""
    most = deps.settings.stored_per_user if run.person.can_be_scored else 0
    async with current_catalogue(db, deps) as (catalogue, seen):
        ranked = await asyncio.to_thread(catalogue.best, run.person, run.skills, run.roles, datetime.now(UTC), most)
        jobs_scored, reasons = len(catalogue.postings), catalogue.reasons()
    async with db.read() as session:
        postings = await queries.postings.skills_of(session, ranked.jobs.tolist())
        own = await score_own(session, deps, run.person, run.own_jobs.difference(ranked.jobs.tolist()))
    best = await asyncio.to_thread(_explained, reasons, run, ranked, postings)
    return Found([*best, *own], jobs_scored, seen.seen)


def _explained(reasons: Reasons, run: Run, ranked: Ranked, postings: dict[int, PostingSkills]) -> list[ScoredPair]:
    person = reasons.person(run.person.id, run.skills, stated_by(run.person))
    found = zip(ranked.jobs.tolist(), ranked.parts.tolist(), strict=True)
    return [reasons.pair(person, postings[job_id], parts) for job_id, parts in found if job_id in postings]


async def _store(session: WriteSession, deps: Deps, run: Run, found: Found) -> None:
    """Keep what was found, unless a newer run has, or the person has told more and will be scored anew."""
    user_id, matches = run.person.id, queries.matches
    row = await queries.people.lock_person(session, user_id)
    refresh = await queries.people.lock_refresh(session, user_id)
    if refresh is None or refresh.done >= run.number or (row is not None and row.version > run.version):
        return
    await matches.forget_others(session, user_id, [pair.job_id for pair in found.pairs], found.snapshot)
    created, updated = await matches.store(session, found.pairs, found.snapshot)
    await matches.trim(session, [user_id], deps.settings.stored_per_user, LEAST_TENTHS)
    refresh.done, refresh.failed, refresh.updated_at = run.number, False, datetime.now(UTC)
    refresh.created, refresh.updated, refresh.jobs_scored = created, updated, found.jobs_scored
    session.publish(
        MatchCompleted(
            user_id=user_id,
            profile_version=run.version,
            created=created,
            updated=updated,
            jobs_scored=found.jobs_scored,
        )
    )
    log.info("person_scored", user_id=user_id, created=created, updated=updated)
