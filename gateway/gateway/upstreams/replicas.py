"""The processes behind one service's name: which of them are well, and which one is next."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

import httpx
import structlog

from gateway.upstreams.pool import Pool

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 1.0
LOOK_SECONDS = 2.0
FAILURES_UNTIL_EJECTED = 5
EJECTED_SECONDS = 10.0
PENDING_FACTOR = 2
"""As many requests as there are connections may wait for one; further ones are refused at once."""
READY_PATH = "/health/ready"


class Replica:
    """One process of a service."""

    def __init__(self, url: str, pool: Pool) -> None:
        self.url = url
        self.pool = pool
        self.active = 0
        """Requests in hand."""
        self.is_ready = True
        """What it says of itself; believed to be well until the first look."""
        self._failures = 0
        self._ejected_until = 0.0

    @property
    def is_ejected(self) -> bool:
        """Whether it is left alone for now."""
        return self._ejected_until > time.monotonic()

    def worked(self) -> None:
        """It has answered."""
        if not self.is_ejected:
            self._failures = 0

    def failed(self) -> None:
        """It could not be reached, hung up or kept silent; once it has been left alone, one more time is enough."""
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_EJECTED and not self.is_ejected:
            self._ejected_until = time.monotonic() + EJECTED_SECONDS
            log.warning("replica_ejected", upstream=self.url)

    def take_back(self) -> None:
        """Leave it alone no longer."""
        self._failures, self._ejected_until = 0, 0.0
        log.warning("replica_taken_back", upstream=self.url)


class Replicas:
    """All processes of a service.

    Ready ones come first, those with the fewest requests in hand before others. When none is ready all are tried: a
    process that can reach nothing answers better than nobody. One that fails five times running is left alone for a
    while, or until it comes back (a circuit breaker each, of our own: what says nothing of a replica must be no success
    either, and readiness ends it early).
    """

    def __init__(self, urls: Sequence[str], *, connections: int, connect_seconds: float) -> None:
        addresses = [url.rstrip("/") for url in urls]
        pools = [Pool(each, most=connections, connect_seconds=connect_seconds) for each in addresses]
        self.all = tuple(map(Replica, addresses, pools))
        self._most = connections * PENDING_FACTOR * len(self.all)
        self._turn = 0
        self.active = 0
        """Requests in hand, of all replicas."""

    @property
    def are_full(self) -> bool:
        """Whether so many requests wait already that a further one is better refused."""
        return self.active >= self._most

    def in_order(self) -> list[Replica]:
        """Which to try, the best first; equal ones in turn."""
        if len(self.all) == 1:
            return [*self.all]
        self._turn += 1
        turned = [self.all[(at + self._turn) % len(self.all)] for at in range(len(self.all))]
        return sorted(turned, key=lambda each: (each.is_ejected, not each.is_ready, each.active))

    def begin(self, replica: Replica) -> None:
        """A request goes to this one."""
        replica.active += 1
        self.active += 1

    def end(self, replica: Replica) -> None:
        """It has been answered, or never will be."""
        replica.active -= 1
        self.active -= 1

    @asynccontextmanager
    async def watched(self) -> AsyncIterator["Replicas"]:
        """Look at each one's readiness every second."""
        watching = [asyncio.create_task(self._watch(each)) for each in self.all]
        try:
            yield self
        finally:
            for task in watching:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            for replica in self.all:
                replica.pool.close()

    async def _watch(self, replica: Replica) -> None:
        async with httpx.AsyncClient(base_url=replica.url, timeout=LOOK_SECONDS, trust_env=False) as client:
            while True:
                self._looked_at(replica, is_ready=await _says_ready(client))
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _looked_at(self, replica: Replica, *, is_ready: bool) -> None:
        if is_ready and replica.is_ejected and (not replica.is_ready or all(each.is_ejected for each in self.all)):
            # It came back, or nobody else is left to ask.
            replica.take_back()
        if is_ready != replica.is_ready:
            log.warning("replica_changed", upstream=replica.url, ready=is_ready)
        replica.is_ready = is_ready


async def _says_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get(READY_PATH)).status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False
