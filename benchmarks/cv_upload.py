"""P11: a CV upload (2-page PDF, rules engine) end to end in profile-service, and the longest stall of its event loop.

The service runs in this process on a throwaway PostgreSQL; readers are processes of their own. A ticker in the same
event loop notes how late it is woken: that is how long anybody else's request would have waited.
"""

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
from rich.console import Console
from rich.table import Table

from profile_service.service import service
from profile_service.testing.one_column import company_first
from profile_service.testing.people import PEOPLE, Person
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer
from shared.testing.servers.lease import folder_of, lease

ROUNDS = 5
UPLOADS = 40
AT_ONCE = 2
TICK_SECONDS = 0.002
BARS = {"P11.upload_p95_ms": 400.0, "P11.longest_stall_ms": 50.0}


def two_pages() -> bytes:
    """The CV of somebody with enough jobs for two pages."""
    person = PEOPLE[0]
    jobs = tuple(
        replace(job, company=f"{job.company} {year}", start=(year, 1), end=(year, 12))
        for year in range(2019, 2011, -1)
        for job in person.jobs
    )
    told: Person = replace(person, jobs=jobs)
    return company_first(told)


class Ticker:
    """Notes the longest time the event loop did not come round."""

    def __init__(self) -> None:
        self.longest_ms = 0.0

    async def run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            self.longest_ms = max(self.longest_ms, (time.perf_counter() - before - TICK_SECONDS) * 1000)


@asynccontextmanager
async def ticking() -> AsyncIterator[Ticker]:
    """A ticker beside what is measured."""
    ticker = Ticker()
    task = asyncio.create_task(ticker.run())
    yield ticker
    task.cancel()


async def uploads_ms(client: httpx.AsyncClient, cv: bytes, times: int) -> list[float]:
    """How long each of some uploads took, one after the other."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await client.post("/api/profile/cv", files={"file": ("cv.pdf", cv)}, timeout=60)
        answer.raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def one_round(app: ServiceUnderTest, cv: bytes) -> tuple[float, float]:
    """p95 of the uploads and the longest stall meanwhile, in ms; as many people upload at once as there are readers."""
    async with ticking() as ticker:
        clients = [app.person(number) for number in range(1, AT_ONCE + 1)]
        each = await asyncio.gather(*(uploads_ms(client, cv, UPLOADS // AT_ONCE) for client in clients))
    return statistics.quantiles([taken for some in each for taken in some], n=20)[18], ticker.longest_ms


async def measure(database_url: str) -> None:
    """Print a JSON line a figure, then a table."""
    cv = two_pages()
    async with service_under_test(service, database_url) as app:
        await uploads_ms(app.person(1), cv, 5)
        rounds = [await one_round(app, cv) for _ in range(ROUNDS)]
    table = Table("figure", "median", "bar")
    for name, values in zip(BARS, zip(*rounds, strict=True), strict=True):
        value = statistics.median(values)
        line = {"figure": name, "value": round(value, 1), "bar": BARS[name], "rounds": ROUNDS}
        Console(soft_wrap=True).print_json(json.dumps(line), indent=None)
        table.add_row(name, f"{value:.1f}", f"≤ {BARS[name]:.0f}")
    Console().print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, {AT_ONCE} uploads at once")


def main() -> None:
    """Measure on a throwaway PostgreSQL, without the limit of uploads a day."""
    os.environ["RATE_LIMITS"] = "off"
    with (
        lease("wheel", folder_of("wheel")) as postgres,
        migrated_database(PostgresServer(postgres["url"]), [service]) as url,
    ):
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
