"""Everything a letter is written from, as one value that can be kept and told apart from another."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from generation_service.tables import Kind
from generation_service.writing import Candidate, Match, Opening, Wishes


@dataclass(frozen=True, slots=True)
class Inputs:
    """A person, a posting, how they match, and what the person asks of the letter."""

    candidate: Candidate
    opening: Opening
    match: Match = field(default_factory=Match)
    wishes: Wishes = field(default_factory=Wishes)


_SHAPE: TypeAdapter[Inputs] = TypeAdapter(Inputs)


def snapshot_of(inputs: Inputs) -> dict[str, Any]:
    """The inputs as JSON."""
    kept: dict[str, Any] = _SHAPE.dump_python(inputs, mode="json")
    return kept


def inputs_in(snapshot: dict[str, Any]) -> Inputs:
    """The inputs a snapshot holds."""
    return _SHAPE.validate_python(snapshot)


def fingerprint(inputs: Inputs, kind: str, edition: str) -> str:
    """Hex of a SHA-256 over all that decides the result; highlights do not depend on wishes.

    The match and the skills it was scored by follow from person and posting, some moments later: a letter asked for
    before they have followed is no other letter than the one asked for after.
    """
    opening = replace(inputs.opening, required_skills=(), nice_skills=())
    deciding = replace(inputs, opening=opening, match=Match())
    if kind == Kind.HIGHLIGHTS:
        deciding = replace(deciding, wishes=Wishes())
    return hashlib.sha256(b"\0".join((edition.encode(), kind.encode(), _SHAPE.dump_json(deciding)))).hexdigest()
