"""What an interview is practised with: a kit of questions, insights and tips, and how an answer was judged."""

from dataclasses import dataclass
from enum import StrEnum

FEWEST_QUESTIONS, MOST_QUESTIONS = 15, 20


class QuestionKind(StrEnum):
    """What a question is after."""

    BEHAVIORAL = "behavioral"
    TECHNICAL = "technical"
    COMPANY = "company"


class Difficulty(StrEnum):
    """How much there is to an answer."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a kit."""

    kind: QuestionKind
    text: str
    difficulty: Difficulty
    hint: str


@dataclass(frozen=True, slots=True)
class Insight:
    """Something to know about the company, and the posting's own sentence that says it."""

    insight: str
    quote: str
    """Stands in the posting, letter by letter."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a person prepares with for one posting."""

    questions: tuple[Question, ...]
    insights: tuple[Insight, ...]
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How good an answer is and why; each sentence quotes or names what was there or was missing."""

    score: int
    """0–100."""
    feedback: str
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
