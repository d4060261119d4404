"""Every posting of the data folder is read, and read right where a board's own fields tell the truth."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest

from job_service.reading.fingerprint import fingerprint_of
from job_service.reading.pasted import read_pasted
from job_service.reading.requirements import Posting, Requirements, read_requirements
from job_service.reading.text import clean_text

TITLES = ("title", "position", "jobTitle", "text", "PositionTitle", "name")
TEXTS = ("descriptionHtml", "content", "jobDescription", "description", "JobSummary", "summary")


def postings_in(value: Any) -> Iterator[dict[str, Any]]:
    """Whatever in a board's answer has a title and a text."""
    if isinstance(value, dict) and _first(value, TITLES) and _first(value, TEXTS):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from postings_in(part)


def _first(job: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((job[name] for name in names if isinstance(job.get(name), str)), "")


def answer_in(file: Path) -> Any:
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    if ".json" in file.suffixes:
        return json.loads(content)
    return [dict(entry) for entry in feedparser.parse(content).entries]


def read(job: dict[str, Any]) -> Requirements:
    return read_requirements(Posting(title=clean_text(_first(job, TITLES)), text=clean_text(_first(job, TEXTS))))


@pytest.fixture(scope="module")
def jobs(shared_data: Path) -> dict[str, list[dict[str, Any]]]:
    """The postings of each file."""
    files = sorted(file for file in (shared_data / "jobs_raw").rglob("*") if file.is_file())
    return {file.name: list(postings_in(answer_in(file))) for file in files}


def test_every_posting_goes_through(jobs: dict[str, list[dict[str, Any]]]) -> None:
    everything = [job for found in jobs.values() for job in found]

    assert len(everything) >= 280
    for job in everything:
        text = clean_text(_first(job, TEXTS))
        found = read(job)
        assert not set(found.required_skills) & set(found.nice_skills)
        assert found.years_min is None or found.years_min <= 30
        assert found.salary is None or (found.salary.least or 1) <= (found.salary.most or 10**9)
        fingerprint_of(_first(job, TITLES), "Acme", text)
        read_pasted(f"{_first(job, TITLES)}\n\n{text}")


def test_no_mark_up_is_left_in_any_text(jobs: dict[str, list[dict[str, Any]]]) -> None:
    for found in jobs.values():
        for job in found:
            text = clean_text(_first(job, TEXTS))
            assert "</" not in text
            assert "&nbsp;" not in text
            assert "\u00a0" not in text


def test_pay_stated_in_text_agrees_with_the_boards_field(jobs: dict[str, list[dict[str, Any]]]) -> None:
    """Of the boards that state pay by the year besides; hourly pay is rounded there, each board in its own way."""
    read_and_stated = [
        ((pay.least, pay.most), (job["salaryMin"], job["salaryMax"]))
        for job in jobs["jobicy_lcarlini.json"]
        if (pay := read(job).salary) and "per hour" not in job["jobDescription"]
    ]

    assert len(read_and_stated) >= 3
    assert all(found == stated for found, stated in read_and_stated)
