"""Which of the three APIs a path belongs to, and the sections the document shows them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Family:
    """One of the APIs that are served at once."""

    name: str
    description: str


CAREER_AGENT = Family("Career Agent", "From a CV to the letter: profile, jobs, matches, letters, insights.")
JOB_MATCH_PLATFORM = Family("Job Match Platform", "Its own way in to the same profile and matches; interview practice.")
JOB_APPLICATION_SYSTEM = Family("Job Application System", "Jobs, projects, résumés and letters under `/api/v1`.")
OPERATION = Family("Operation", "What operators and clients' libraries need.")
FAMILIES = (CAREER_AGENT, JOB_MATCH_PLATFORM, JOB_APPLICATION_SYSTEM, OPERATION)

_BY_PREFIX = {
    "/api/v1": JOB_APPLICATION_SYSTEM,
    "/api/auth": JOB_MATCH_PLATFORM,
    "/api/profile/me": JOB_MATCH_PLATFORM,
    "/api/profile/cv-upload": JOB_MATCH_PLATFORM,
    "/api/jobs/matches": JOB_MATCH_PLATFORM,
    "/api/jobs/seed-jobs": JOB_MATCH_PLATFORM,
    "/api/interviews": JOB_MATCH_PLATFORM,
    "/api/progress": JOB_MATCH_PLATFORM,
    "/health": OPERATION,
    "/.well-known": OPERATION,
}
"""Every other path is Career Agent's."""


_SECTIONS = {
    "Administration": "For administrators: people, the allowlist, what the cache saves.",
    "Authentication": "Accounts and tokens.",
    "Cover letters": "Letters for several jobs at once, and letters as files.",
    "Export": "Everything a service holds of you.",
    "Generation": "Letters and CV highlights for a match, each claim checked against the CV.",
    "Health": "Whether the product is up and reaches its databases.",
    "Insights": "Which skills the market asks for, and what they pay.",
    "Interviews": "Kits of questions for a match, and practice with a score for every answer.",
    "Jobs": "The catalogue of postings, and the reading of the boards.",
    "Keys": "The public keys that verify tokens.",
    "Matches": "Which jobs fit, with reasons in numbers and words.",
    "Profile": "Who you are: your wishes, your CV, your projects.",
    "Progress": "How far interview practice has come.",
    "Projects": "Your projects, ranked for a job.",
    "Résumés": "A résumé made for one job, as a PDF.",
    "Skills": "What people type when they name a skill.",
    "User-submitted jobs": "Jobs you paste; they are yours alone.",
}


def family_of(path: str) -> Family:
    """The API a path belongs to: that of its longest prefix."""
    prefixes = (prefix for prefix in _BY_PREFIX if path == prefix or path.startswith(f"{prefix}/"))
    longest = max(prefixes, key=len, default=None)
    return CAREER_AGENT if longest is None else _BY_PREFIX[longest]


def section_of(path: str, tag: str) -> str:
    """The one tag of an operation in the whole document."""
    return f"{family_of(path).name}: {tag}"


def sections(used: Iterable[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The document's tags, and their groups as ReDoc shows them, family by family."""
    tags, groups = [], []
    present = sorted(set(used))
    for family in FAMILIES:
        own = [tag for tag in present if tag.startswith(f"{family.name}: ")]
        tags += [{"name": tag, "description": _described(family, tag)} for tag in own]
        groups += [{"name": family.name, "tags": own}] if own else []
    return tags, groups


def _described(family: Family, tag: str) -> str:
    return _SECTIONS.get(tag.removeprefix(f"{family.name}: "), family.description)
