"""Skills: what a posting asks for against what a person has."""

from dataclasses import dataclass
from functools import lru_cache

from match_service.scoring.facts import Posting, Skills
from match_service.scoring.rarity import Rarity
from match_service.scoring.rounding import half_up
from vocabulary.skills import family_of

REQUIRED_SHARE = 80
NICE_SHARE = 20
"""Percent that required and nice-to-have skills carry; where a posting names only one kind, that kind carries all."""

UNKNOWN = 50

FULL_CREDIT = 2
HALF_CREDIT = 1
"""What an exact and a related skill bring, times their weight."""

family = lru_cache(maxsize=50_000)(family_of)
"""The family of a skill, remembered: the lexicon folds a name anew each time."""


@dataclass(frozen=True, slots=True)
class SkillOverlap:
    """The skills a posting names, by what the person has of them: required ones first, then by weight."""

    matching: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Not the person's own, but of a family with one of them, as Django is for who knows Flask."""


def families_of(skills: Skills) -> frozenset[str]:
    """The families of some skills; a skill without one has no relatives."""
    return frozenset(found for skill in skills if (found := family(skill)) is not None)


def skill_overlap(has: Skills, families: frozenset[str], posting: Posting, rarity: Rarity) -> SkillOverlap:
    """Sort the posting's skills into those the person has, those of the `families` of what they have, and the rest."""
    matching, missing, related = [], [], []
    for skill in [*_by_weight(posting.required, rarity), *_by_weight(posting.nice - posting.required, rarity)]:
        if skill in has:
            matching.append(skill)
        elif family(skill) in families:
            related.append(skill)
        else:
            missing.append(skill)
    return SkillOverlap(tuple(matching), tuple(missing), tuple(related))


def skill_score(has: Skills, posting: Posting, overlap: SkillOverlap, rarity: Rarity) -> int:
    """0–100. Exact skills count fully, related ones half, rare ones more; 50 when either side names none."""
    nice = posting.nice - posting.required
    if not has or not (posting.required or nice):
        return UNKNOWN
    required_credit, required_total = _credit(posting.required, overlap, rarity)
    nice_credit, nice_total = _credit(nice, overlap, rarity)
    if not nice_total:
        return half_up(100 * required_credit, required_total)
    if not required_total:
        return half_up(100 * nice_credit, nice_total)
    shares = REQUIRED_SHARE * required_credit * nice_total + NICE_SHARE * nice_credit * required_total
    return half_up(shares, required_total * nice_total)


def _credit(skills: Skills, overlap: SkillOverlap, rarity: Rarity) -> tuple[int, int]:
    full = sum(rarity.of_skill(skill) for skill in skills.intersection(overlap.matching))
    half = sum(rarity.of_skill(skill) for skill in skills.intersection(overlap.related))
    total = sum(rarity.of_skill(skill) for skill in skills)
    return FULL_CREDIT * full + HALF_CREDIT * half, FULL_CREDIT * total


def _by_weight(skills: Skills, rarity: Rarity) -> list[str]:
    return sorted(skills, key=lambda skill: (-rarity.of_skill(skill), skill))
