"""The skills behind a score, for pairs that the index scored by number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from match_service.pairs import ScoredPair
from match_service.scoring import Score, SkillOverlap, Stated, SubScores


@dataclass(frozen=True, slots=True)
class PostingSkills:
    """The skills a posting names, by number, and what else a match shows of it."""

    job_id: int
    posted_at: datetime
    required: Sequence[int]
    nice: Sequence[int]
    names_pay: bool


@dataclass(frozen=True, slots=True)
class PersonSkills:
    """A person's skills by number, the families of them, and what their scores rest on."""

    user_id: int
    skills: frozenset[int]
    families: frozenset[str]
    stated: Stated


@dataclass(frozen=True, slots=True)
class Reasons:
    """Names, families and weights of skills by number."""

    names: Mapping[int, str]
    families: Mapping[int, str | None]
    weights: Sequence[int]
    unseen_weight: int
    _orders: dict[int, list[int]] = field(default_factory=dict)

    def person(self, user_id: int, skills: Iterable[int], stated: Stated) -> PersonSkills:
        """A person, ready to be compared with many postings."""
        own = frozenset(skills)
        families = frozenset(found for skill in own if (found := self.families.get(skill)) is not None)
        return PersonSkills(user_id, own, families, stated)

    def pair(self, person: PersonSkills, posting: PostingSkills, parts: Sequence[int]) -> ScoredPair:
        """A pair with these sub-scores."""
        stated = person.stated | (Stated.PAY if posting.names_pay else Stated(0))
        score = Score(SubScores(*parts), self._overlap(person, posting), stated)
        return ScoredPair(person.user_id, posting.job_id, posting.posted_at, score)

    def _overlap(self, person: PersonSkills, posting: PostingSkills) -> SkillOverlap:
        """The rule of scoring.skills.skill_overlap, by number."""
        matching: list[str] = []
        missing: list[str] = []
        related: list[str] = []
        for skill in self._order(posting):
            near = self.families.get(skill) in person.families
            (matching if skill in person.skills else related if near else missing).append(self.names[skill])
        return SkillOverlap(tuple(matching), tuple(missing), tuple(related))

    def _order(self, posting: PostingSkills) -> list[int]:
        """Required skills first, then by weight, then by name."""
        order = self._orders.get(posting.job_id)
        if order is None:
            order = [*self._by_weight(posting.required), *self._by_weight(posting.nice)]
            self._orders[posting.job_id] = order
        return order

    def _by_weight(self, skills: Iterable[int]) -> list[int]:
        return sorted(skills, key=lambda skill: (-self._weight(skill), self.names[skill]))

    def _weight(self, skill: int) -> int:
        return self.weights[skill] if skill < len(self.weights) else self.unseen_weight
