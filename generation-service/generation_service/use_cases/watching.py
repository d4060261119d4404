"""Reading a letter while it is being written, in whichever process that happens."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.tables import CoverLetter
from generation_service.use_cases.served import Served
from generation_service.use_cases.waiting import LOOK_EVERY_SECONDS, deadline, left_until, looked
from generation_service.writing import Passage, Set, Stage, passages_of, set_out
from shared.database import DATABASE_ERRORS, Database, wait_for

log = structlog.get_logger()

SAY_SOMETHING_EVERY_SECONDS = 10.0
"""Whoever hears nothing for longer, on the way to the client too, may take the connection for dead."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the letter is, and for how many seconds it has been read along."""

    stage: Stage
    seconds: float


Watched = Progress | Set | Served[CoverLetter]
"""What a reader gets: news of the progress, passages in their order, and at the end the letter."""


async def watch(db: Database, deps: Deps, found: CoverLetter | UUID) -> AsyncIterator[Watched]:
    """A letter as it is written; a stored one at once. Put together the passages are the letter, to the character.

    Raises what a failed request raises, and TookTooLong. Who stops reading stops only the reading.
    """
    if isinstance(found, CoverLetter):
        yield Progress(Stage.WRITTEN, 0)
        for rest in _rest_of(found, ()):
            yield rest
        yield Served(found, cached=True)
        return
    async for news in _Reading(db, deps, found).news():
        yield news


class _Reading:
    """One reader of one request."""

    def __init__(self, db: Database, deps: Deps, request_id: UUID) -> None:
        self._db = db
        self._deps = deps
        self._request_id = request_id
        self._began = self._spoke = asyncio.get_running_loop().time()
        self._shown: tuple[Passage, ...] = ()

    async def news(self) -> AsyncIterator[Watched]:
        until = deadline(self._deps.settings.stream_seconds)
        async with self._deps.listener.subscribe(queries.letters.shown_channel_of(self._request_id)) as woken:
            yield self._progress()
            while (letter := await self._finished()) is None:
                for passage in await self._fresh():
                    yield passage
                if asyncio.get_running_loop().time() - self._spoke >= SAY_SOMETHING_EVERY_SECONDS:
                    yield self._progress()
                await wait_for(woken, min(left_until(until), LOOK_EVERY_SECONDS))
        yield self._progress(Stage.WRITTEN)
        for passage in _rest_of(letter, set_out(self._shown)):
            yield passage
        yield Served(letter, cached=False)

    async def _finished(self) -> CoverLetter | None:
        kept = await looked(self._db, self._deps, self._request_id)
        assert kept is None or isinstance(kept, CoverLetter)
        return kept

    async def _fresh(self) -> Sequence[Watched]:
        """Passages that were not read yet; before the first of them the news that writing has begun."""
        try:
            async with self._deps.queues.doors, self._db.read() as session:
                fresh = await queries.passages.shown_of(session, self._request_id, after=len(self._shown))
        except DATABASE_ERRORS as error:
            log.warning("look_put_off", error_type=type(error).__name__)
            return ()
        if not fresh:
            return ()
        is_first = not self._shown
        self._shown = (*self._shown, *fresh)
        passages = set_out(self._shown)[-len(fresh) :]
        news: Sequence[Watched] = (self._progress(), *passages) if is_first else passages
        self._spoke = asyncio.get_running_loop().time()
        return news

    def _progress(self, stage: Stage | None = None) -> Progress:
        self._spoke = asyncio.get_running_loop().time()
        return Progress(stage or (Stage.WRITING if self._shown else Stage.WAITING), self._spoke - self._began)


def _rest_of(letter: CoverLetter, read: Sequence[Set]) -> Sequence[Set]:
    """What of a letter was not read yet; claims hold the lines behind its sentences."""
    begun = "".join(each.before + each.text for each in read)
    if not letter.text.startswith(begun):
        log.error("shown_passages_contradicted", match_id=letter.match_id, model=letter.model)
        return ()
    claims = ((claim["sentence"], tuple(claim["evidence"])) for claim in letter.claims)
    return passages_of(letter.text[len(begun) :], claims)
