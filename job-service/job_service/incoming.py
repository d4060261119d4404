"""A board's posting on its way into the catalogue: read, bounded, and with what tells whether it changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from job_service.boards.board import Board, BoardPosting
from job_service.reading.fingerprint import fingerprint_of
from job_service.reading.requirements import Requirements, read_requirements
from shared.events import PostingFacts

RULES = 1
"""Counts up when the rules of reading change, so that every job is read anew at its next sight."""
MOST_TAGS = 20
LONGEST_TITLE, LONGEST_LINE, LONGEST_URL, LONGEST_DESCRIPTION = 300, 200, 2_000, 50_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A posting as a row of the catalogue; `columns` are those of a job."""

    source_id: str
    content_hash: bytes
    fingerprint: bytes | None
    columns: Mapping[str, Any]
    raw: str
    """JSON that PostgreSQL takes."""

    def facts(self, job_id: int, version: int, source: str, read_at: datetime) -> PostingFacts:
        """What others are told when this was written as a version of a job; of the columns only what they may know."""
        return PostingFacts(job_id=job_id, version=version, source=source, scraped_at=read_at, **self.columns)


def distinct(postings: Iterable[BoardPosting]) -> list[BoardPosting]:
    """Each posting once, though it may stand in several feeds."""
    return list({posting.source_id: posting for posting in reversed(list(postings))}.values())[::-1]


def content_hash_of(posting: BoardPosting, now: datetime) -> bytes:
    """Equal for a posting that says the same as last time, whenever it was posted."""
    stated = {**asdict(posting), "expires_at": expiry_of(posting, now), "rules": RULES}
    del stated["raw"], stated["posted_at"]
    return blake2b(json.dumps(stated, default=str, sort_keys=True).encode(), digest_size=16).digest()


def expiry_of(posting: BoardPosting, now: datetime) -> datetime | None:
    """When the posting ends; a board that still lists what it says has ended does not mean it."""
    return posting.expires_at if posting.expires_at and posting.expires_at > now else None


def read_all(board: Board, postings: Sequence[BoardPosting], now: datetime) -> list[Incoming]:
    """Read the requirements of postings. Takes about a millisecond each: call it off the event loop."""
    return [_read(board, posting, now) for posting in postings]


def _read(board: Board, posting: BoardPosting, now: datetime) -> Incoming:
    requirements = read_requirements(posting.posting(is_remote_board=board.is_remote_only))
    return Incoming(
        source_id=posting.source_id,
        content_hash=content_hash_of(posting, now),
        fingerprint=fingerprint_of(posting.title, posting.company, posting.text),
        columns={
            "url": posting.url[:LONGEST_URL] if posting.url.startswith(("https://", "http://")) else None,
            "title": posting.title[:LONGEST_TITLE],
            "company": posting.company[:LONGEST_LINE] if posting.company else None,
            "description": posting.text[:LONGEST_DESCRIPTION],
            "location": posting.location[:LONGEST_LINE] if posting.location else None,
            "tags": tags_with(posting.tags, requirements),
            "posted_at": posting.posted_at,
            "expires_at": expiry_of(posting, now),
            **requirement_columns(requirements),
        },
        raw=_postgres_json(posting.raw),
    )


def requirement_columns(found: Requirements) -> dict[str, Any]:
    """What was read of a posting, as columns of a job."""
    salary = found.salary
    return {
        "countries": list(found.countries),
        "salary_min": salary.least if salary else None,
        "salary_max": salary.most if salary else None,
        "salary_currency": salary.currency if salary else None,
        "remote_type": found.remote_type,
        "job_type": found.job_type,
        "required_skills": list(found.required_skills),
        "nice_skills": list(found.nice_skills),
        "years_min": found.years_min,
        "years_max": found.years_max,
        "seniority": found.seniority,
        "eligible_regions": list(found.eligible_regions),
        "visa_sponsorship": found.visa_sponsorship,
        "languages": list(found.languages),
    }


def tags_with(named: Iterable[str], found: Requirements) -> list[str]:
    """What the board's fields name, then the skills that were read, each once."""
    tags = (*named, *found.required_skills, *found.nice_skills)
    return list({tag.casefold(): tag for tag in reversed(tags)}.values())[::-1][:MOST_TAGS]


def _postgres_json(raw: Mapping[str, Any]) -> str:
    """JSON without the characters that PostgreSQL refuses: NUL and halves of surrogate pairs."""
    return json.dumps(_plain(raw), ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\x00", "").encode("utf-8", "ignore").decode()
        case Mapping():
            return {_plain(str(key)): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case float() if value != value or value in (float("inf"), float("-inf")):
            return None
        case _:
            return value
