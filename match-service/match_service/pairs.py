"""A scored pair on its way to the schema and back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from match_service.scoring import Score, SkillOverlap, Stated, SubScores


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair with its reasons. `posted_at` is the posting's: equal scores are listed newest first."""

    user_id: int
    job_id: int
    posted_at: datetime
    score: Score

    @property
    def row(self) -> dict[str, Any]:
        """The columns of `matches` that a score fills."""
        parts, skills = self.score.parts, self.score.skills
        return {
            "user_id": self.user_id,
            "job_id": self.job_id,
            "posted_at": self.posted_at,
            "tenths": parts.tenths,
            "skill": parts.skill,
            "title": parts.title,
            "experience": parts.experience,
            "work_type": parts.work_type,
            "location": parts.location,
            "salary": parts.salary,
            "stated": int(self.score.stated),
            "matching": skills.matching,
            "missing": skills.missing,
            "related": skills.related,
        }


def score_of(row: Any) -> Score:
    """The score that a row of `matches` holds."""
    parts = SubScores(row.skill, row.title, row.experience, row.work_type, row.location, row.salary)
    skills = SkillOverlap(tuple(row.matching), tuple(row.missing), tuple(row.related))
    return Score(parts, skills, Stated(row.stated))
