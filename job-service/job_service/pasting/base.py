"""What reads pasted postings."""

from dataclasses import dataclass
from typing import Protocol

from job_service.reading.pasted import PastedPosting


@dataclass(frozen=True, slots=True)
class ReadPosting:
    """The fields of a pasted posting, and who read them, as the API names it."""

    posting: PastedPosting
    model: str


class PastedReader(Protocol):
    """Reads a pasted text into the fields of a job."""

    async def read(self, job_text: str, user_id: int) -> ReadPosting:
        """The fields the text gives, for the person who pasted it."""
        ...
