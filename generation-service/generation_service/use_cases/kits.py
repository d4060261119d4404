"""Interview kits: made once for each state of CV, profile and posting."""

from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid4

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.errors import KitNotFound, KitUnusable, MatchNotFound, NotYourMatch
from generation_service.inputs import snapshot_of
from generation_service.interviewers import Interviewer
from generation_service.interviewing import Kit
from generation_service.kits import kit_hash, numbered, told, without_contact
from generation_service.tables import PrepKit
from generation_service.use_cases.gathering import Gathered, gather
from generation_service.writing import Wishes
from shared.auth import Caller
from shared.database import Database, is_erased
from shared.errors import Unavailable
from shared.llm import AnswerUnusable, Category

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewOrKept:
    """A kit, and whether it was made just now."""

    kit: PrepKit
    is_new: bool


async def prepare_kit(db: Database, deps: Deps, caller: Caller, match_id: int) -> NewOrKept:
    """The kit of a match: the one made from the same CV, profile and posting, else a new one; former ones stay.

    Raises MatchNotFound, Unavailable, KitUnusable, shared.llm.AnswerUnusable.
    """
    try:
        asked = await gather(deps, caller, match_id, Wishes())
    except NotYourMatch:
        raise MatchNotFound from None
    interviewer = deps.interviewers.for_person(may_use_model=asked.may_use_model)
    inputs_hash = kit_hash(asked.inputs, interviewer.edition())
    async with db.read() as session:
        kept = await queries.interviews.kit_made_from(session, caller.id, match_id, inputs_hash)
        turn = await queries.interviews.next_kit_turn(session, caller.id, match_id, inputs_hash)
    if kept is not None:
        if interviewer is not deps.interviewers.rules:
            await deps.cache.count(Category.INTERVIEW, hit=True)
        return NewOrKept(kept, is_new=False)
    made, maker = await _make_kit(db, deps, asked, interviewer, turn)
    return await _keep_kit(db, asked, made, maker)


async def _make_kit(
    db: Database, deps: Deps, asked: Gathered, interviewer: Interviewer, turn: int
) -> tuple[Kit, Interviewer]:
    """A kit and who made it: where it is set, the rules make what the model can't. Raises as Interviewer.prepare."""
    inputs = replace(without_contact(asked.inputs), wishes=Wishes(turn=turn))
    try:
        return await interviewer.prepare(asked.subject, inputs), interviewer
    except (Unavailable, AnswerUnusable, KitUnusable) as failure:
        if isinstance(failure, KitUnusable):
            await _note_unusable(db, asked, interviewer, turn)
        stand_in = deps.interviewers.stand_in_for(interviewer)
        if stand_in is None:
            raise
        log.warning("rules_stand_in", match_id=asked.subject.match_id, reason=type(failure).__name__)
    return await stand_in.prepare(asked.subject, inputs), stand_in


async def _note_unusable(db: Database, asked: Gathered, interviewer: Interviewer, turn: int) -> None:
    """The stored answer is no kit however often it is read: the next request is to ask another question."""
    subject = asked.subject
    async with db.write() as session:
        if not await is_erased(session, subject.user_id):
            inputs_hash = kit_hash(asked.inputs, interviewer.edition())
            await queries.interviews.note_unusable_kit(session, subject.user_id, subject.match_id, inputs_hash, turn)


async def _keep_kit(db: Database, asked: Gathered, made: Kit, maker: Interviewer) -> NewOrKept:
    """Store the kit, unless a twin of this request was quicker: then that one's."""
    subject, inputs_hash = asked.subject, kit_hash(asked.inputs, maker.edition())
    async with db.write() as session:
        await queries.people.lock_person(session, subject.user_id)
        if await is_erased(session, subject.user_id):
            raise MatchNotFound
        kept = await queries.interviews.kit_made_from(session, subject.user_id, subject.match_id, inputs_hash)
        if kept is not None:
            return NewOrKept(kept, is_new=False)
        kit = _row_of(asked, made, maker)
        session.add(kit)
        await session.flush()
    log.info("kit_made", match_id=subject.match_id, model=kit.model, questions=len(kit.questions))
    return NewOrKept(kit, is_new=True)


def _row_of(asked: Gathered, made: Kit, maker: Interviewer) -> PrepKit:
    return PrepKit(
        id=uuid4(),
        **asdict(asked.subject),
        questions=numbered(made.questions),
        company_insights=told(made.insights),
        tips=list(made.tips),
        inputs=snapshot_of(without_contact(asked.inputs)),
        inputs_hash=kit_hash(asked.inputs, maker.edition()),
        model=maker.model(),
    )


async def prep_kit(db: Database, caller: Caller, kit_id: UUID) -> PrepKit:
    """A kit of the caller's. Raises KitNotFound."""
    async with db.read() as session:
        kit = await queries.interviews.kit_of(session, kit_id, caller.id)
    if kit is None:
        raise KitNotFound
    return kit
