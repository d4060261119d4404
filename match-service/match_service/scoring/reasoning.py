"""The reasoning of a match as the documents show it."""

from typing import TypedDict

from match_service.scoring import score as weights
from match_service.scoring.score import Score

WEIGHTS = {
    "skills": weights.SKILL_WEIGHT / 100,
    "title": weights.TITLE_WEIGHT / 100,
    "experience": weights.EXPERIENCE_WEIGHT / 100,
    "work_type": weights.WORK_TYPE_WEIGHT / 100,
    "location": weights.LOCATION_WEIGHT / 100,
    "salary": weights.SALARY_WEIGHT / 100,
}


class Reasoning(TypedDict):
    """All numbers behind a score: `overall_score` is the mean of the others, weighted by `weights`, to 0.1."""

    overall_score: float
    skill_score: int
    title_score: int
    experience_score: int
    work_type_score: int
    location_score: int
    salary_score: int
    matching_skills: list[str]
    missing_skills: list[str]
    related_skills: list[str]
    weights: dict[str, float]


def reasoning_of(score: Score) -> Reasoning:
    """The reasoning that goes with a score."""
    parts, skills = score.parts, score.skills
    return Reasoning(
        overall_score=parts.overall,
        skill_score=parts.skill,
        title_score=parts.title,
        experience_score=parts.experience,
        work_type_score=parts.work_type,
        location_score=parts.location,
        salary_score=parts.salary,
        matching_skills=list(skills.matching),
        missing_skills=list(skills.missing),
        related_skills=list(skills.related),
        weights=WEIGHTS,
    )
