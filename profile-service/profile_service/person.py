"""A person's profile and the CV that feeds it: what a new CV changes, and what the others get to read."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from profile_service.preferences import READ_ONLY, wishes_in
from profile_service.reading.parsed import ParsedCv
from profile_service.tables import Profile
from shared.events import PersonSnapshot
from vocabulary.skills import skill_key, skill_name

LONGEST_BIO = 2_000


def parsed_as_json(parsed: ParsedCv) -> dict[str, Any]:
    """A parse as it is kept and shown."""
    return asdict(parsed)


def distinct_skills(names: Iterable[str]) -> list[str]:
    """Canonical names, each once, in the order given."""
    by_key: dict[str, str] = {}
    for name in names:
        if name.strip():
            by_key.setdefault(skill_key(name), skill_name(name))
    return list(by_key.values())


def take_over(profile: Profile, parsed: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Let a CV fill the profile.

    Skills of the CV before it go unless this one has them too; what the person wrote themselves stays. Bio and years
    are filled where they are empty or still say what the CV before said.
    """
    old = before or {}
    gone = {skill_key(skill) for skill in old.get("skills", ())}
    own = [skill for skill in profile.skills if skill_key(skill) not in gone]
    profile.skills = distinct_skills([*own, *parsed["skills"]])
    if profile.experience_years is None or profile.experience_years == old.get("years_of_experience"):
        profile.experience_years = parsed["years_of_experience"]
    if not profile.bio or profile.bio == _bio(old):
        profile.bio = _bio(parsed)
    profile.preferences = {**profile.preferences, READ_ONLY: dict(parsed)}


def _bio(parsed: Mapping[str, Any]) -> str | None:
    summary = parsed.get("summary")
    return summary[:LONGEST_BIO] if summary else None


def snapshot_of(profile: Profile) -> PersonSnapshot:
    """What matching and insights read of a profile."""
    parsed = profile.preferences.get(READ_ONLY)
    titles = [job.get("title") for job in parsed["experience"]] if parsed else []
    years = profile.experience_years
    if years is None and parsed:
        years = parsed.get("years_of_experience")
    return PersonSnapshot(
        skills=tuple(profile.skills),
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        experience_years=years,
        # A file that says neither what somebody can do nor what they did is nothing to score by.
        has_cv=bool(parsed and (parsed["skills"] or parsed["experience"])),
        wishes=wishes_in(profile.preferences),
    )
