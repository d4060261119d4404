"""Work type: the kind of contract and the place of work, wished and offered."""

from collections.abc import Set
from typing import TypeVar

from match_service.scoring.facts import Person, Posting

WANTED = 100
UNKNOWN = 50
UNWANTED = 0

Kind = TypeVar("Kind")


def work_type_score(person: Person, posting: Posting) -> int:
    """The mean of job type and remote type, each 100 (wanted, or no wish), 50 (not stated) or 0."""
    job_type = wish_score(person.job_types, posting.job_type)
    remote_type = wish_score(person.remote_types, posting.remote_type)
    return (job_type + remote_type) // 2


def wish_score(wanted: Set[Kind], offered: Kind | None) -> int:
    """100 without a wish or for what is wanted, 50 for what is not stated, else 0."""
    if not wanted:
        return WANTED
    if offered is None:
        return UNKNOWN
    return WANTED if offered in wanted else UNWANTED
