"""What is ordered: a letter or highlights for a match, from just these inputs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from generation_service.inputs import Inputs, fingerprint
from generation_service.tables import Engine, Kind
from shared.llm import Category


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose text it is, and for which match and job."""

    user_id: int
    match_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class Order:
    """Orders with one hash are one order."""

    subject: Subject
    kind: Kind
    inputs: Inputs
    engine: Engine
    inputs_hash: str
    allowed_as_of: datetime | None = None
    """Of which time the profile is that lets the engine write."""

    @property
    def category(self) -> Category:
        """As what a call for it counts."""
        return Category.COVER_LETTER if self.kind is Kind.LETTER else Category.CV_HIGHLIGHTS

    @classmethod
    def of(
        cls,
        subject: Subject,
        kind: Kind,
        inputs: Inputs,
        engine: Engine,
        edition: str,
        allowed_as_of: datetime | None = None,
    ) -> Self:
        """The order, with its hash; `edition` is that of the engine's writer."""
        return cls(subject, kind, inputs, engine, fingerprint(inputs, kind, edition), allowed_as_of)
