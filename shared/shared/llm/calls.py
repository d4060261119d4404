"""A question as ledger and cache know it: by a hash of everything that decides its answer."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.llm.base import Budget, Category, Question
from shared.llm.framing import FRAMING_VERSION, schema_of


@dataclass(frozen=True, slots=True)
class Call:
    """What is kept of a question besides its answer: nothing of what it says."""

    hash: str
    cache_key: str
    category: Category
    model: str
    prompt_version: str
    user_id: int | None
    budget: Budget | None

    @classmethod
    def of(cls, question: Question[Any], model: str) -> "Call":
        """The question as it is asked of this model."""
        digest = _hash(question, model)
        return cls(
            hash=digest,
            cache_key=f"{question.cache_prefix or question.category}:{digest}",
            category=question.category,
            model=model,
            prompt_version=question.prompt.version,
            user_id=question.user_id,
            budget=question.budget,
        )


def _hash(question: Question[BaseModel], model: str) -> str:
    decides = [
        FRAMING_VERSION,
        model,
        question.category,
        question.prompt.version,
        question.prompt.text,
        schema_of(question.shape),
        dict(question.texts),
        question.user_id,
        question.turn,
    ]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
