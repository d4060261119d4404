"""Skills by number: their families, and what a person's skills are worth in every list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from match_service.index.layout import Array, Ragged, skill_keys
from match_service.index.rules import NICE_SHIFT
from match_service.index.weights import Weights

ALONE = -1


class SkillTable:
    """The families of skills, by the number of the skill."""

    def __init__(self) -> None:
        self._families: dict[str, int] = {}
        self._family_of = np.full(0, ALONE, np.int32)
        self._members: defaultdict[int, set[int]] = defaultdict(set)

    def put(self, families: Mapping[int, str | None]) -> None:
        """Learn the families of some skills; a skill without one need not be known."""
        missing = max(families, default=ALONE) + 1 - self._family_of.size
        self._family_of = np.concatenate([self._family_of, np.full(max(0, missing), ALONE, np.int32)])
        for skill, family in families.items():
            if family is not None:
                number = self._families.setdefault(family, len(self._families))
                self._family_of[skill] = number
                self._members[number].add(skill)

    def families(self, skills: Array) -> Array:
        """The family of each skill, ALONE for none."""
        found = np.full(skills.size, ALONE, np.int32)
        known = skills < self._family_of.size
        found[known] = self._family_of[skills[known]]
        return found

    def families_of_rows(self, skills: Ragged) -> Ragged:
        """For rows of skills the families of each row, once each."""
        rows = np.repeat(np.arange(skills.counts.size), skills.counts)
        families = self.families(skills.values)
        many = len(self._families) or 1
        pairs = np.unique(rows[families != ALONE] * many + families[families != ALONE])
        counts = np.bincount(pairs // many, minlength=skills.counts.size).astype(np.int32)
        return Ragged(counts, (pairs % many).astype(np.int32))

    def related_to(self, skills: Iterable[int]) -> list[int]:
        """All skills of the families of these, but not these."""
        own = set(skills)
        families = set(self.families(np.fromiter(own, np.int64)).tolist()) - {ALONE}
        return sorted(set().union(*(self._members[number] for number in families)) - own)


def worth_of(skills: Iterable[int], times: int, weights: Weights) -> tuple[Array, Array]:
    """The keys of skills, as required and as nice-to-have ones, and what each is worth: `times` its weight."""
    numbers = np.fromiter(skills, np.int64)
    worth = (times * weights.of_skills(numbers)).astype(np.uint32)
    keys = [skill_keys(numbers, required=required) for required in (True, False)]
    return np.concatenate(keys), np.concatenate([worth, worth << NICE_SHIFT])
