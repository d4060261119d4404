"""Events of generation-service: letters, highlights and interviews."""

from uuid import UUID

from pydantic import AwareDatetime

from shared.events.base import Event, JobId, MatchId, UserId


class LetterRequested(Event, name="letter.requested", owner="generation"):
    """A letter or highlights shall be written from the inputs kept under this id."""

    user_id: UserId
    request_id: UUID


class LetterWritten(Event, name="letter.written", owner="generation"):
    """A cover letter has a new current version: written, edited by the person, or a former one served again."""

    user_id: UserId
    match_id: MatchId
    job_id: JobId
    cover_letter_id: str
    version: int
    """Counts up over a match's letters; the highest is the current one."""
    letter: str
    model: str
    written_at: AwareDatetime


class LetterFailed(Event, name="letter.failed", owner="generation"):
    """A letter could not be written; the reason names no person and quotes no text."""

    user_id: UserId
    match_id: MatchId
    request_id: UUID
    reason: str
    """Names no person and quotes no text."""


class HighlightsWritten(Event, name="highlights.written", owner="generation"):
    """The CV lines that fit a job best have been chosen."""

    user_id: UserId
    match_id: MatchId
    job_id: JobId
    version: int
    """Counts up over a match's highlights; the highest are the current ones."""
    highlights: tuple[str, ...]
    model: str
    written_at: AwareDatetime


class InterviewAnswered(Event, name="interview.answered", owner="generation"):
    """An interview question was answered; ids and numbers, no text."""

    user_id: UserId
    session_id: UUID
    prep_kit_id: UUID
    """Whose question it is; many sessions may practise one kit."""
    question_id: str
    attempt: int
    """Counts up over the answers to one question in one session."""
    score: int
    """0–100."""
    questions: int
    """How many questions the kit has."""
    answered_at: AwareDatetime


class InterviewCompleted(Event, name="interview.completed", owner="generation"):
    """An interview session has ended."""

    user_id: UserId
    session_id: UUID
    prep_kit_id: UUID
    questions: int
    """How many questions the kit has."""
    completed_at: AwareDatetime
