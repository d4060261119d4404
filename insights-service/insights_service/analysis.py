"""The market as one person should see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from insights_service.advice import Advice
from insights_service.market import SkillInMarket


@dataclass(frozen=True, slots=True)
class Analysis:
    """Salaries are yearly, in US dollars."""

    user_id: int
    at: datetime
    jobs_analyzed: int
    user_skills: Sequence[str]
    market: Sequence[SkillInMarket]
    gaps: Sequence[SkillInMarket]
    advice: Sequence[Advice]
