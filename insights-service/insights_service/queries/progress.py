"""Interview answers and completed sessions, as events told of them."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from insights_service.progress import PracticedAnswer
from insights_service.tables import CompletedInterview, InterviewAnswer
from shared.database import ReadSession, WriteSession
from shared.events import InterviewAnswered, InterviewCompleted


async def keep_answer(session: WriteSession, event: InterviewAnswered) -> None:
    """Keep an answer's score; the same one again changes nothing."""
    await session.execute(insert(InterviewAnswer).values(event.model_dump()).on_conflict_do_nothing())


async def keep_completed(session: WriteSession, event: InterviewCompleted) -> None:
    """Keep that a session ended; the same one again changes nothing."""
    kept = event.model_dump(include={"session_id", "user_id", "completed_at"})
    await session.execute(insert(CompletedInterview).values(kept).on_conflict_do_nothing())


async def answers_of(session: ReadSession, user_id: int) -> list[PracticedAnswer]:
    """Every answer a person has given."""
    own = select(
        InterviewAnswer.prep_kit_id,
        InterviewAnswer.session_id,
        InterviewAnswer.question_id,
        InterviewAnswer.score,
        InterviewAnswer.questions,
        InterviewAnswer.answered_at,
    ).where(InterviewAnswer.user_id == user_id)
    return [PracticedAnswer(*row) for row in await session.execute(own)]


async def completed_sessions(session: ReadSession, user_id: int) -> int:
    """How many sessions a person has completed."""
    own = select(func.count()).select_from(CompletedInterview).where(CompletedInterview.user_id == user_id)
    return await session.scalar(own) or 0
