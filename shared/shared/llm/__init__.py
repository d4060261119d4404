"""A language model as the services see it: a question with marked data in, a checked shape out."""

from shared.llm.base import Answer, AnswerUnusable, Budget, Category, LanguageModel, OnPartial, Prompt, Question, SoFar

__all__ = [
    "Answer",
    "AnswerUnusable",
    "Budget",
    "Category",
    "LanguageModel",
    "OnPartial",
    "Prompt",
    "Question",
    "SoFar",
]
