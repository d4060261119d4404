"""HTTP shapes of the Job Application System's paths."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal, Self

from pydantic import BaseModel, Field

from match_service.projects import ALGORITHM, Project, ProjectMatch
from shared.cache import CacheFigures

_SPEAKS_WELL, _SPEAKS_A_LITTLE = 0.5, 0.2
_MOST_NAMED = 5


class MeasureWeightsOut(BaseModel):
    tfidf: float
    keywords: float
    technologies: float


class ExplanationOut(BaseModel):
    """`confidence_score` is the sum of the three, each times its weight."""

    algorithm: str = ALGORITHM
    tfidf_similarity: float
    keyword_match_score: float
    technology_match_score: float
    weights: MeasureWeightsOut


class RankedProjectOut(BaseModel):
    project_id: int
    project_title: str
    confidence_score: float = Field(description="0–1.", examples=[0.6123])
    confidence_percentage: float = Field(description="The same in percent, to 0.1.", examples=[61.2])
    matching_keywords: list[str]
    explanation: ExplanationOut

    @classmethod
    def of(cls, match: ProjectMatch, project: Project) -> Self:
        return cls(
            project_id=match.project_id,
            project_title=project.title,
            confidence_score=match.confidence,
            confidence_percentage=round(match.confidence * 100, 1),
            matching_keywords=list(match.matching_keywords),
            explanation=ExplanationOut(
                tfidf_similarity=match.tfidf,
                keyword_match_score=match.keywords,
                technology_match_score=match.technologies,
                weights=MeasureWeightsOut.model_validate(asdict(match.weights)),
            ),
        )


class RankingOut(BaseModel):
    success: Literal[True] = True
    job_id: str
    user_id: int
    algorithm_used: str = ALGORITHM
    execution_time_ms: float
    cache_hit: bool
    matches: list[RankedProjectOut]


class DetailsOut(BaseModel):
    matching_technologies: list[str]
    matching_keywords: list[str]
    missing_required_skills: list[str]


class ProjectExplanationOut(BaseModel):
    success: Literal[True] = True
    job_title: str
    project_title: str
    confidence_score: float
    confidence_percentage: float
    detailed_explanation: DetailsOut
    recommendations: list[str] = Field(description="Sentences for the person.")

    @classmethod
    def of(cls, job_title: str, project: Project, match: ProjectMatch) -> Self:
        return cls(
            job_title=job_title,
            project_title=project.title,
            confidence_score=match.confidence,
            confidence_percentage=round(match.confidence * 100, 1),
            detailed_explanation=DetailsOut(
                matching_technologies=list(match.matching_technologies),
                matching_keywords=list(match.matching_keywords),
                missing_required_skills=list(match.missing_required),
            ),
            recommendations=list(_recommendations(job_title, project, match)),
        )


def _recommendations(job_title: str, project: Project, match: ProjectMatch) -> Iterator[str]:
    if match.matching_technologies:
        yield f"Say what you did with {_listed(match.matching_technologies)}: the posting asks for it."
    if match.missing_required:
        missing = _listed(match.missing_required)
        yield f"The posting also asks for {missing}: name it in the project where you used it, else show it elsewhere."
    if match.confidence >= _SPEAKS_WELL:
        yield f"Put “{project.title}” first when you apply as {job_title}."
    elif match.confidence < _SPEAKS_A_LITTLE:
        yield f"“{project.title}” says little to this posting; another project may speak better for you."
    if not project.description:
        yield "Describe the project in a few sentences: so far there is only its title to go by."


def _listed(names: tuple[str, ...]) -> str:
    shown = names[:_MOST_NAMED]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


class CacheStatsOut(BaseModel):
    memory_cache_size: int = Field(description="Rankings that the answering process holds.")
    redis_available: bool
    redis_used_memory: str | None = Field(description="What Redis says; null without it.", examples=["2.1MB"])
    redis_connected_clients: int | None = Field(description="What Redis says; null without it.")


class CacheOut(BaseModel):
    success: Literal[True] = True
    cache_stats: CacheStatsOut

    @classmethod
    def of(cls, held: int, redis: CacheFigures | None) -> Self:
        return cls(
            cache_stats=CacheStatsOut(
                memory_cache_size=held,
                redis_available=redis is not None,
                redis_used_memory=redis.used_memory if redis else None,
                redis_connected_clients=redis.connected_clients if redis else None,
            )
        )
