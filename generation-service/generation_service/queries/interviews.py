"""Interview kits, sessions and answers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from generation_service.tables import InterviewAnswer, InterviewSession, PrepKit, SessionStatus, UnusableKit
from shared.database import ReadSession, WriteSession


async def kit_made_from(session: ReadSession, user_id: int, match_id: int, inputs_hash: str) -> PrepKit | None:
    """The kit of a match made from just these inputs."""
    same = select(PrepKit).where(
        PrepKit.user_id == user_id, PrepKit.match_id == match_id, PrepKit.inputs_hash == inputs_hash
    )
    found: PrepKit | None = await session.scalar(same)
    return found


async def next_kit_turn(session: ReadSession, user_id: int, match_id: int, inputs_hash: str) -> int:
    """Counts up with every answer to these inputs that could not be used; what was answered is not given again."""
    unusable = select(func.max(UnusableKit.turn)).where(
        UnusableKit.user_id == user_id, UnusableKit.match_id == match_id, UnusableKit.inputs_hash == inputs_hash
    )
    last = await session.scalar(unusable)
    return 0 if last is None else last + 1


async def note_unusable_kit(session: WriteSession, user_id: int, match_id: int, inputs_hash: str, turn: int) -> None:
    """Keep that the answer can't be used; many may have waited for it."""
    row = {"user_id": user_id, "match_id": match_id, "inputs_hash": inputs_hash, "turn": turn}
    await session.execute(insert(UnusableKit).values(row).on_conflict_do_nothing())


async def prune_unusable_kits(session: WriteSession, before: timedelta) -> None:
    """Forget those of long ago."""
    await session.execute(delete(UnusableKit).where(UnusableKit.answered_at < func.now() - before))


async def kit_of(session: ReadSession, kit_id: UUID, user_id: int) -> PrepKit | None:
    """A person's kit."""
    found: PrepKit | None = await session.scalar(
        select(PrepKit).where(PrepKit.id == kit_id, PrepKit.user_id == user_id)
    )
    return found


class Practised(NamedTuple):
    """A session, the kit it practises, and how far it is."""

    session: InterviewSession
    match_id: int
    questions: int
    answered: int
    average_score: float | None
    """Mean score of the current answers; none without any."""


async def practised_sessions(session: ReadSession, user_id: int, limit: int, offset: int) -> list[Practised]:
    """A person's sessions, the last started first."""
    page = _practised(user_id).order_by(InterviewSession.started_at.desc(), InterviewSession.id)
    return [_read(row) for row in await session.execute(page.limit(limit).offset(offset))]


async def sessions_total(session: ReadSession, user_id: int) -> int:
    """How many sessions a person has."""
    own = select(func.count()).select_from(InterviewSession).where(InterviewSession.user_id == user_id)
    return await session.scalar(own) or 0


async def practised_session(session: ReadSession, session_id: UUID, user_id: int) -> Practised | None:
    """One session of a person's."""
    row = (await session.execute(_practised(user_id).where(InterviewSession.id == session_id))).one_or_none()
    return None if row is None else _read(row)


def _practised(user_id: int) -> Select[Any]:
    rank = func.row_number().over(
        partition_by=(InterviewAnswer.session_id, InterviewAnswer.question_id), order_by=InterviewAnswer.attempt.desc()
    )
    ranked = select(InterviewAnswer.session_id, InterviewAnswer.score, rank.label("rank"))
    given = ranked.where(InterviewAnswer.user_id == user_id).subquery()
    answered, average = func.count().label("answered"), func.avg(given.c.score).label("average")
    current = select(given.c.session_id, answered, average).where(given.c.rank == 1).group_by(given.c.session_id)
    told = current.subquery()
    questions = func.jsonb_array_length(PrepKit.questions).label("questions")
    return (
        select(InterviewSession, PrepKit.match_id, questions, told.c.answered, told.c.average)
        .join(PrepKit, PrepKit.id == InterviewSession.prep_kit_id)
        .join(told, told.c.session_id == InterviewSession.id, isouter=True)
        .where(InterviewSession.user_id == user_id)
    )


def _read(row: Row[Any]) -> Practised:
    average = None if row.average is None else float(row.average)
    return Practised(row.InterviewSession, row.match_id, row.questions, row.answered or 0, average)


async def session_of(session: ReadSession, session_id: UUID, user_id: int) -> InterviewSession | None:
    """A person's session."""
    own = select(InterviewSession).where(InterviewSession.id == session_id, InterviewSession.user_id == user_id)
    found: InterviewSession | None = await session.scalar(own)
    return found


async def lock_session(session: WriteSession, session_id: UUID, user_id: int) -> InterviewSession | None:
    """A person's session; from here to the commit nobody else answers in it or ends it."""
    own = select(InterviewSession).where(InterviewSession.id == session_id, InterviewSession.user_id == user_id)
    found: InterviewSession | None = await session.scalar(own.with_for_update())
    return found


async def complete(session: WriteSession, session_id: UUID) -> None:
    """End a session, now."""
    ended = update(InterviewSession).where(InterviewSession.id == session_id)
    await session.execute(ended.values(status=SessionStatus.COMPLETED, completed_at=func.now()))


async def current_answers(session: ReadSession, session_id: UUID) -> Sequence[InterviewAnswer]:
    """The last attempt at each question, in the order they were given."""
    last = (
        select(InterviewAnswer.question_id, func.max(InterviewAnswer.attempt))
        .where(InterviewAnswer.session_id == session_id)
        .group_by(InterviewAnswer.question_id)
    )
    own = select(InterviewAnswer).where(
        InterviewAnswer.session_id == session_id,
        tuple_(InterviewAnswer.question_id, InterviewAnswer.attempt).in_(last),
    )
    return (await session.scalars(own.order_by(InterviewAnswer.answered_at, InterviewAnswer.question_id))).all()


async def answer_to_command(session: ReadSession, session_id: UUID, command_id: UUID | None) -> InterviewAnswer | None:
    """The answer that a command has given already."""
    if command_id is None:
        return None
    given = select(InterviewAnswer).where(
        InterviewAnswer.session_id == session_id, InterviewAnswer.command_id == command_id
    )
    found: InterviewAnswer | None = await session.scalar(given)
    return found


async def next_attempt(session: WriteSession, session_id: UUID, question_id: str) -> int:
    """The attempt after the last; the caller has locked the session."""
    own = select(func.max(InterviewAnswer.attempt)).where(
        InterviewAnswer.session_id == session_id, InterviewAnswer.question_id == question_id
    )
    return (await session.scalar(own) or 0) + 1


async def prune_attempts(session: WriteSession, kept: int) -> None:
    """Drop attempts at a question beyond the newest so many."""
    rank = func.row_number().over(
        partition_by=(InterviewAnswer.session_id, InterviewAnswer.question_id), order_by=InterviewAnswer.attempt.desc()
    )
    key = (InterviewAnswer.session_id, InterviewAnswer.question_id, InterviewAnswer.attempt)
    ranked = select(*key, rank.label("rank")).subquery()
    old = select(ranked.c.session_id, ranked.c.question_id, ranked.c.attempt).where(ranked.c.rank > kept)
    await session.execute(delete(InterviewAnswer).where(tuple_(*key).in_(old)))
