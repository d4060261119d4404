"""RemoteOK: one JSON list of recent jobs, the first element being a legal notice."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from job_service.boards.board import BoardPosting, Listing
from job_service.boards.errors import BoardAnswerUnreadable
from job_service.reading.eligibility import regions_named
from job_service.reading.salary import stated_salary
from job_service.reading.text import clean_line, clean_text

# Appended to every text: a word, and a tag that holds the reader's address and so differs from one reader to the next.
_TRACKING = re.compile(r"\s*(?:<br\s*/?>\s*)*Please mention the word \**\w+.*\Z", re.IGNORECASE | re.DOTALL)
_CURRENCY = "USD"
_KEPT = frozenset(
    {
        "id",
        "slug",
        "epoch",
        "date",
        "company",
        "position",
        "tags",
        "location",
        "salary_min",
        "salary_max",
        "url",
        "apply_url",
        "original",
    }
)


@dataclass(frozen=True, slots=True)
class RemoteOkBoard:
    """The board at REMOTEOK_URL. Its tags are guesses of the board and are not read."""

    urls: tuple[str, ...]
    name: str = "remoteok"
    title: str = "RemoteOK"
    about: str = "Recent remote jobs from RemoteOK, mostly in technology."
    answers_in: str = "JSON"
    listing: Listing = Listing.RECENT
    is_remote_only: bool = True

    def parse(self, content: bytes) -> list[BoardPosting]:
        """The jobs of an answer. Raises BoardAnswerUnreadable when it is no JSON list."""
        try:
            listed = json.loads(content)
        except (ValueError, RecursionError):
            raise BoardAnswerUnreadable from None
        if not isinstance(listed, list):
            raise BoardAnswerUnreadable
        return [_posting(job) for job in listed if isinstance(job, dict) and job.get("id") and job.get("position")]


def _posting(job: Mapping[str, Any]) -> BoardPosting:
    description = _TRACKING.sub("", _text(job, "description"))
    location = clean_line(_text(job, "location")).strip(", ") or None
    return BoardPosting(
        source_id=str(job["id"]),
        url=_text(job, "url") or _text(job, "apply_url"),
        title=clean_line(_text(job, "position")),
        company=clean_line(_text(job, "company")) or None,
        text=clean_text(description),
        location=location,
        regions=regions_named(location) if location else (),
        salary=stated_salary(_number(job, "salary_min"), _number(job, "salary_max"), _CURRENCY),
        posted_at=_posted_at(job),
        raw={key: job[key] for key in job.keys() & _KEPT} | {"description": description},
    )


def _text(job: Mapping[str, Any], key: str) -> str:
    value = job.get(key)
    return value if isinstance(value, str) else ""


def _number(job: Mapping[str, Any], key: str) -> float | None:
    try:
        return float(job.get(key) or 0)
    except (TypeError, ValueError):
        return None


def _posted_at(job: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(job["epoch"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
