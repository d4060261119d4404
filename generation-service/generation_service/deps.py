"""Things outside generation-service's schema that it works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from generation_service.interviewers import ClaudeInterviewer, Interviewers, RuleInterviewer
from generation_service.neighbours import Neighbours
from generation_service.queues import Queues
from generation_service.settings import Settings
from generation_service.writers import ClaudeLetterWriter, RuleLetterWriter, Writers
from shared.auth import IsShutOut
from shared.database import Listener
from shared.llm import LanguageModel
from shared.llm.cache import AnswerCache
from shared.llm.figures import CacheFigures
from shared.llm.waiting import Waiting
from shared.service import Outside


@dataclass(frozen=True, slots=True)
class Deps:
    settings: Settings
    neighbours: Neighbours
    listener: Listener
    writers: Writers
    interviewers: Interviewers
    cache_figures: CacheFigures
    cache: AnswerCache
    """Where calls are counted that a stored text has saved."""
    is_shut_out: IsShutOut
    queues: Queues = field(default_factory=Queues)


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    model = outside.language_model
    claude = None if model is None else ClaudeLetterWriter(model)
    writers = Writers(RuleLetterWriter(), claude, falls_back=outside.settings.llm_fallback == "rules")
    async with _claude_interviewer(model, outside.settings) as interviewer:
        interviewers = Interviewers(RuleInterviewer(), interviewer, writers.falls_back)
        async with _cache(outside) as (figures, cache):
            yield Deps(
                outside.settings,
                Neighbours(outside.peers),
                outside.listener,
                writers,
                interviewers,
                figures,
                cache,
                outside.is_shut_out,
            )


@asynccontextmanager
async def _cache(outside: Outside) -> AsyncIterator[tuple[CacheFigures, AnswerCache]]:
    figures, cache = CacheFigures(outside.platform.redis_url), AnswerCache(outside.platform.redis_url)
    try:
        yield figures, cache
    finally:
        await figures.close()
        await cache.close()


@asynccontextmanager
async def _claude_interviewer(
    model: LanguageModel | None, settings: Settings
) -> AsyncIterator[ClaudeInterviewer | None]:
    if model is None:
        yield None
        return
    async with Waiting(model, settings.wait_seconds) as kits, Waiting(model, settings.judge_seconds) as answers:
        yield ClaudeInterviewer(model, kits, answers)
