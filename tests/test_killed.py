"""`kill -9` of the all-in-one product, again and again: what was accepted is neither lost nor done twice."""

import asyncio
import itertools
import random
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from career_agent.embedded import EmbeddedPostgres
from career_agent.services import ALL
from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import Visitor
from shared.testing.nursery import Nursery
from shared.testing.plain import until

KILLS = 10
UPLOADERS = 3
MOST_UPLOADS = 8
"""A life lasts until so many uploads were accepted, or fewer, or none."""
SETTLED_WITHIN_SECONDS = 90.0

RUNS = "SELECT user_id, requested, done FROM match.refreshes"
"""A CV's event asks for one run; handled twice it would ask for two."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A person whose upload was answered with 200, and what they were told it says."""

    email: str
    user_id: int
    authorization: str
    parsed: dict[str, object]


@pytest.fixture
async def product(started_folder: Path, product_nursery: Nursery) -> AsyncIterator[Product]:
    async with product_in(started_folder, RATE_LIMITS="off", JOB_SOURCES="") as product:
        product.nursery = product_nursery
        yield product


def readable_cvs(shared_data: Path) -> Iterator[Path]:
    """Real CVs of every kind, over and over."""
    kinds = [sorted(shared_data.glob(f"cvs_{kind}/**/*.{kind}"))[:8] for kind in ("txt", "docx", "pdf")]
    assert all(kinds)
    return itertools.cycle([cv for trio in zip(*kinds, strict=False) for cv in trio])


async def upload_until_killed(product: Product, cvs: Iterator[Path], accepted: list[Accepted]) -> None:
    """One new person after the other uploads a CV; the end of the product is the end of this."""
    with suppress(httpx.TransportError):
        while True:
            async with product.client() as http:
                visitor = await Visitor.register(http)
                cv = next(cvs)
                answer = await visitor.upload_cv(cv.read_bytes(), cv.name)
                if answer.status_code == 200:
                    told = answer.json()["parsed_cv"]
                    accepted.append(Accepted(visitor.email, visitor.user_id, http.headers["Authorization"], told))


async def live_and_be_killed(product: Product, cvs: Iterator[Path], chance: random.Random) -> list[Accepted]:
    """One life of the product: started, used by several at once, and killed in the middle of it."""
    accepted: list[Accepted] = []
    await product.start()
    uploaders = [asyncio.create_task(upload_until_killed(product, cvs, accepted)) for _ in range(UPLOADERS)]
    enough = chance.randint(0, MOST_UPLOADS)
    await until(lambda: len(accepted) >= enough, seconds=60)
    await asyncio.sleep(chance.uniform(0, 0.3))
    await product.end(signal.SIGKILL)
    await asyncio.gather(*uploaders)
    return accepted


def kill_database_server(product: Product) -> None:
    """Kill the PostgreSQL that the dead product left behind: then it has to recover instead of being taken over."""
    pid_file = product.data_dir / "postgres" / "data" / "postmaster.pid"
    psutil.Process(int(pid_file.read_text().split()[0])).kill()


async def is_read_and_matched(product: Product, person: Accepted) -> None:
    """The CV is read as its owner was told, and matched, each job once."""
    async with product.client() as http:
        http.headers["Authorization"] = person.authorization
        read = (await http.get("/api/profile/cv/parsed")).json()
        assert read["skills"] == person.parsed["skills"]
        visitor = Visitor(http, person.email, person.user_id)
        await visitor.wait_for_matches()
        jobs = [match["job_id"] for match in (await visitor.matches(limit=200))["matches"]]
        assert len(jobs) == len(set(jobs))


async def rows(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(statement)
        return found
    finally:
        await connection.close()


async def settled(url: str) -> None:
    """Wait until no event is on its way any more."""
    waiting = " + ".join(f"(SELECT count(*) FROM {service.name}.outbox)" for service in ALL)
    on_bus = "(SELECT count(*) FROM bus.deliveries WHERE queue <> 'events.unheard')"
    deadline = time.monotonic() + SETTLED_WITHIN_SECONDS
    while (left := await rows(url, f"SELECT {waiting} + {on_bus} AS events"))[0]["events"]:
        assert time.monotonic() < deadline, left
        await asyncio.sleep(0.2)


@pytest.mark.timeout(600)
async def test_ten_kills_during_uploads_lose_nothing_and_do_nothing_twice(product: Product, shared_data: Path) -> None:
    chance = random.Random(2)
    cvs = readable_cvs(shared_data)
    accepted: list[Accepted] = []
    for number in range(KILLS):
        accepted += await live_and_be_killed(product, cvs, chance)
        if number % 3 == 2:
            kill_database_server(product)
    assert len(accepted) >= KILLS

    await product.start()

    database = EmbeddedPostgres.at(product.data_dir).url
    await settled(database)
    for person in accepted:
        await is_read_and_matched(product, person)
    runs = {row["user_id"]: (row["requested"], row["done"]) for row in await rows(database, RUNS)}
    assert [runs[person.user_id] for person in accepted] == [(1, 1)] * len(accepted)
    for service in ALL:
        assert await rows(database, f"SELECT handler, reason FROM {service.name}.dead_letters") == []
