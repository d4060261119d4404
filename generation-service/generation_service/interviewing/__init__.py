"""Interviews by rules: kits of questions and the judging of answers; values in, values out."""

from generation_service.interviewing.kit import make_kit
from generation_service.interviewing.scoring import LONGEST_ANSWER, assess, is_own_answer
from generation_service.interviewing.subjects import (
    FEWEST_QUESTIONS,
    MOST_QUESTIONS,
    Assessment,
    Difficulty,
    Insight,
    Kit,
    Question,
    QuestionKind,
)

ENGINE = "rules-1"

__all__ = [
    "ENGINE",
    "FEWEST_QUESTIONS",
    "LONGEST_ANSWER",
    "MOST_QUESTIONS",
    "Assessment",
    "Difficulty",
    "Insight",
    "Kit",
    "Question",
    "QuestionKind",
    "assess",
    "is_own_answer",
    "make_kit",
]
