"""The sample jobs that ship with the product, read the way a board's answer is."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from job_service.boards.board import BoardPosting, Listing
from job_service.reading.salary import stated_salary
from job_service.reading.text import clean_text
from job_service.reading.work_type import JobType, RemoteType
from vocabulary.skills import canonical_skill

_FOLDER = "sample"


@dataclass(frozen=True, slots=True)
class SampleBoard:
    """Every file of the sample; `now` dates the postings, which say how many days old they are."""

    now: datetime
    urls: tuple[str, ...] = ()
    name: str = "sample"
    title: str = "Sample jobs"
    about: str = "Jobs that come with the product, to look at before the first scrape."
    answers_in: str = "JSON lines"
    listing: Listing = Listing.RECENT
    is_remote_only: bool = False

    def parse(self, content: bytes) -> list[BoardPosting]:
        """The postings of one file: one JSON object a line."""
        return [self._posting(json.loads(line)) for line in content.splitlines()]

    def _posting(self, job: dict[str, Any]) -> BoardPosting:
        return BoardPosting(
            source_id=job["source_id"],
            url="",
            title=job["title"],
            company=job["company"],
            text=clean_text(job["description"]),
            location=job["location"],
            skills=tuple(filter(None, map(canonical_skill, job["tags"]))),
            tags=tuple(job["tags"]),
            job_type=JobType(job["job_type"]),
            remote_type=RemoteType(job["remote_type"]) if job["remote_type"] else None,
            salary=stated_salary(job["salary_min"], job["salary_max"], job["salary_currency"]),
            posted_at=self.now - timedelta(days=job["days_ago"]),
            raw=job,
        )


def sample_files() -> list[bytes]:
    """The files of the sample, by name."""
    folder = files("job_service").joinpath(_FOLDER)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".jsonl"))
    return [folder.joinpath(name).read_bytes() for name in names]
