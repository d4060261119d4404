"""What reads CVs."""

from datetime import date
from typing import Protocol

from profile_service.reading import Reading


class CvReader(Protocol):
    """Reads a CV. Raises CvUnreadable with what is wrong with the file."""

    async def read(self, content: bytes, today: date, user_id: int) -> Reading:
        """The fields of this person's CV; jobs that go on are counted up to `today`."""
        ...
