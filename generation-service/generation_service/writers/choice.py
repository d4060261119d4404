"""Which engine writes for whom."""

from dataclasses import dataclass

from generation_service.tables import Engine
from generation_service.writers.base import LetterWriter
from shared.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Writers:
    """The rules, which are always there, and the language model where one is set up."""

    rules: LetterWriter
    model: LetterWriter | None = None
    falls_back: bool = False
    """Whether the rules write, and say so, what the model can't just now."""

    def engine_for(self, *, may_use_model: bool) -> Engine:
        """The model where there is one and the person has not refused it."""
        return Engine.MODEL if self.model is not None and may_use_model else Engine.RULES

    def by(self, engine: Engine) -> LetterWriter:
        """The engine's writer. Raises Unavailable when what asked had a model and this process has none."""
        if engine is Engine.RULES:
            return self.rules
        if self.model is None:
            raise Unavailable
        return self.model
