"""Boards that list every open job, read twice, two weeks apart: new, closed and same are counted exactly."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from job_service.boards import BoardPosting, Listing
from job_service.reading.text import clean_text
from job_service.use_cases.ingesting import Counts, Reading, take_in
from shared.events import JobsClosed, JobsScraped
from shared.testing.running import ServiceUnderTest

UNSEEN = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class EveryOpenJob:
    """A board of the kind of Lever or Greenhouse, as far as these tests read it."""

    name: str
    title: str = "Every Open Job"
    about: str = "All open jobs of one employer."
    answers_in: str = "JSON"
    urls: Sequence[str] = ()
    listing: Listing = Listing.FULL
    is_remote_only: bool = False

    def parse(self, content: bytes) -> list[BoardPosting]:
        answer = json.loads(content)
        return [_posting(job) for job in (answer["jobs"] if isinstance(answer, dict) else answer)]


def _posting(job: dict[str, Any]) -> BoardPosting:
    return BoardPosting(
        source_id=str(job["id"]),
        url=job.get("absolute_url") or job.get("hostedUrl") or "",
        title=job.get("title") or job["text"],
        company=job.get("company_name", "MOO"),
        text=clean_text(job.get("content") or job["description"]),
        raw=job,
    )


@pytest.mark.parametrize(
    ("board", "new", "closed"),
    [("lever_moo", 8, 12), ("lever_mamamoney", 1, 3), ("greenhouse_takealotgroup", 4, 9)],
)
async def test_two_answers_two_weeks_apart_are_counted_exactly(
    app: ServiceUnderTest, shared_data: Path, board: str, new: int, closed: int
) -> None:
    reader, now = EveryOpenJob(board), datetime.now(UTC)
    first, last = (
        reader.parse(gzip.decompress((shared_data / "jobs_raw" / f"{board}_{when}.json.gz").read_bytes()))
        for when in ("first", "last")
    )
    same_ids = {job.source_id for job in first} & {job.source_id for job in last}

    before, after = Reading(reader, now), Reading(reader, now + timedelta(days=14))
    await take_in(app.db, before, first, UNSEEN)
    await take_in(app.db, after, last, UNSEEN)
    await app.settled()

    assert before.counts == Counts(new=len(first))
    assert (after.counts.new, after.counts.closed) == (new, closed)
    assert after.counts.updated <= len(same_ids)
    assert (await app.anyone.get("/api/jobs")).json()["total"] == len(last)
    assert sum(len(event.job_ids) for event in app.told(JobsClosed)) == closed
    told = sum(len(event.postings) for event in app.told(JobsScraped))
    assert told == len(first) + new + after.counts.updated


async def test_reading_the_same_answer_again_changes_nothing(app: ServiceUnderTest, shared_data: Path) -> None:
    reader, now = EveryOpenJob("lever_moo"), datetime.now(UTC)
    jobs = reader.parse(gzip.decompress((shared_data / "jobs_raw" / "lever_moo_first.json.gz").read_bytes()))
    await take_in(app.db, Reading(reader, now), jobs, UNSEEN)

    again = Reading(reader, now + timedelta(hours=1))
    await take_in(app.db, again, jobs, UNSEEN)

    assert again.counts == Counts()
