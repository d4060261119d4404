"""What a transaction of the schema has seen."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a transaction sees, as PostgreSQL writes it, the horizon before which nothing can still come, and when."""

    seen: str
    horizon: int
    at: datetime


NOTHING_SEEN = Snapshot("", 0, datetime.min.replace(tzinfo=UTC))
