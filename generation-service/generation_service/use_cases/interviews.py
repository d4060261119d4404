"""Interview sessions: started, answered, completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.errors import KitNotFound, QuestionNotFound, SessionCompleted, SessionNotFound
from generation_service.inputs import inputs_in
from generation_service.interviewers import Interviewer, Judged, Practice
from generation_service.kits import question_in
from generation_service.orders import Subject
from generation_service.queries.interviews import Practised
from generation_service.tables import InterviewAnswer, InterviewSession, PrepKit, SessionStatus
from shared.auth import Caller
from shared.database import Database, ReadSession, WriteSession
from shared.errors import Unavailable
from shared.events import InterviewAnswered, InterviewCompleted

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with its kit and the current answers."""

    practised: Practised
    kit: PrepKit
    answers: Sequence[InterviewAnswer]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said to which question; `command_id` is the same for every try of one command."""

    question_id: str
    answer: str
    command_id: UUID | None = None


async def start_session(db: Database, caller: Caller, kit_id: UUID) -> InterviewSession:
    """A new session that practises a kit. Raises KitNotFound."""
    async with db.write() as session:
        await queries.people.lock_person(session, caller.id)
        if await queries.interviews.kit_of(session, kit_id, caller.id) is None:
            raise KitNotFound
        started = InterviewSession(id=uuid4(), user_id=caller.id, prep_kit_id=kit_id)
        session.add(started)
        await session.flush()
        await session.refresh(started)
    return started


async def sessions(db: Database, caller: Caller, limit: int, offset: int) -> tuple[Sequence[Practised], int]:
    """A page of the caller's sessions, the last started first, and how many there are."""
    async with db.read() as session:
        page = await queries.interviews.practised_sessions(session, caller.id, limit, offset)
        return page, await queries.interviews.sessions_total(session, caller.id)


async def session_view(db: Database, caller: Caller, session_id: UUID) -> SessionView:
    """A session of the caller's with its questions and answers. Raises SessionNotFound."""
    async with db.read() as session:
        practised = await queries.interviews.practised_session(session, session_id, caller.id)
        if practised is None:
            raise SessionNotFound
        kit = await queries.interviews.kit_of(session, practised.session.prep_kit_id, caller.id)
        answers = await queries.interviews.current_answers(session, session_id)
    assert kit is not None
    return SessionView(practised, kit, answers)


async def answer_question(db: Database, deps: Deps, caller: Caller, session_id: UUID, said: Said) -> InterviewAnswer:
    """Judge an answer and keep it as the question's current one; former attempts stay.

    Where the language model can't judge it, the rules do, and `model` says so. The same command again gets what it was
    told the first time. Raises SessionNotFound, SessionCompleted, QuestionNotFound.
    """
    async with db.read() as session:
        practised, kit = await _active(session, caller, session_id)
        kept = await queries.interviews.answer_to_command(session, session_id, said.command_id)
    if kept is not None:
        return kept
    question = question_in(kit.questions, said.question_id)
    if question is None:
        raise QuestionNotFound
    practice = Practice(Subject(caller.id, kit.match_id, kit.job_id), inputs_in(kit.inputs), question, said.answer)
    judged = await deps.interviewers.judge(await _judge_for(deps, caller), practice)
    return await _keep_answer(db, caller, practised, len(kit.questions), said, judged)


async def _active(session: ReadSession, caller: Caller, session_id: UUID) -> tuple[InterviewSession, PrepKit]:
    practised = await queries.interviews.session_of(session, session_id, caller.id)
    if practised is None:
        raise SessionNotFound
    if practised.status == SessionStatus.COMPLETED:
        raise SessionCompleted
    kit = await queries.interviews.kit_of(session, practised.prep_kit_id, caller.id)
    assert kit is not None
    return practised, kit


async def _judge_for(deps: Deps, caller: Caller) -> Interviewer:
    """Who may judge: what the person allows is asked now, and where that can't be learned nothing leaves the house."""
    if not deps.interviewers.has_model:
        return deps.interviewers.rules
    try:
        may_use_model = await deps.neighbours.allows_model(caller)
    except Unavailable:
        may_use_model = False
    return deps.interviewers.for_person(may_use_model=may_use_model)


async def _keep_answer(
    db: Database, caller: Caller, practised: InterviewSession, questions: int, said: Said, judged: Judged
) -> InterviewAnswer:
    async with db.write() as session:
        await _lock_active(session, caller, practised.id)
        kept = await queries.interviews.answer_to_command(session, practised.id, said.command_id)
        if kept is not None:
            return kept
        attempt = await queries.interviews.next_attempt(session, practised.id, said.question_id)
        answer = _row_of(practised, said, attempt, judged)
        session.add(answer)
        await session.flush()
        session.publish(
            InterviewAnswered(
                user_id=caller.id,
                session_id=practised.id,
                prep_kit_id=practised.prep_kit_id,
                question_id=answer.question_id,
                attempt=attempt,
                score=answer.score,
                questions=questions,
                answered_at=answer.answered_at,
            )
        )
    log.info("answer_judged", session_id=str(practised.id), model=answer.model)
    return answer


def _row_of(practised: InterviewSession, said: Said, attempt: int, judged: Judged) -> InterviewAnswer:
    assessment = judged.assessment
    return InterviewAnswer(
        session_id=practised.id,
        question_id=said.question_id,
        attempt=attempt,
        user_id=practised.user_id,
        command_id=said.command_id,
        answer=said.answer,
        score=assessment.score,
        feedback=assessment.feedback,
        strengths=list(assessment.strengths),
        improvements=list(assessment.improvements),
        model=judged.model,
    )


async def complete_session(db: Database, caller: Caller, session_id: UUID) -> Practised:
    """End a session, once. Raises SessionNotFound, SessionCompleted."""
    async with db.write() as session:
        await _lock_active(session, caller, session_id)
        await queries.interviews.complete(session, session_id)
        practised = await queries.interviews.practised_session(session, session_id, caller.id)
        assert practised is not None
        assert practised.session.completed_at is not None
        session.publish(
            InterviewCompleted(
                user_id=caller.id,
                session_id=session_id,
                prep_kit_id=practised.session.prep_kit_id,
                questions=practised.questions,
                completed_at=practised.session.completed_at,
            )
        )
    return practised


async def _lock_active(session: WriteSession, caller: Caller, session_id: UUID) -> None:
    """From here to the commit nobody else answers in the session, ends it, or erases the person."""
    await queries.people.lock_person(session, caller.id)
    practised = await queries.interviews.lock_session(session, session_id, caller.id)
    if practised is None:
        raise SessionNotFound
    if practised.status == SessionStatus.COMPLETED:
        raise SessionCompleted
