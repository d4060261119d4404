"""A language model that says what a test gave it, with the turns and the growing answer of a real one."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jiter
import orjson

from shared.llm import Answer, Category, OnPartial, Question
from shared.llm.base import ShapeT

PIECE = 40
"""The answer grows by so many characters at a time."""


def draft(*paragraphs: Sequence[tuple[str, list[int]]], greeting: str = "Dear Hiring Team,") -> dict[str, Any]:
    """A letter as a model answers it, of sentences and the CV lines they cite."""
    told = [{"sentences": [{"text": text, "cv_lines": lines} for text, lines in said]} for said in paragraphs]
    return {"subject": "Application", "greeting": greeting, "paragraphs": told}


ADAS_LETTER = draft(
    [
        ("Your Backend Engineer position asks for services in Python and Kafka, which is what I build.", [2]),
        ("At Parcelwise I rebuilt the planner in Python and Kafka and cut its run from 40 to 6 minutes.", [5, 6]),
    ],
    [
        ("As a Senior Developer there I also led a team of five engineers.", [5, 7]),
        ("I hold an MSc from Lund University.", [9]),
    ],
    [("I would be glad to talk about your freight platform.", [])],
)
"""A letter that stands on the CV of testing.neighbours."""
ADAS_LINES = {"lines": [2, 3, 1]}


_NUMBERED = re.compile(r"^(\d+)\. (.{20,200})$", re.MULTILINE)
_BEGINNINGS = (
    "Of my work I would name this first",
    "I can also tell you this",
    "To this I can add",
    "And I can say this",
)


def answer_to(texts: Mapping[str, str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a dull but honest model makes of any CV: a letter that quotes its lines, or the first lines there are."""
    lines = [(int(number), line.rstrip(".")) for number, line in _NUMBERED.findall(texts.get("cv", ""))]
    if "paragraphs" not in schema["properties"]:
        return {"lines": [number for number, _ in lines[:4]]}
    told = [
        (f"{beginning}: {line}.", [number])
        for beginning, (number, line) in zip(_BEGINNINGS * 2, [line for line in lines if "," in line[1]], strict=False)
    ]
    return draft(told[:2], told[2:6] or told[:1], [("I would be glad to talk about this with you.", [])])


@dataclass
class ScriptedModel:
    """Gives the answers in their order; the last one again and again."""

    answers: Sequence[Mapping[str, Any]]
    asked: list[Question[Any]] = field(default_factory=list)
    complaints: list[Sequence[str]] = field(default_factory=list)
    failure: Exception | None = None
    """Raised once half of the answer is there."""
    pause: Callable[[], Awaitable[None]] | None = None
    """Awaited before each piece of the answer."""

    def model_for(self, category: Category) -> str:
        return f"scripted-{category}"

    def model_set_for(self, category: Category) -> str:
        return self.model_for(category)

    async def ask(self, question: Question[ShapeT], *, on_partial: OnPartial | None = None) -> Answer[ShapeT]:
        self.asked.append(question)
        first = await self._said(question, self.answers[0], on_partial)
        faults = tuple(question.check(first)) if question.check else ()
        if not faults:
            return Answer(first, self.model_for(question.category), cached=False)
        self.complaints.append(faults)
        second = await self._said(question, self.answers[-1], on_partial)
        left = tuple(question.check(second)) if question.check else ()
        return Answer(second, self.model_for(question.category), cached=False, faults=left)

    async def _said(
        self, question: Question[ShapeT], answer: Mapping[str, Any], on_partial: OnPartial | None
    ) -> ShapeT:
        whole = orjson.dumps(answer)
        for end in range(PIECE, len(whole) + PIECE, PIECE) if on_partial else ():
            assert on_partial is not None
            if self.pause is not None:
                await self.pause()
            if self.failure is not None and end > len(whole) / 2:
                raise self.failure
            await on_partial(partial(jiter.from_json, whole[:end], partial_mode="trailing-strings"))
        return question.shape.model_validate(answer)
