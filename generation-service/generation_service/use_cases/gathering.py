"""What stands in the neighbours' tables at this moment."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from generation_service.deps import Deps
from generation_service.inputs import Inputs
from generation_service.orders import Subject
from generation_service.told import candidate_of, match_of, opening_of
from generation_service.writing import Wishes
from shared.auth import Caller


@dataclass(frozen=True, slots=True)
class Gathered:
    """Both sides of a match, and whether a language model may read them."""

    subject: Subject
    inputs: Inputs
    may_use_model: bool
    allowed_as_of: datetime | None
    """Of which time the profile is that says so."""


async def gather(deps: Deps, caller: Caller, match_id: int, wishes: Wishes) -> Gathered:
    """A person and a posting. Raises MatchNotFound, NotYourMatch, Unavailable."""
    match, person = await asyncio.gather(deps.neighbours.match(caller, match_id), deps.neighbours.person(caller))
    job = await deps.neighbours.job(caller, match)
    inputs = Inputs(candidate_of(person), opening_of(job, match), match_of(match), wishes)
    subject, profile = Subject(caller.id, match_id, match.job_id), person.profile
    return Gathered(subject, inputs, profile.allows_model, profile.updated_at)
