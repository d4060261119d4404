"""Letting somebody read a letter while it is being written, in whichever process they wait."""

from collections.abc import Sequence

import structlog

from generation_service import queries
from generation_service.tables import Request
from generation_service.writing import Passage
from shared.database import DATABASE_ERRORS, Database

log = structlog.get_logger()


class Showing:
    """The reader of one request: what it was shown stands in the database, so that a worker that takes over knows."""

    def __init__(self, db: Database, request: Request) -> None:
        self._db = db
        self._request = request
        self._shown: tuple[Passage, ...] | None = None
        """None when only the database knows."""

    async def shown(self) -> tuple[Passage, ...]:
        if self._shown is None:
            async with self._db.read() as session:
                self._shown = await queries.passages.shown_of(session, self._request.id)
        return self._shown

    async def show(self, passages: Sequence[Passage]) -> None:
        """Never raises: a letter is not lost because nobody can be shown it just now."""
        try:
            shown = await self.shown()
            fresh = passages[len(shown) :]
            if not fresh or tuple(passages[: len(shown)]) != shown:
                return
            # What a failed write has left is not known: it is asked for again.
            self._shown = None
            async with self._db.write_progress() as session:
                await queries.passages.show(session, self._request.id, len(shown), fresh)
            self._shown = (*shown, *fresh)
        except DATABASE_ERRORS as error:
            log.warning("passages_not_shown", match_id=self._request.match_id, error_type=type(error).__name__)
