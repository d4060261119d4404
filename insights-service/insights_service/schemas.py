"""HTTP shapes of insights-service."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from insights_service.advice import Advice, Effort, Priority
from insights_service.analysis import Analysis
from insights_service.market import SkillInMarket
from insights_service.progress import Progress
from shared.http import Line, Stripped, Utc

SkillText = Annotated[Line, Stripped, Field(min_length=1, max_length=100)]


class MarketSkillOut(BaseModel):
    """How often a skill is asked for among the postings analysed, and what they pay."""

    count: int
    frequency: float = Field(description="Share of the postings analysed, 0–1.", examples=[0.7])
    avg_salary: int | None = Field(description="Median of the stated yearly salaries in US dollars; null when none.")
    jobs_with_salary: int = Field(description="How many postings stand behind `avg_salary`; few of them say little.")

    @classmethod
    def of(cls, skill: SkillInMarket, analyzed: int) -> "MarketSkillOut":
        return cls(
            count=skill.count,
            frequency=round(skill.count / analyzed, 4),
            avg_salary=_whole(skill.median_salary),
            jobs_with_salary=skill.with_salary,
        )


class RecommendationOut(BaseModel):
    skill: str
    priority: Priority
    reason: str
    learning_effort: Effort = Field(
        description="low: two or more related skills are known already; medium: one; high: none."
    )
    salary_impact: int | None = Field(
        description="Median yearly salary (US dollars) of your field's postings that ask for the skill minus that of "
        "those that do not; null, with a note, with fewer than 5 salaries on either side."
    )
    note: str | None = None
    frequency: int = Field(description="How many postings of your field (those nearest to your skills) ask for it.")

    @classmethod
    def of(cls, advice: Advice) -> "RecommendationOut":
        return cls(
            skill=advice.skill,
            priority=advice.priority,
            reason=advice.reason,
            learning_effort=advice.effort,
            salary_impact=_whole(advice.salary_impact),
            note=advice.note,
            frequency=advice.postings,
        )


class InsightsOut(BaseModel):
    user_id: int
    analysis_date: Utc
    jobs_analyzed: int = Field(description="Open postings, the newest 20,000 of them.")
    user_skills: list[str]
    skill_gaps: list[str] = Field(description="Skills you do not have that your field asks for, most frequent first.")
    market_skills: dict[str, MarketSkillOut]
    recommendations: list[RecommendationOut]

    @classmethod
    def of(cls, analysis: Analysis) -> "InsightsOut":
        return cls(
            user_id=analysis.user_id,
            analysis_date=analysis.at,
            jobs_analyzed=analysis.jobs_analyzed,
            user_skills=list(analysis.user_skills),
            skill_gaps=[skill.name for skill in analysis.gaps],
            market_skills={skill.name: MarketSkillOut.of(skill, analysis.jobs_analyzed) for skill in analysis.market},
            recommendations=[RecommendationOut.of(each) for each in analysis.advice],
        )


class PopularSkillsOut(BaseModel):
    skills: list[str] = Field(description="Most common first.")
    source: Literal["job_tags_and_custom_skills"] = "job_tags_and_custom_skills"
    total: int = Field(description="How many skills are known.")


class CustomSkillIn(BaseModel):
    skill: SkillText = Field(examples=["Elixir"])


class CustomSkillOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    skill: str
    usage_count: int
    created_at: Utc


class ProgressOut(BaseModel):
    sessions_completed: int = Field(examples=[3])
    average_score: float = Field(
        description="Mean score of all answers, 0–100; 0 when there are none.", examples=[71.5]
    )
    total_questions_practiced: int = Field(
        description="Questions answered: answered again in the same session one counts once, in another session anew."
    )
    readiness_percentage: float = Field(
        description="0–100, of the kit best prepared: the mean over all the kit's questions of the best answer's "
        "score × freshness, where a question never answered counts 0 and freshness is ½ + ½ · 2^(−days / 30) of the "
        "answer's age. One answer more, or a better one, never lowers it.",
        examples=[58.3],
    )

    @classmethod
    def of(cls, progress: Progress) -> "ProgressOut":
        return cls(
            sessions_completed=progress.sessions_completed,
            average_score=round(progress.average_score, 2),
            total_questions_practiced=progress.questions_practiced,
            readiness_percentage=round(progress.readiness, 2),
        )


def _whole(amount: Decimal | float | None) -> int | None:
    return None if amount is None else round(amount)
