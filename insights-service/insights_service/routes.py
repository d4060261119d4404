"""HTTP of insights-service."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from insights_service import queries, use_cases
from insights_service.deps import Deps
from insights_service.schemas import CustomSkillIn, CustomSkillOut, InsightsOut, PopularSkillsOut, ProgressOut
from shared.database import export_rows
from shared.http import CommandRoute, CurrentCaller, Db, ExportOut, service_deps

Here = Annotated[Deps, service_deps]

insights = APIRouter(tags=["Insights"])
progress = APIRouter(tags=["Progress"])
skills = APIRouter(prefix="/api/skills", tags=["Skills"], route_class=CommandRoute)


@insights.get("/api/insights/skills")
async def skill_insights(caller: CurrentCaller, db: Db, deps: Here) -> InsightsOut:
    """What the market asks for and pays in the caller's field, and which skills are worth learning."""
    return InsightsOut.of(await use_cases.analyze_market(db, deps, caller))


@insights.get("/api/export/insights")
async def export_insights(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything insights-service holds of the caller."""
    async with db.read() as session:
        return ExportOut(service="insights", user_id=caller.id, data=await export_rows(session, caller.id))


@progress.get("/api/progress/stats")
async def progress_stats(caller: CurrentCaller, db: Db) -> ProgressOut:
    """How far the caller's interview practice has come; it follows an answer normally within a second.

    `readiness_percentage` is that of the kit best prepared. Of each of its questions the best answer counts with
    score × freshness, a question never answered with 0, and the mean over all its questions is taken. Freshness is
    ½ + ½ · 2^(−days / 30): 1 on the day, ¾ after 30 days, never below ½.
    """
    return ProgressOut.of(await use_cases.interview_progress(db, caller))


@skills.get("/popular")
async def popular_skills(db: Db, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> PopularSkillsOut:
    """The skills asked for most, for completing what a person types."""
    async with db.read() as session:
        names, total = await queries.popular_skills(session, limit)
    return PopularSkillsOut(skills=names, total=total)


@skills.post("/custom", status_code=status.HTTP_201_CREATED)
async def add_custom_skill(added: CustomSkillIn, caller: CurrentCaller, db: Db) -> CustomSkillOut:
    """Add a skill of one's own; it shows among the popular ones and in the caller's profile."""
    return CustomSkillOut.model_validate(await use_cases.add_custom_skill(db, caller, added.skill))
