"""The score of one pair: the reference that every faster way to it must equal."""

from dataclasses import dataclass
from enum import IntFlag

from match_service.scoring.experience import experience_score, years_asked
from match_service.scoring.facts import Person, Posting
from match_service.scoring.location import location_score
from match_service.scoring.rarity import Rarity
from match_service.scoring.rounding import half_up
from match_service.scoring.salary import salary_score
from match_service.scoring.skills import SkillOverlap, families_of, skill_overlap, skill_score
from match_service.scoring.title import title_score
from match_service.scoring.work_type import work_type_score

SKILL_WEIGHT = 35
TITLE_WEIGHT = 20
EXPERIENCE_WEIGHT = 15
WORK_TYPE_WEIGHT = 10
LOCATION_WEIGHT = 10
SALARY_WEIGHT = 10
"""Percent of the overall score (matching.md)."""


@dataclass(frozen=True, slots=True)
class SubScores:
    """The six sub-scores, whole numbers from 0 to 100, as the person sees them."""

    skill: int
    title: int
    experience: int
    work_type: int
    location: int
    salary: int

    @property
    def tenths(self) -> int:
        """The overall score in tenths of a point: the weighted mean of what is shown, a half goes up."""
        skill, title = SKILL_WEIGHT * self.skill, TITLE_WEIGHT * self.title
        experience, work_type = EXPERIENCE_WEIGHT * self.experience, WORK_TYPE_WEIGHT * self.work_type
        location, salary = LOCATION_WEIGHT * self.location, SALARY_WEIGHT * self.salary
        return half_up(skill + title + experience + work_type + location + salary, 10)

    @property
    def overall(self) -> float:
        """0–100, to a tenth."""
        return self.tenths / 10


class Stated(IntFlag):
    """What rests on a statement: a sub-score of 100 for want of a wish is no praise, one of 50 for silence no blame."""

    SKILLS = 1
    ROLES = 2
    YEARS = 4
    WORK_TYPE = 8
    LOCATION = 16
    SALARY = 32
    PAY = 64
    """The posting's; the others are the person's."""


def stated_by(person: Person) -> Stated:
    """Which of the six sub-scores rest on something the person said."""
    said = {
        Stated.SKILLS: person.skills,
        Stated.ROLES: person.roles,
        Stated.YEARS: person.years is not None,
        Stated.WORK_TYPE: person.job_types or person.remote_types,
        Stated.LOCATION: person.preferred_countries or person.eligible_countries or person.prefers_remote,
        Stated.SALARY: person.least_salary,
    }
    return Stated(sum(fact for fact, value in said.items() if value))


@dataclass(frozen=True, slots=True)
class Score:
    """A scored pair with its reasons."""

    parts: SubScores
    skills: SkillOverlap
    stated: Stated


@dataclass(frozen=True, slots=True)
class PairScorer:
    """Scores one person against postings, one at a time; hard filters are not its matter."""

    person: Person
    rarity: Rarity
    families: frozenset[str]
    stated: Stated

    @classmethod
    def of(cls, person: Person, rarity: Rarity) -> "PairScorer":
        return cls(person, rarity, families_of(person.skills), stated_by(person))

    def score(self, posting: Posting) -> Score:
        person, rarity = self.person, self.rarity
        skills = skill_overlap(person.skills, self.families, posting, rarity)
        parts = SubScores(
            skill=skill_score(person.skills, posting, skills, rarity),
            title=title_score(person.roles, posting.title, rarity),
            experience=experience_score(person.years, years_asked(posting)),
            work_type=work_type_score(person, posting),
            location=location_score(person, posting),
            salary=salary_score(person.least_salary, posting.salary),
        )
        return Score(parts, skills, self.stated | (0 if posting.salary is None else Stated.PAY))
