"""Shapes of interview kits, sessions and answers."""

from collections.abc import Sequence
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from generation_service.interviewing import LONGEST_ANSWER, Difficulty, QuestionKind
from generation_service.queries.interviews import Practised
from generation_service.tables import InterviewAnswer, InterviewSession, PrepKit, SessionStatus
from generation_service.use_cases import SessionView
from shared.http import Line, Stripped, Text, Utc


class QuestionOut(BaseModel):
    """One question of a kit."""

    id: str = Field(description="Unique within the kit.", examples=["q3"])
    kind: QuestionKind
    question: str
    difficulty: Difficulty
    hint: str = Field(description="What a good answer holds.")


class InsightOut(BaseModel):
    """Something to know of the company, and the posting's own sentence that says it."""

    insight: str
    quote: str


class PrepKitOut(BaseModel):
    id: UUID
    job_match_id: int
    questions: list[QuestionOut] = Field(description="15 to 20, in the order in which a session asks them.")
    company_insights: list[InsightOut] = Field(description="Empty when the posting says nothing of the company.")
    tips: list[str]
    model: str = Field(description="Who made it.", examples=["rules-1"])
    created_at: Utc

    @classmethod
    def of(cls, kit: PrepKit) -> Self:
        """A kit as its owner sees it."""
        return cls(
            id=kit.id,
            job_match_id=kit.match_id,
            questions=[QuestionOut.model_validate(each) for each in kit.questions],
            company_insights=[InsightOut.model_validate(each) for each in kit.company_insights],
            tips=kit.tips,
            model=kit.model,
            created_at=kit.created_at,
        )


class StartIn(BaseModel):
    prep_kit_id: UUID


class StartedOut(BaseModel):
    session_id: UUID
    prep_kit_id: UUID
    status: SessionStatus
    started_at: Utc

    @classmethod
    def of(cls, session: InterviewSession) -> Self:
        """A session just begun."""
        return cls(
            session_id=session.id,
            prep_kit_id=session.prep_kit_id,
            status=SessionStatus(session.status),
            started_at=session.started_at,
        )


class SessionOut(StartedOut):
    job_match_id: int
    completed_at: Utc | None
    total_questions: int
    answered_questions: int
    average_score: float | None = Field(description="Mean score of each question's last answer; null without any.")

    @classmethod
    def of_practised(cls, practised: Practised) -> Self:
        """A session and how far it is."""
        return cls(**_session_fields(practised))


class SessionsOut(BaseModel):
    """The last started first."""

    sessions: list[SessionOut]
    total: int

    @classmethod
    def of(cls, page: Sequence[Practised], total: int) -> Self:
        """A page of sessions."""
        return cls(sessions=[SessionOut.of_practised(each) for each in page], total=total)


class AnswerIn(BaseModel):
    question_id: Annotated[Line, Stripped, Field(min_length=1, max_length=50, examples=["q3"])]
    answer: Annotated[Text, Stripped, Field(min_length=1, max_length=LONGEST_ANSWER)]


class AnswerOut(BaseModel):
    question_id: str
    attempt: int = Field(description="Counts the answers to this question in this session; the last one is shown.")
    score: int = Field(ge=0, le=100)
    feedback: str
    strengths: list[str] = Field(description="Each quotes or names what stands in the answer.")
    improvements: list[str] = Field(description="Each says what is missing and what to do about it.")
    model: str = Field(description="Who judged it; `rules-1` also where a language model could not.")
    answered_at: Utc

    @classmethod
    def of(cls, answer: InterviewAnswer) -> Self:
        """A judged answer."""
        return cls(**_answer_fields(answer))


class GivenAnswerOut(AnswerOut):
    answer: str

    @classmethod
    def of(cls, answer: InterviewAnswer) -> Self:
        """A judged answer with its words."""
        return cls(**_answer_fields(answer), answer=answer.answer)


class SessionWithAnswersOut(SessionOut):
    questions: list[QuestionOut]
    answers: list[GivenAnswerOut] = Field(description="The last answer to each question, in the order they were given.")

    @classmethod
    def of_view(cls, view: SessionView) -> Self:
        """A session with all that belongs to it."""
        return cls(
            **_session_fields(view.practised),
            questions=[QuestionOut.model_validate(each) for each in view.kit.questions],
            answers=[GivenAnswerOut.of(answer) for answer in view.answers],
        )


def _session_fields(practised: Practised) -> dict[str, Any]:
    session, average = practised.session, practised.average_score
    return {
        **StartedOut.of(session).model_dump(exclude={"started_at"}),
        "started_at": session.started_at,
        "completed_at": session.completed_at,
        "job_match_id": practised.match_id,
        "total_questions": practised.questions,
        "answered_questions": practised.answered,
        "average_score": None if average is None else round(average, 2),
    }


def _answer_fields(answer: InterviewAnswer) -> dict[str, Any]:
    return {
        "question_id": answer.question_id,
        "attempt": answer.attempt,
        "score": answer.score,
        "feedback": answer.feedback,
        "strengths": answer.strengths,
        "improvements": answer.improvements,
        "model": answer.model,
        "answered_at": answer.answered_at,
    }
