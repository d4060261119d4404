"""What a person can say of a match."""

from enum import StrEnum


class Status(StrEnum):
    """What a person did about a match."""

    MATCHED = "matched"
    INTERESTED = "interested"
    APPLIED = "applied"
    REJECTED = "rejected"
    HIDDEN = "hidden"


DECLINED = frozenset({Status.REJECTED, Status.HIDDEN})
"""What a person does not want to see again."""
