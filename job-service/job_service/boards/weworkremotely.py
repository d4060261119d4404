"""WeWorkRemotely: RSS feeds by category; a job may stand in several."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from job_service.boards.board import BoardPosting, Listing
from job_service.boards.errors import BoardAnswerUnreadable
from job_service.reading.eligibility import regions_named
from job_service.reading.text import clean_line, clean_text
from job_service.reading.work_type import job_type_named
from vocabulary.skills import canonical_skill

_WHOLE = re.compile(rb"</(?:rss|feed|rdf:RDF)>\s*\Z")
# What the board itself writes above and below the employer's text.
_FRAME = re.compile(r"\A(?:(?:Headquarters|URL):[^\n]*\n+)*|\n*^To apply: \S+\s*\Z", re.MULTILINE)
_KEPT = (
    "id",
    "link",
    "title",
    "region",
    "country",
    "state",
    "skills",
    "category",
    "type",
    "summary",
    "published",
    "expires_at",
)


@dataclass(frozen=True, slots=True)
class WeWorkRemotelyBoard:
    """The feeds at WEWORKREMOTELY_URL, which may name several, separated by commas."""

    urls: tuple[str, ...]
    name: str = "weworkremotely"
    title: str = "We Work Remotely"
    about: str = "Recent remote jobs from the feeds of We Work Remotely."
    answers_in: str = "RSS"
    listing: Listing = Listing.RECENT
    is_remote_only: bool = True

    def parse(self, content: bytes) -> list[BoardPosting]:
        """The jobs of one feed. Raises BoardAnswerUnreadable when it is no whole feed."""
        feed = feedparser.parse(content, resolve_relative_uris=False)
        broken = isinstance(feed.get("bozo_exception"), SAXException)
        if not feed.get("version") or (broken and not _WHOLE.search(content)):
            raise BoardAnswerUnreadable
        return [_posting(entry) for entry in feed.entries if entry.get("id") and entry.get("title")]


def _posting(entry: Mapping[str, Any]) -> BoardPosting:
    company, title = _company_and_title(clean_line(entry["title"]))
    region = clean_line(entry.get("region") or "") or None
    country = clean_line(entry.get("country") or "")
    category = clean_line(entry.get("category") or "")
    named = tuple(filter(None, map(canonical_skill, _listed(entry.get("skills")))))
    return BoardPosting(
        source_id=entry["id"].rstrip("/").rpartition("/")[2],
        url=entry.get("link") or entry["id"],
        title=title,
        company=company,
        text=_FRAME.sub("", clean_text(entry.get("summary") or "")).strip(),
        location=region,
        regions=regions_named(country) or (regions_named(region) if region else ()),
        skills=named,
        tags=tuple(filter(None, (category, *_listed(entry.get("skills"))))),
        job_type=job_type_named(entry.get("type") or ""),
        posted_at=_time(entry.get("published")),
        expires_at=_time(entry.get("expires_at")),
        raw={key: entry[key] for key in _KEPT if entry.get(key)},
    )


def _company_and_title(line: str) -> tuple[str | None, str]:
    """The feed's titles are "Company: Title"."""
    company, colon, title = line.partition(": ")
    return (company.strip() or None, title.strip()) if colon and title.strip() else (None, line)


def _listed(skills: object) -> list[str]:
    return [clean_line(skill) for skill in str(skills or "").split(",") if skill.strip()]


def _time(written: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(written))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
