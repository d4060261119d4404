"""A stored text as it is given to who asked for it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from generation_service.queries.letters import Kept

KeptT = TypeVar("KeptT", bound=Kept)


@dataclass(frozen=True, slots=True)
class Served(Generic[KeptT]):
    """A stored text, and whether it was there before it was asked for."""

    kept: KeptT
    cached: bool
