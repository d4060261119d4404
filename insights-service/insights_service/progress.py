"""How far a person's interview practice has come."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

HALF_LIFE_DAYS = 30.0
LEAST_FRESHNESS = 0.5
"""What was practised long ago is half forgotten, not lost."""
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class PracticedAnswer:
    """An answer that was given, without its words."""

    prep_kit_id: UUID
    session_id: UUID
    question_id: str
    score: int
    """0–100."""
    questions: int
    """How many questions the kit has."""
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """Practice in four numbers."""

    sessions_completed: int
    average_score: float
    questions_practiced: int
    readiness: float


def progress_of(answers: Sequence[PracticedAnswer], sessions_completed: int, now: datetime) -> Progress:
    """The mean of all answers' scores (0 without any), the questions answered in each session, the readiness."""
    average = sum(answer.score for answer in answers) / len(answers) if answers else 0.0
    questions = {(answer.session_id, answer.question_id) for answer in answers}
    return Progress(sessions_completed, average, len(questions), readiness(answers, now))


def readiness(answers: Iterable[PracticedAnswer], now: datetime) -> float:
    """0–100: that of the kit best prepared, coverage, scores and recency in one.

    Of each of a kit's questions its best answer counts, with score × freshness(age of the answer); a question never
    answered counts 0; the kit's readiness is the mean over all its questions. So every question answered today with
    100 gives 100, half of them 50, and all of them with 70 give 70. One answer more, or a better one, never lowers it;
    only time does, and never below half.
    """
    worth: dict[UUID, dict[str, float]] = defaultdict(dict)
    questions: dict[UUID, int] = {}
    for answer in answers:
        kit = worth[answer.prep_kit_id]
        value = answer.score * freshness((now - answer.answered_at).total_seconds() / _SECONDS_A_DAY)
        kit[answer.question_id] = max(value, kit.get(answer.question_id, 0.0))
        questions[answer.prep_kit_id] = max(answer.questions, questions.get(answer.prep_kit_id, 1))
    prepared = (sum(best.values()) / max(questions[kit], len(best)) for kit, best in worth.items())
    return max(prepared, default=0.0)


def freshness(days: float) -> float:
    """1 on the day, ¾ after 30 days, never below ½: ½ + ½ · 2^(−days / 30)."""
    forgotten = math.exp2(-max(days, 0.0) / HALF_LIFE_DAYS)
    return LEAST_FRESHNESS + (1 - LEAST_FRESHNESS) * forgotten
