"""New, changed and closed postings against everybody."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

import numpy as np
import structlog

from match_service import queries
from match_service.catalogue import LEAST_TENTHS
from match_service.deps import Deps
from match_service.features import PostingFeatures
from match_service.index.people import Taken
from match_service.pairs import ScoredPair
from match_service.queries.people import PeopleSkills
from match_service.reasons import PostingSkills, Reasons
from match_service.use_cases.catching_up import current_catalogue
from match_service.use_cases.numbering import number_postings
from match_service.use_cases.runs import ask_for_runs
from shared.database import Database
from shared.events import JobsClosed, JobsScraped

log = structlog.get_logger()

PEOPLE_AT_ONCE = 500
"""How many people's matches one transaction writes: it locks them, so it is short."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a batch is to everybody, as of what the catalogue had seen. `taken` is ordered by person."""

    jobs: list[int]
    taken: Taken
    reasons: Reasons
    snapshot: str


async def score_postings(db: Database, deps: Deps, event: JobsScraped) -> None:
    """Keep a batch, and store the pairs that are among the best of somebody.

    The postings commit first: whoever tells something new from then on is scored against them in a run of their own.
    """
    async with db.write_progress() as session:
        postings = await number_postings(session, event.postings)
        await queries.postings.put_postings(session, postings)
        versions = await queries.postings.versions_of(session, [posting.told.job_id for posting in postings])
    fresh = [posting for posting in postings if posting.told.version == versions[posting.told.job_id]]
    offered = await _offer(db, deps, fresh)
    await _drop_unfit(db, deps, offered)
    stored = await _store_taken(db, deps, offered)
    await _ask_who_kept(db, offered.jobs)
    log.info("batch_scored", postings=len(fresh), stored=stored)


async def _offer(db: Database, deps: Deps, postings: Sequence[PostingFeatures]) -> Offered:
    async with current_catalogue(db, deps) as (catalogue, seen):
        rates, now = deps.settings.currency_rates, datetime.now(UTC)
        taken = await asyncio.to_thread(catalogue.takers, postings, rates, now)
        return Offered([posting.told.job_id for posting in postings], taken, catalogue.reasons(), seen.seen)


async def _store_taken(db: Database, deps: Deps, offered: Offered) -> int:
    """Store the pairs of some people at a time; how many in all."""
    async with db.read() as session:
        postings = await queries.postings.skills_of(session, offered.jobs)
    stored = 0
    for part in _by_people(offered.taken):
        async with db.write_progress() as session:
            users = np.unique(part.person).tolist()
            people = await queries.people.lock_unchanged(session, users, offered.snapshot)
            pairs = await asyncio.to_thread(_explained, offered, part, people, postings)
            stored += sum(await queries.matches.store(session, pairs, offered.snapshot))
            await queries.matches.trim(session, sorted(people), deps.settings.stored_per_user, LEAST_TENTHS)
    return stored


def _by_people(taken: Taken) -> Iterator[Taken]:
    """The pairs of at most PEOPLE_AT_ONCE people at a time."""
    people = np.unique(taken.person)
    for start in range(0, people.size, PEOPLE_AT_ONCE):
        some = np.searchsorted(taken.person, [people[start], people[min(start + PEOPLE_AT_ONCE, people.size) - 1] + 1])
        yield taken.pick(slice(*some.tolist()))


def _explained(
    offered: Offered, part: Taken, people: PeopleSkills, postings: dict[int, PostingSkills]
) -> list[ScoredPair]:
    reasons = offered.reasons
    able = {user_id: reasons.person(user_id, skills, stated) for user_id, (skills, stated) in people.items()}
    found = zip(part.posting.tolist(), part.person.tolist(), part.parts.tolist(), strict=True)
    jobs = ((offered.jobs[posting], user_id, parts) for posting, user_id, parts in found)
    return [
        reasons.pair(able[user_id], postings[job_id], parts)
        for job_id, user_id, parts in jobs
        if user_id in able and job_id in postings
    ]


async def _drop_unfit(db: Database, deps: Deps, offered: Offered) -> None:
    """Forget matches with changed postings that are no longer among the best of the person."""
    async with db.read() as session:
        pairs = await queries.matches.droppable(session, offered.jobs)
    if pairs:
        taken = zip(offered.taken.person.tolist(), offered.taken.posting.tolist(), strict=True)
        fit = {(user_id, offered.jobs[posting]) for user_id, posting in taken}
        await _drop(db, deps, [pair for pair in pairs if pair not in fit], offered.snapshot)


async def close_postings(db: Database, deps: Deps, event: JobsClosed) -> None:
    """Forget the matches with closed jobs; those with a status or a letter stay, marked closed."""
    async with db.write_progress() as session:
        await queries.postings.close_postings(session, event.job_ids, event.versions, event.closed_at)
        closed = await queries.postings.closed_among(session, event.job_ids)
        pairs = await queries.matches.droppable(session, closed)
    await _drop(db, deps, pairs)


async def _drop(db: Database, deps: Deps, pairs: Sequence[tuple[int, int]], snapshot: str | None = None) -> None:
    """Forget pairs of (person, job), which are in this order, unless the person told something since the snapshot."""
    by_person = [(user_id, list(theirs)) for user_id, theirs in groupby(pairs, key=itemgetter(0))]
    for start in range(0, len(by_person), PEOPLE_AT_ONCE):
        some = dict(by_person[start : start + PEOPLE_AT_ONCE])
        async with db.write_progress() as session:
            locked = await queries.people.lock_unchanged(session, list(some), snapshot)
            await queries.matches.drop(session, [pair for user_id in locked for pair in some[user_id]])
            await queries.matches.trim(session, sorted(locked), deps.settings.stored_per_user, LEAST_TENTHS)


async def _ask_who_kept(db: Database, jobs: Sequence[int]) -> None:
    """A match that is kept whatever its score is scored anew with the others of the person."""
    async with db.write_progress() as session:
        await ask_for_runs(session, await queries.matches.keepers(session, jobs))


async def forget_closed_postings(db: Database, _: Deps) -> None:
    """Drop what only kept an older event from reopening a posting."""
    async with db.write() as session:
        await queries.postings.forget_closed(session, days=60)
