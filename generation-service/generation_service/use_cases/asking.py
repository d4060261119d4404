"""Asking for letters and highlights: the stored ones at once, new ones when they are written."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from generation_service import queries
from generation_service.deps import Deps
from generation_service.errors import MatchNotFound
from generation_service.orders import Order, Subject
from generation_service.queries.letters import Kept
from generation_service.tables import CoverLetter, Engine, Highlights, Kind
from generation_service.use_cases.gathering import gather
from generation_service.use_cases.keeping import make_current
from generation_service.use_cases.served import KeptT, Served
from generation_service.use_cases.waiting import deadline, result_of
from generation_service.use_cases.watching import Watched, watch
from generation_service.writing import Wishes
from shared.auth import Caller
from shared.database import Database, WriteSession, is_erased
from shared.errors import TookTooLong
from shared.events import LetterRequested
from shared.periodic import COMMANDS_KEPT_DAYS

COMMANDS_LIVE = timedelta(days=COMMANDS_KEPT_DAYS)
"""A key is that of another command after so long."""
OWED_FOR = timedelta(minutes=10)
"""Who asks for the same so soon after a 504 wants what was paid for then."""


async def cover_letter(db: Database, deps: Deps, caller: Caller, match_id: int, wishes: Wishes) -> Served[CoverLetter]:
    """The letter for these inputs: the stored one, else a new one.

    Raises MatchNotFound, NotYourMatch, Unavailable, LetterUnusable, or TookTooLong while it is still being written.
    """
    [order] = await orders(deps, caller, match_id, wishes, [Kind.LETTER])
    return await _serve(db, deps, order, CoverLetter)


async def watch_letter(
    db: Database, deps: Deps, caller: Caller, match_id: int, wishes: Wishes
) -> AsyncIterator[Watched]:
    """The same letter for somebody who reads it while it is written.

    What can be known before the first word is raised at once: MatchNotFound, NotYourMatch, Unavailable.
    """
    [order] = await orders(deps, caller, match_id, wishes, [Kind.LETTER])
    found = await kept_or_placed(db, deps, order, watched=True)
    assert isinstance(found, CoverLetter | UUID)
    return watch(db, deps, found)


async def highlights(db: Database, deps: Deps, caller: Caller, match_id: int) -> Served[Highlights]:
    """The highlights for these inputs: the stored ones, else new ones. Raises as cover_letter."""
    [order] = await orders(deps, caller, match_id, Wishes(), [Kind.HIGHLIGHTS])
    return await _serve(db, deps, order, Highlights)


async def regenerate(
    db: Database, deps: Deps, caller: Caller, match_id: int, wishes: Wishes, command_id: UUID | None = None
) -> tuple[CoverLetter, Highlights]:
    """A new version of both, told in other words; the former ones stay. Raises as cover_letter.

    The same command again waits for what it asked for the first time, unless that has failed; the same request
    without a key, soon after TookTooLong, gets what was written meanwhile.
    """
    both = await orders(deps, caller, match_id, wishes, [Kind.LETTER, Kind.HIGHLIGHTS])
    async with deps.queues.of(caller.id), deps.queues.doors, db.write() as session:
        await _lock(session, both[0].subject)
        requests = [await _place(session, deps, order, _id_for(order, command_id)) for order in both]
    until = deadline(deps.settings.wait_seconds)
    try:
        letter, lines = [await result_of(db, deps, request, until) for request in requests]
    except TookTooLong:
        if command_id is None:
            async with deps.queues.doors, db.write() as session:
                await queries.letters.owe(session, requests)
        raise
    assert isinstance(letter, CoverLetter)
    assert isinstance(lines, Highlights)
    return letter, lines


async def orders(deps: Deps, caller: Caller, match_id: int, wishes: Wishes, kinds: Sequence[Kind]) -> tuple[Order, ...]:
    """Orders from what stands in the neighbours' tables at this moment, for the engine the person allows.

    Raises MatchNotFound, NotYourMatch, Unavailable.
    """
    asked = await gather(deps, caller, match_id, wishes)
    engine = deps.writers.engine_for(may_use_model=asked.may_use_model)
    writer = deps.writers.by(engine)
    return tuple(
        Order.of(asked.subject, kind, asked.inputs, engine, writer.edition(kind), asked.allowed_as_of) for kind in kinds
    )


async def kept_or_placed(db: Database, deps: Deps, order: Order, *, watched: bool = False) -> Kept | UUID:
    """What is stored for an order, from here on the current version, else the id of the request for it."""
    found = await _kept_or_placed(db, deps, order, watched=watched)
    if order.engine is Engine.MODEL and not isinstance(found, UUID):
        await deps.cache.count(order.category, hit=True)
    return found


async def _kept_or_placed(db: Database, deps: Deps, order: Order, *, watched: bool) -> Kept | UUID:
    async with deps.queues.doors, db.read() as session:
        kept = await queries.letters.kept_for(session, order)
        if kept is not None and await queries.letters.is_current(session, kept):
            return kept
    async with deps.queues.of(order.subject.user_id), deps.queues.doors, db.write() as session:
        await _lock(session, order.subject)
        # A twin of this request may have been finished since we looked.
        kept = await queries.letters.kept_for(session, order)
        if kept is None:
            return await _place(session, deps, order, watched=watched)
        await make_current(session, kept)
        return kept


async def _serve(db: Database, deps: Deps, order: Order, shape: type[KeptT]) -> Served[KeptT]:
    found = await kept_or_placed(db, deps, order)
    cached = not isinstance(found, UUID)
    kept = await result_of(db, deps, found, deadline(deps.settings.wait_seconds)) if isinstance(found, UUID) else found
    assert isinstance(kept, shape)
    return Served(kept, cached)


async def _lock(session: WriteSession, subject: Subject) -> None:
    await queries.people.lock_person(session, subject.user_id)
    if await is_erased(session, subject.user_id):
        raise MatchNotFound


def _id_for(order: Order, command_id: UUID | None) -> UUID | None:
    return None if command_id is None else uuid5(command_id, order.kind)


async def _known(session: WriteSession, order: Order, new_id: UUID | None) -> UUID | None:
    """The request that stands for this one already: the command's own, else one whose result is still owed."""
    if new_id is None:
        return await queries.letters.take_owed(session, order, OWED_FOR)
    await queries.letters.set_aside(session, new_id, COMMANDS_LIVE)
    return new_id if await queries.letters.request_with(session, new_id) is not None else None


async def _place(
    session: WriteSession, deps: Deps, order: Order, new_id: UUID | None = None, *, watched: bool = False
) -> UUID:
    """Ask for the order, once however many ask at the same time; the caller holds the person's lock."""
    if (known := await _known(session, order, new_id)) is not None:
        return known
    patience = timedelta(seconds=deps.settings.ask_again_seconds)
    waiting = await queries.letters.waiting_request(session, order, patience)
    if waiting is not None and not waiting.is_stale:
        return waiting.id
    if waiting is None:
        turn = await queries.letters.next_turn(session, order)
        told_anew = replace(order, inputs=replace(order.inputs, wishes=replace(order.inputs.wishes, turn=turn)))
        request_id = await queries.letters.add_request(session, told_anew, new_id or uuid4(), watched=watched)
    else:
        request_id = waiting.id
        await queries.letters.ask_again(session, request_id, order)
    session.publish(LetterRequested(user_id=order.subject.user_id, request_id=request_id))
    return request_id
