"""Which skills are worth learning, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from insights_service.market import SkillInMarket
from vocabulary.skills import are_related

MOST_RECOMMENDATIONS = 10
FEWEST_POSTINGS = 5
"""Fewer postings than this on either side say nothing about pay."""
OFTEN = Decimal("0.30")
SOMETIMES = Decimal("0.10")
RELATED_FOR_LOW = 2
RELATED_FOR_MEDIUM = 1


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Effort(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Advice:
    """One skill to learn."""

    skill: str
    priority: Priority
    reason: str
    effort: Effort
    salary_impact: Decimal | None
    note: str | None
    postings: int


def learning_effort(skill: str, known: Iterable[str]) -> Effort:
    """Low with two or more related skills (same family of the lexicon) known already, medium with one, else high.

    More known skills never make it harder.
    """
    related = sum(are_related(skill, each) for each in known)
    if related >= RELATED_FOR_LOW:
        return Effort.LOW
    return Effort.MEDIUM if related >= RELATED_FOR_MEDIUM else Effort.HIGH


def priority_of(share: Decimal, impact: Decimal | None) -> Priority:
    """High from 30 % of the postings, or from 10 % where it pays more; medium from 10 %; else low."""
    if share >= OFTEN or (share >= SOMETIMES and impact is not None and impact > 0):
        return Priority.HIGH
    return Priority.MEDIUM if share >= SOMETIMES else Priority.LOW


def salary_impact(skill: SkillInMarket) -> tuple[Decimal | None, str | None]:
    """Median with the skill minus median without it, or none and why not."""
    fewest = min(skill.with_salary, skill.without_with_salary)
    if fewest < FEWEST_POSTINGS or skill.median_salary is None or skill.median_without is None:
        with_, without = skill.with_salary, skill.without_with_salary
        return None, f"Too few postings state a salary to say ({with_} with this skill, {without} without)."
    return skill.median_salary - skill.median_without, None


def advise(gaps: Sequence[SkillInMarket], known: Sequence[str], analyzed: int, *, own_field: bool) -> list[Advice]:
    """The most asked-for skills the person lacks: by priority, then most frequent first; ties by name."""
    ranked = sorted(gaps, key=lambda skill: (-skill.count, skill.name))[:MOST_RECOMMENDATIONS]
    advice = [_advice(skill, known, analyzed, own_field=own_field) for skill in ranked]
    return sorted(advice, key=lambda each: list(Priority).index(each.priority))


def _advice(skill: SkillInMarket, known: Sequence[str], analyzed: int, *, own_field: bool) -> Advice:
    share = Decimal(skill.count) / analyzed
    impact, note = salary_impact(skill)
    return Advice(
        skill=skill.name,
        priority=priority_of(share, impact),
        reason=_reason(skill, share, known, own_field=own_field),
        effort=learning_effort(skill.name, known),
        salary_impact=impact,
        note=note,
        postings=skill.count,
    )


def _reason(skill: SkillInMarket, share: Decimal, known: Sequence[str], *, own_field: bool) -> str:
    where = "postings close to your skills" if own_field else "open postings"
    reason = f"Asked for in {skill.count} of the {where} ({share:.0%})"
    related = [each for each in known if are_related(skill.name, each)][:2]
    return f"{reason}; close to your {' and '.join(related)}." if related else f"{reason}."
