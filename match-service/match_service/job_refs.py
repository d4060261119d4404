"""Job ids as clients of the Job Application System write them: 3 or job-3."""

import re

from match_service.errors import JobNotFound
from shared.http.schemas import GREATEST_ID

_WRITTEN = re.compile(r"(?:job-)?([1-9][0-9]{0,18})")


def job_id_of(written: str) -> int:
    """The job's number. Raises JobNotFound for what names no job."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or int(found[1]) > GREATEST_ID:
        raise JobNotFound
    return int(found[1])
