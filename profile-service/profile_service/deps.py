"""Things outside profile-service's schema that it works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from profile_service.reader import ClaudeCvReader, CvReader, ReadingPool, RuleCvReader
from profile_service.settings import Settings
from shared.database import Database
from shared.llm.waiting import Waiting
from shared.peers import Peers
from shared.service import Outside


@dataclass(frozen=True, slots=True)
class Deps:
    settings: Settings
    rule_reader: CvReader
    model_reader: CvReader | None
    """None without a language model."""
    peers: Peers
    db: Database
    """For what stays when a command fails, whose own database takes all of it back."""
    limits_uploads: bool

    def reader(self, *, may_use_ai: bool) -> CvReader:
        """Who reads the CV of somebody who allows or refuses that it leaves for a language model."""
        return self.model_reader if may_use_ai and self.model_reader else self.rule_reader


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    settings: Settings = outside.settings
    pool = ReadingPool(settings.readers, settings.read_seconds, settings.read_memory_mb)
    try:
        async with open_readers(outside, pool) as deps:
            yield deps
    finally:
        await pool.close()


@asynccontextmanager
async def open_readers(outside: Outside, pool: ReadingPool) -> AsyncIterator[Deps]:
    """Readers that share a pool."""
    settings: Settings = outside.settings
    limits_uploads = outside.platform.rate_limits == "on"
    deps = Deps(settings, RuleCvReader(pool), None, outside.peers, outside.db, limits_uploads)
    if outside.language_model is None:
        yield deps
        return
    async with Waiting(outside.language_model, settings.llm_seconds) as model:
        yield replace(deps, model_reader=ClaudeCvReader(pool, model))
