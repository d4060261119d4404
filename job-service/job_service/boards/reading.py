"""Reading a board whole, now or a moment ago."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from job_service.boards.board import Board, BoardPosting, Listing
from job_service.boards.errors import BoardAnswerEmpty
from job_service.boards.fetching import BoardClient


async def postings_of(board: Board, client: BoardClient) -> list[BoardPosting]:
    """Everything a board lists; raises BoardUnreadable unless every one of its answers is whole."""
    answers = [await client.get(url) for url in board.urls]
    parsed = await asyncio.to_thread(lambda: [board.parse(answer) for answer in answers])
    postings = [posting for answer in parsed for posting in answer]
    if not postings and board.listing is Listing.FULL:
        raise BoardAnswerEmpty
    return postings


@dataclass(frozen=True, slots=True)
class Listed:
    """What a board listed at a moment."""

    at: datetime
    postings: Sequence[BoardPosting]


class RecentListings:
    """What the boards listed a moment ago: however many ask, each board is read once in that time."""

    def __init__(self, client: BoardClient, fresh: timedelta) -> None:
        self._client = client
        self._fresh = fresh
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._listed: dict[str, Listed] = {}

    async def of(self, board: Board) -> Listed:
        """The board's listing, fresh or a moment old. Raises BoardUnreadable."""
        async with self._turns[board.name]:
            known, now = self._listed.get(board.name), datetime.now(UTC)
            if known is not None and now - known.at < self._fresh:
                return known
            listed = Listed(now, await postings_of(board, self._client))
            self._listed[board.name] = listed
        return listed
