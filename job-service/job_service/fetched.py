"""What reading a board for keywords brought."""

from dataclasses import dataclass
from enum import StrEnum


class FetchStatus(StrEnum):
    """How it went."""

    OK = "ok"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many of a board's jobs were taken, and how many of them are new or have changed."""

    source: str
    status: FetchStatus
    found: int
    new: int
    updated: int
