"""What a worker does with a request: write, keep, tell."""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.documents import Letterhead
from generation_service.errors import LetterUnusable
from generation_service.inputs import inputs_in
from generation_service.orders import Order, Subject
from generation_service.queries.letters import Kept
from generation_service.tables import CoverLetter, Engine, Highlights, Kind, Reason, Request
from generation_service.use_cases.keeping import keep, make_current
from generation_service.use_cases.showing import Showing
from generation_service.writers import Commission, LetterWriter
from shared.auth import AccessEnded
from shared.database import DATABASE_ERRORS, Database
from shared.errors import Failure, Unavailable
from shared.events import LetterFailed, LetterRequested, MisdirectedEvent
from shared.llm import AnswerUnusable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Made:
    """What a request gave, and whether it has to be kept as a new version."""

    text: Kept
    is_new: bool = True


async def write_requested(db: Database, deps: Deps, event: LetterRequested) -> None:
    """Write what a request asks for; one that is finished or erased already is left alone.

    Raises MisdirectedEvent when it is another person's than the event says.

    For somebody who was deactivated meanwhile nothing is written: they may ask again when they are let in again.
    A database that is away makes the event come again: what a model has answered meanwhile is kept in its ledger.
    """
    async with db.read() as session:
        request = await queries.letters.request_with(session, event.request_id)
    if request is not None and request.user_id != event.user_id:
        raise MisdirectedEvent("The request is another person's.")
    if request is None or request.inputs is None:
        return
    subject, allowed = Subject(request.user_id, request.match_id, request.job_id), partial(_allows_model, db, request)
    commission = Commission(subject, inputs_in(request.inputs), allowed)
    try:
        if await deps.is_shut_out(request.user_id):
            raise AccessEnded
        made = await _make(db, deps, request, commission)
    except DATABASE_ERRORS:
        raise
    except (Unavailable, LetterUnusable, AnswerUnusable, AccessEnded) as failure:
        await _give_up(db, deps, request, failure)
    except Exception as error:
        log.error("writer_broke", kind=request.kind, match_id=request.match_id, exc_info=error)
        await _give_up(db, deps, request, LetterUnusable())
    else:
        await _keep(db, deps, request, made)


async def _make(db: Database, deps: Deps, request: Request, commission: Commission) -> Made:
    engine = Engine(request.engine)
    try:
        if engine is Engine.MODEL and not await _allows_model(db, request):
            raise Unavailable
        return Made(await _written(db, deps.writers.by(engine), request, commission, request.inputs_hash))
    except Unavailable:
        # Asked again: they may have refused while the letter waited for the model.
        has_refused = engine is Engine.MODEL and not await _allows_model(db, request)
        may_stand_in = has_refused or (engine is Engine.MODEL and deps.writers.falls_back)
        if not may_stand_in or await _is_being_read(db, request):
            raise
        log.warning("rules_stand_in", kind=request.kind, match_id=request.match_id, has_refused=has_refused)
        return await _stand_in(db, deps, request, commission)


async def _allows_model(db: Database, request: Request) -> bool:
    """Whether the person has not refused the model since they asked for it."""
    async with db.read() as session:
        return not await queries.people.has_refused_since(session, request.user_id, request.allowed_as_of)


async def _is_being_read(db: Database, request: Request) -> bool:
    """Whether somebody has read the beginning already: the rules would go on otherwise."""
    async with db.read() as session:
        return bool(await queries.passages.shown_of(session, request.id))


async def _stand_in(db: Database, deps: Deps, request: Request, commission: Commission) -> Made:
    """The rules' text, kept as theirs: the next request tries the model again."""
    kind, rules = Kind(request.kind), deps.writers.rules
    order = Order.of(commission.subject, kind, commission.inputs, Engine.RULES, rules.edition(kind))
    async with db.read() as session:
        kept = await queries.letters.kept_for(session, order)
    if kept is not None and commission.inputs.wishes.turn == 0:
        return Made(kept, is_new=False)
    return Made(await _written(db, rules, request, commission, order.inputs_hash))


async def _written(
    db: Database, writer: LetterWriter, request: Request, commission: Commission, inputs_hash: str
) -> Kept:
    kind = Kind(request.kind)

    def origin() -> dict[str, Any]:
        # Who wrote is known once it is written: a model that is there no longer has a successor.
        subject = asdict(commission.subject)
        return {**subject, "id": uuid4(), "inputs_hash": inputs_hash, "model": writer.model(kind)}

    if kind is Kind.HIGHLIGHTS:
        lines = list(await writer.highlight(commission))
        return Highlights(lines=lines, **origin())
    letter = await writer.write(commission, Showing(db, request) if request.is_watched else None)
    claims = [asdict(claim) for claim in letter.claims]
    head = Letterhead.of(commission.inputs.candidate, commission.inputs.opening).row()
    return CoverLetter(text=letter.text, language=letter.language, claims=claims, letterhead=head, **origin())


async def _keep(db: Database, deps: Deps, request: Request, made: Made) -> None:
    """One transaction: the request's end, the new version, the event. Erased meanwhile, nothing is kept."""
    async with deps.queues.of(request.user_id), db.write() as session:
        await queries.people.lock_person(session, request.user_id)
        if not await queries.letters.finish(session, request.id, made.text.id):
            return
        await (keep if made.is_new else make_current)(session, made.text)
    log.info("text_written", kind=request.kind, match_id=request.match_id, model=made.text.model)


def _reason_of(failure: Failure) -> Reason:
    match failure:
        case Unavailable():
            return Reason.UNAVAILABLE
        case AccessEnded():
            return Reason.SHUT_OUT
        case _:
            return Reason.UNUSABLE


async def _give_up(db: Database, deps: Deps, request: Request, failure: Failure) -> None:
    reason = _reason_of(failure)
    async with deps.queues.of(request.user_id), db.write() as session:
        await queries.people.lock_person(session, request.user_id)
        if not await queries.letters.fail(session, request.id, reason, failure):
            return
        session.publish(
            LetterFailed(user_id=request.user_id, match_id=request.match_id, request_id=request.id, reason=reason)
        )
    log.warning("text_failed", kind=request.kind, match_id=request.match_id, reason=reason)
