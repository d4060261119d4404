"""Things outside job-service's schema that it works with."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from job_service.boards import (
    Board,
    BoardClient,
    HttpBoardClient,
    RecentListings,
    RemoteOkBoard,
    WeWorkRemotelyBoard,
)
from job_service.boards.fetching import Bounds
from job_service.extraction import ClaudeExtractor
from job_service.neighbours import Neighbours
from job_service.pasting import ClaudePastedReader, PastedReader, RulePastedReader
from job_service.search import JobIndex, open_index
from job_service.settings import Settings, listed
from shared.llm.waiting import Waiting
from shared.service import Outside
from shared.settings import Environment


@dataclass(frozen=True, slots=True)
class Deps:
    settings: Settings
    boards: tuple[Board, ...]
    """Those that are read."""
    known_boards: tuple[Board, ...]
    """Those that could be, and are if the settings name them."""
    client: BoardClient
    recent: RecentListings
    index: JobIndex
    neighbours: Neighbours
    rule_reader: PastedReader
    model_reader: PastedReader | None
    """None without a language model."""
    extractor: ClaudeExtractor | None
    """None without a language model, and without a budget for reading scraped postings."""
    wants_samples: bool
    """Whether a new installation starts with sample jobs."""
    may_seed: bool
    """Whether people may ask for the sample jobs."""


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    """Boards and the client that fetches them."""
    settings: Settings = outside.settings
    in_development = outside.platform.environment is Environment.DEVELOPMENT
    bounds = Bounds(settings.most_answer_bytes, settings.most_answer_seconds)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(HttpBoardClient.open(bounds))
        waiting = await stack.enter_async_context(_waiting(outside))
        known = _known_boards(settings)
        yield Deps(
            settings=settings,
            boards=tuple(known[source] for source in listed(settings.sources)),
            known_boards=tuple(known.values()),
            client=client,
            recent=RecentListings(client, timedelta(seconds=settings.fetch_fresh_seconds)),
            index=stack.enter_context(open_index()),
            neighbours=Neighbours(outside.peers),
            rule_reader=RulePastedReader(),
            model_reader=ClaudePastedReader(waiting) if waiting else None,
            extractor=_extractor(outside),
            wants_samples=settings.sample_jobs == "on" or (settings.sample_jobs == "" and in_development),
            may_seed=in_development,
        )


@asynccontextmanager
async def _waiting(outside: Outside) -> AsyncIterator[Waiting | None]:
    """The language model for those who wait for it; None without one."""
    if outside.language_model is None:
        yield None
        return
    async with Waiting(outside.language_model, outside.settings.llm_seconds) as waiting:
        yield waiting


def _extractor(outside: Outside) -> ClaudeExtractor | None:
    daily_usd: Decimal = outside.settings.extract_daily_budget_usd
    if outside.language_model is None or not daily_usd:
        return None
    return ClaudeExtractor(outside.language_model, daily_usd)


def _known_boards(settings: Settings) -> dict[str, Board]:
    boards = (RemoteOkBoard((settings.remoteok_url,)), WeWorkRemotelyBoard(listed(settings.weworkremotely_url)))
    return {board.name: board for board in boards}
