"""Letters asked for by job, and job ids as clients of the Job Application System write them: 3, "3" or "job-3"."""

import re
from dataclasses import dataclass

from generation_service.errors import JobNotFound
from generation_service.tables import CoverLetter
from generation_service.told import JobTold
from shared.errors import Failure
from shared.http.schemas import GREATEST_ID

JobRef = int | str
"""A job id as it was sent."""
_WRITTEN = re.compile(r"(?:job-)?([1-9][0-9]{0,18})")


def job_id_of(written: JobRef) -> int:
    """The job's number. Raises JobNotFound for what names no job."""
    found = _WRITTEN.fullmatch(str(written).strip())
    if found is None or int(found[1]) > GREATEST_ID:
        raise JobNotFound
    return int(found[1])


@dataclass(frozen=True, slots=True)
class JobLetter:
    """A letter for a job, and whether the language model wrote it."""

    job_ref: JobRef
    job: JobTold
    letter: CoverLetter
    by_model: bool


@dataclass(frozen=True, slots=True)
class NoLetter:
    """Why there is no letter for a job."""

    job_ref: JobRef
    failure: Failure
