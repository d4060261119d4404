"""Hard filters: why a pair is not scored at all."""

from datetime import datetime
from enum import StrEnum

from match_service.scoring.facts import Person, Posting


class Barrier(StrEnum):
    """What stands between a person and a posting."""

    CLOSED = "closed"
    EXPIRED = "expired"
    DECLINED = "declined"
    REMOTE_TYPE = "remote_type"
    REGION = "region"
    VISA = "visa"
    SKILLS = "skills"


def barrier(person: Person, posting: Posting, now: datetime) -> Barrier | None:
    """The first thing that drops the pair before scoring, or None."""
    if posting.closed:
        return Barrier.CLOSED
    if posting.expired(now):
        return Barrier.EXPIRED
    if posting.id in person.declined:
        return Barrier.DECLINED
    return _mismatch(person, posting)


def _mismatch(person: Person, posting: Posting) -> Barrier | None:
    if person.remote_types and posting.remote_type is not None and posting.remote_type not in person.remote_types:
        return Barrier.REMOTE_TYPE
    if _both_disjoint(person.eligible_countries, posting.eligible_countries):
        return Barrier.REGION
    if person.needs_visa and posting.sponsors_visa is False:
        return Barrier.VISA
    return Barrier.SKILLS if _both_disjoint(person.skills, posting.required | posting.nice) else None


def _both_disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)
