"""What an interviewer is asked for, and what it is."""

from dataclasses import dataclass
from typing import Protocol

from generation_service.inputs import Inputs
from generation_service.interviewing import Assessment, Kit, Question
from generation_service.orders import Subject


@dataclass(frozen=True, slots=True)
class Practice:
    """An answer, the question it answers, and the two sides both are about."""

    subject: Subject
    inputs: Inputs
    question: Question
    answer: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer's assessment and who made it."""

    assessment: Assessment
    model: str


class Interviewer(Protocol):
    """Makes kits and judges answers.

    Raises shared.errors.Unavailable when it can't serve just now, shared.llm.AnswerUnusable or errors.KitUnusable when
    what it made is no good.
    """

    def model(self) -> str:
        """Its name, as the answer's `model`."""
        ...

    def edition(self) -> str:
        """Model and prompt with their versions: another edition makes another kit."""
        ...

    async def prepare(self, subject: Subject, inputs: Inputs, /) -> Kit:
        """A kit of 15 to 20 questions particular to both sides; each insight quotes the posting.

        Another turn of the wishes is another try.
        """
        ...

    async def judge(self, practice: Practice, /) -> Assessment:
        """How good an answer is, and why."""
        ...
