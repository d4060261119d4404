"""The administrator's look at the cache of answers."""

import structlog

from generation_service.deps import Deps
from shared.llm.figures import Figures

log = structlog.get_logger()


async def cache_figures(deps: Deps) -> Figures:
    """What the cache has brought. Raises CacheAway."""
    return await deps.cache_figures.read()


async def reset_cache_counts(deps: Deps) -> None:
    """Count from nothing again. Raises CacheAway."""
    await deps.cache_figures.reset()
    log.info("cache_counts_reset")
