"""Bringing a worker's memory up to date from the schema."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import numpy as np
import structlog

from match_service import queries
from match_service.catalogue import Catalogue
from match_service.deps import Deps, compile_apart
from match_service.index.copied import Copied
from match_service.index.weights import Weights
from match_service.snapshot import NOTHING_SEEN, Snapshot
from match_service.tables import WeightsRow
from shared.database import Database, ReadSession

log = structlog.get_logger()

CHANGED_ENOUGH = 0.25
"""The weights are counted anew when the number of open postings has changed by this share."""


@asynccontextmanager
async def current_catalogue(db: Database, deps: Deps) -> AsyncIterator[tuple[Catalogue, Snapshot]]:
    """The catalogue, up to date and for the holder alone, and what it has seen."""
    async with deps.turn:
        await compile_apart()
        await _catch_up(db, deps)
        yield deps.catalogue, deps.seen


async def _catch_up(db: Database, deps: Deps) -> None:
    """Take up what was written since the last time.

    What lies beyond its horizon is taken up again the next time: an earlier transaction may still commit.
    """
    catalogue, since = deps.catalogue, deps.seen
    async with db.read() as session:
        if since is NOTHING_SEEN:
            await queries.following.allow_long_loading(session)
        seen = await queries.following.snapshot(session)
        await _learn(session, catalogue, since.horizon)
        await _take_up(session, catalogue, since)
        await _weigh(session, catalogue)
    if since is NOTHING_SEEN:
        log.info("catalogue_loaded", postings=len(catalogue.postings), people=len(catalogue.people))
    deps.seen = seen


async def _learn(session: ReadSession, catalogue: Catalogue, since: int) -> None:
    following = queries.following
    catalogue.learn_skills(await following.skills(session, since))
    catalogue.learn_terms(await following.terms(session, since))
    catalogue.learn_wishes(await following.wishes(session, since))
    await following.titles(session, since, _in_thread(catalogue.learn_titles))
    await following.roles(session, since, _in_thread(catalogue.learn_roles))


async def _take_up(session: ReadSession, catalogue: Catalogue, since: Snapshot) -> None:
    following, currencies = queries.following, catalogue.currencies
    await following.postings(session, since.horizon, currencies, _in_thread(catalogue.put_postings))
    await following.people(session, since.horizon, currencies, _in_thread(catalogue.put_people))
    if since is not NOTHING_SEEN:
        catalogue.forget_people(await following.erased(session, since.at))


def _in_thread(take: Callable[[Copied], None]) -> Callable[[Copied], Awaitable[None]]:
    async def use(rows: Copied) -> None:
        if len(rows.numbers):
            await asyncio.to_thread(take, rows)

    return use


async def _weigh(session: ReadSession, catalogue: Catalogue) -> None:
    newest = await queries.following.newest_weights(session, catalogue.weights.version)
    if newest is not None:
        await asyncio.to_thread(catalogue.weigh, weights_of(newest))


def weights_of(row: WeightsRow) -> Weights:
    """Weights as the schema has them."""
    skills, words = np.frombuffer(row.skills, np.uint8), np.frombuffer(row.words, np.uint8)
    return Weights(row.version, skills, words, row.unseen_skill, row.unseen_word)


async def count_weights(db: Database, deps: Deps) -> None:
    """Count anew what skills and words weigh, when the catalogue has changed enough; nobody is scored anew for it."""
    async with current_catalogue(db, deps) as (catalogue, _):
        async with db.read() as session:
            newest = await queries.following.newest_weights(session, -1)
        postings, counted = len(catalogue.postings), newest.postings if newest else 0
        if abs(postings - counted) <= CHANGED_ENOUGH * counted:
            return
        weights = await asyncio.to_thread(catalogue.counted_weights, catalogue.weights.version + 1)
    async with db.write() as session:
        await queries.following.put_weights(session, _row(weights, postings))
    log.info("weights_counted", version=weights.version, postings=postings)


def _row(weights: Weights, postings: int) -> WeightsRow:
    return WeightsRow(
        version=weights.version,
        postings=postings,
        skills=weights.skills.tobytes(),
        words=weights.words.tobytes(),
        unseen_skill=weights.unseen_skill,
        unseen_word=weights.unseen_word,
    )
