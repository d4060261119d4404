"""Rankings of projects that were made a while ago: in this process first, in Redis for the other ones."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Sequence

from pydantic import TypeAdapter

from match_service.projects import ALGORITHM, OpenPosting, Project, ProjectMatch
from shared.cache import Cache

KEPT_SECONDS = 600
"""After so long a ranking is gone everywhere, also when the person was erased meanwhile."""
MOST_IN_MEMORY = 1_000

_RANKING: TypeAdapter[list[ProjectMatch]] = TypeAdapter(list[ProjectMatch])
_INPUTS: TypeAdapter[tuple[OpenPosting, list[Project]]] = TypeAdapter(tuple[OpenPosting, list[Project]])


def key_of(user_id: int, job_id: int, posting: OpenPosting, projects: Sequence[Project]) -> str:
    """Whatever goes into a ranking makes another key."""
    said = ALGORITHM.encode() + _INPUTS.dump_json((posting, list(projects)))
    return f"project_match:{user_id}:{job_id}:{hashlib.sha256(said).hexdigest()}"


class Rankings:
    """Kept for a while, and no loss when they are not."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._kept: OrderedDict[str, tuple[float, list[ProjectMatch]]] = OrderedDict()

    def __len__(self) -> int:
        """How many this process holds."""
        self._forget_old()
        return len(self._kept)

    async def get(self, key: str) -> list[ProjectMatch] | None:
        """The ranking, unless it is gone."""
        self._forget_old()
        if key in self._kept:
            return self._kept[key][1]
        found = await self._cache.get(key) if self._cache is not None else None
        return None if found is None else _RANKING.validate_json(found)

    async def put(self, key: str, ranking: list[ProjectMatch]) -> None:
        """Keep it in both places."""
        self._kept.pop(key, None)
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, ranking)
        if len(self._kept) > MOST_IN_MEMORY:
            self._kept.popitem(last=False)
        if self._cache is not None:
            await self._cache.put(key, _RANKING.dump_json(ranking), seconds=KEPT_SECONDS)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._kept and next(iter(self._kept.values()))[0] < now:
            self._kept.popitem(last=False)
