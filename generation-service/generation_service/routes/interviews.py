"""Interview preparation: kits, sessions, answers."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from generation_service import use_cases
from generation_service.deps import Deps
from generation_service.errors import (
    KitNotFound,
    KitUnusable,
    MatchNotFound,
    QuestionNotFound,
    SessionCompleted,
    SessionNotFound,
)
from generation_service.schemas.interviews import (
    AnswerIn,
    AnswerOut,
    PrepKitOut,
    SessionOut,
    SessionsOut,
    SessionWithAnswersOut,
    StartedOut,
    StartIn,
)
from shared.errors import Unavailable
from shared.http import (
    CommandId,
    CommandRoute,
    CurrentCaller,
    Db,
    Limit,
    LongCommandRoute,
    Offset,
    PathId,
    failures,
    service_deps,
)
from shared.llm import AnswerUnusable

Here = Annotated[Deps, service_deps]
THE_SAME: dict[int | str, dict[str, Any]] = {
    200: {"model": PrepKitOut, "description": "The kit made before from the same CV, profile and posting."}
}
MAKING = failures(MatchNotFound, KitUnusable, AnswerUnusable, Unavailable)

practice = APIRouter(prefix="/api/interviews", tags=["Interviews"], route_class=LongCommandRoute)
interviews = APIRouter(prefix="/api/interviews", tags=["Interviews"], route_class=CommandRoute)


@practice.post("/prep/{match_id}", status_code=HTTPStatus.CREATED, responses={**THE_SAME, **MAKING})
async def prepare(match_id: PathId, caller: CurrentCaller, db: Db, deps: Here, response: Response) -> PrepKitOut:
    """A kit for a match from CV and posting: 15 to 20 questions, what the posting says of the company, and tips.

    201 with a new kit the first time, 200 with the same kit after. A changed CV, profile or posting gives a new kit
    (201); former kits and their sessions stay. Questions are in English and quote CV and posting in their own language.
    """
    found = await use_cases.prepare_kit(db, deps, caller, match_id)
    if not found.is_new:
        response.status_code = HTTPStatus.OK
    return PrepKitOut.of(found.kit)


@practice.get("/prep/{prep_id}", responses=failures(KitNotFound))
async def get_prep_kit(prep_id: UUID, caller: CurrentCaller, db: Db) -> PrepKitOut:
    """A kit of the caller's."""
    return PrepKitOut.of(await use_cases.prep_kit(db, caller, prep_id))


@interviews.post("/start", status_code=HTTPStatus.CREATED, responses=failures(KitNotFound))
async def start(sent: StartIn, caller: CurrentCaller, db: Db) -> StartedOut:
    """A new session that practises a kit; one kit can be practised as often as one likes."""
    return StartedOut.of(await use_cases.start_session(db, caller, sent.prep_kit_id))


@interviews.get("/sessions")
async def list_sessions(caller: CurrentCaller, db: Db, limit: Limit = 50, offset: Offset = 0) -> SessionsOut:
    """The caller's sessions, the last started first."""
    return SessionsOut.of(*await use_cases.sessions(db, caller, limit, offset))


@interviews.get("/sessions/{session_id}", responses=failures(SessionNotFound))
async def get_session(session_id: UUID, caller: CurrentCaller, db: Db) -> SessionWithAnswersOut:
    """A session with its questions and the last answer to each."""
    return SessionWithAnswersOut.of_view(await use_cases.session_view(db, caller, session_id))


@practice.post(
    "/sessions/{session_id}/answers",
    status_code=HTTPStatus.CREATED,
    responses=failures(SessionNotFound, QuestionNotFound, SessionCompleted),
)
async def answer(
    session_id: UUID, sent: AnswerIn, caller: CurrentCaller, db: Db, deps: Here, command_id: CommandId
) -> AnswerOut:
    """Answer a question and hear how good the answer is, 0–100, and why. A question may be answered again.

    The rules measure relevance (30: the question's skills and words, in the field of CV, posting and trade), structure
    (20: situation, task, action and result; steps, reasons and a case; reasons, a link to the company and plans),
    concreteness (25: figures, own deeds, tools, names) and length (25: from 80 words), and multiply by being on topic,
    by substance and by whether it is sentences rather than a list. What is copied from the question, the posting or the
    CV, and what is said twice, counts for nothing. English is judged best; German, French and Spanish by their own
    words; of other languages structure goes unseen. Whether an answer is true, rules can't tell.
    Where a language model judges and can't just now, the rules do, and `model` says so.
    """
    said = use_cases.Said(sent.question_id, sent.answer, command_id)
    return AnswerOut.of(await use_cases.answer_question(db, deps, caller, session_id, said))


@interviews.post("/sessions/{session_id}/complete", responses=failures(SessionNotFound, SessionCompleted))
async def complete(session_id: UUID, caller: CurrentCaller, db: Db) -> SessionOut:
    """End a session; a session ends once, and takes no answers after."""
    return SessionOut.of_practised(await use_cases.complete_session(db, caller, session_id))
