"""What the market says of skills: how often they are asked for and what they pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.events import PostingFacts
from vocabulary.money import converted
from vocabulary.skills import skill_key, skill_name


@dataclass(frozen=True, slots=True)
class CountedPosting:
    """A posting as it is counted."""

    job_id: int
    version: int
    skills: Mapping[str, str]
    """Key to name, required and nice-to-have ones together."""
    salary_dollars: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which open postings are looked at: the newest `most` of those that ask for `shared` or more of these skills.

    Without skills: of all.
    """

    most: int
    skill_keys: frozenset[str] = frozenset()
    shared: int = 1


@dataclass(frozen=True, slots=True)
class SkillInMarket:
    """One skill among the postings that were analysed. Salaries are yearly, in US dollars."""

    key: str
    name: str
    count: int
    median_salary: Decimal | None
    with_salary: int
    median_without: Decimal | None
    """Median salary of the other analysed postings."""
    without_with_salary: int


def counted(posting: PostingFacts, rates: Mapping[str, Decimal]) -> CountedPosting:
    """What counts of a posting."""
    names = (skill_name(skill) for skill in (*posting.required_skills, *posting.nice_skills))
    return CountedPosting(
        posting.job_id, posting.version, {skill_key(name): name for name in names}, salary_dollars(posting, rates)
    )


def salary_dollars(posting: PostingFacts, rates: Mapping[str, Decimal]) -> int | None:
    """The middle of the stated range, or the one number stated; none without one or without a rate for its currency."""
    stated = [Decimal(each) for each in (posting.salary_min, posting.salary_max) if each is not None]
    if not stated:
        return None
    middle = sum(stated, Decimal(0)) / len(stated)
    dollars = converted(middle, posting.salary_currency or "USD", "USD", rates)
    return None if dollars is None else round(dollars)


def deltas(gone: Iterable[Iterable[str]], come: Iterable[Iterable[str]]) -> dict[str, int]:
    """By how much each skill's total changes when these postings' skills go and those come."""
    changes: dict[str, int] = {}
    for skills in gone:
        for key in skills:
            changes[key] = changes.get(key, 0) - 1
    for skills in come:
        for key in skills:
            changes[key] = changes.get(key, 0) + 1
    return {key: change for key, change in sorted(changes.items()) if change}
