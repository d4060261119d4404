"""What administrators see of the cache of answers."""

from typing import Annotated

from fastapi import APIRouter

from generation_service import use_cases
from generation_service.deps import Deps
from generation_service.schemas.cache import CacheStatsOut, ResetOut
from shared.errors import Forbidden
from shared.http import AdminCaller, failures, service_deps
from shared.llm.figures import CacheAway

Here = Annotated[Deps, service_deps]

admin = APIRouter(prefix="/api/admin/cache", tags=["Administration"], responses=failures(Forbidden, CacheAway))


@admin.get("/stats")
async def cache_stats(_: AdminCaller, deps: Here) -> CacheStatsOut:
    """Hits and misses of every category of language model calls, what the hits saved, and what Redis holds.

    A miss costs what calls of its category have cost on average; before the first one an estimate.
    """
    return CacheStatsOut.of(await use_cases.cache_figures(deps))


@admin.post("/reset-metrics")
async def reset_cache_metrics(_: AdminCaller, deps: Here) -> ResetOut:
    """Count hits, misses and sets from nothing again. What is cached stays."""
    await use_cases.reset_cache_counts(deps)
    return ResetOut(message="Cache metrics reset successfully")
