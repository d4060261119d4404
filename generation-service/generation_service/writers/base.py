"""What a writer is asked for, and what it is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from generation_service.inputs import Inputs
from generation_service.orders import Subject
from generation_service.tables import Kind
from generation_service.writing import Letter, Passage


@dataclass(frozen=True, slots=True)
class Commission:
    """What is to be written from, and for whom and which job."""

    subject: Subject
    inputs: Inputs
    is_model_allowed: Callable[[], Awaitable[bool]] | None = None
    """Whether the person has not refused a language model meanwhile."""


class Reader(Protocol):
    """Whoever reads a letter while it is being written. What they have been shown is never withdrawn."""

    async def shown(self) -> tuple[Passage, ...]:
        """The passages the letter has to begin with, word for word."""
        ...

    async def show(self, passages: Sequence[Passage]) -> None:
        """Show these as far as they go on from what was shown; those that contradict it are passed over."""
        ...


class LetterWriter(Protocol):
    """Writes letters and chooses highlights.

    Raises shared.errors.Unavailable when it can't serve just now, shared.llm.AnswerUnusable or errors.LetterUnusable
    when what it wrote is no good.
    """

    def model(self, kind: Kind, /) -> str:
        """Its name, as the answer's `model`."""
        ...

    def edition(self, kind: Kind, /) -> str:
        """Model and prompt with their versions: another edition makes what was written before stale."""
        ...

    async def write(self, commission: Commission, reader: Reader | None = None, /) -> Letter:
        """A letter whose every claim stands in the candidate's CV."""
        ...

    async def highlight(self, commission: Commission, /) -> tuple[str, ...]:
        """The CV's own lines that speak most to the opening."""
        ...
