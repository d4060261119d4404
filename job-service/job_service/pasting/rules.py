"""The rules engine as a reader of pasted postings."""

import asyncio

from job_service.pasting.base import ReadPosting
from job_service.reading.pasted import read_pasted

ENGINE = "rules-1"


class RulePastedReader:
    """By rules: always there, nothing leaves the machine."""

    async def read(self, job_text: str, user_id: int) -> ReadPosting:
        """Off the event loop: a long text takes some milliseconds."""
        del user_id
        return ReadPosting(await asyncio.to_thread(read_pasted, job_text), ENGINE)
