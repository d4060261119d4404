"""P5 and P6: searching the catalogue over HTTP, and writing what boards list into it, on real PostgreSQL.

Run `python -m benchmarks.catalogue [jobs…]`. A throwaway server that does not sync to disk; the market is made up
(job_service/testing/market.py). P5: requests as people send them, one at a time, through the service's ASGI app; the
jobs come in by COPY. P6: parts as ingestion writes them, requirements read before, against the bare ceiling in turn.
"""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from job_service.boards.sample import SampleBoard
from job_service.incoming import Incoming
from job_service.queries import ingest
from job_service.service import service
from job_service.testing.market import Made, Market, columns_of, word
from job_service.use_cases.ingesting import TAKEN_AT_ONCE, Reading, write_part
from shared import logs
from shared.database import Database, open_engine
from shared.settings import PlatformSettings
from shared.testing.running import service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers.lease import folder_of, lease
from shared.testing.servers.postgres import PostgresServer

SIZES = (100_000, 300_000, 1_000_000)
ROUNDS = 7
COPIED_AT_ONCE = 20_000
BUILT_WITHIN_SECONDS = 600.0
SETTLED_AFTER_SECONDS = 10.0
WRITTEN, WRITE_ROUNDS = 10_000, 5

COMMON, FREQUENT, USUAL, RARE = word(8), word(40), word(150), word(20_000)
PAGES = {
    "everything": {},
    "common word": {"search": COMMON},
    "frequent word": {"search": FREQUENT},
    "usual word": {"search": USUAL},
    "rare word": {"search": RARE},
    "unknown word": {"search": "zzzz"},
    "two words": {"search": f"{FREQUENT} {USUAL}"},
    "phrase": {"search": f'"{word(12)} {FREQUENT}"'},
    "without": {"search": f"{COMMON} -{FREQUENT}"},
    "either": {"search": f"{FREQUENT} or {USUAL}"},
    "best of a usual word": {"search": USUAL, "sort": "relevance"},
    "best of two words": {"search": f"{word(110)} {word(101)}", "sort": "relevance"},
    "remote": {"remote_type": "full"},
    "source and type": {"source": "remoteok", "job_type": "contract"},
    "pay": {"min_salary": "90000"},
    "word, remote, pay": {"search": FREQUENT, "remote_type": "full", "min_salary": "60000", "max_salary": "150000"},
}
DEEP = {name: {**PAGES[name], "offset": "10000"} for name in ("everything", "common word", "frequent word", "remote")}
LISTED = {
    "keywords": {"keywords": f"{FREQUENT},{USUAL} {word(200)}"},
    "location": {"location": f"{word(5_000)}"},
}
COLUMNS = ("id", "source", "source_id", "scraped_at", *columns_of(next(Market().postings(0, 1))))


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number; without a bar it is reported only."""

    figure: str
    jobs: int
    value: float
    bar: str = ""


async def connected(url: str) -> Any:
    """A bare connection."""
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


async def fill(url: str, market: Market, first: int, last: int) -> None:
    """Bring the catalogue from so many jobs to so many."""
    connection = await connected(url)
    for start in range(first, last, COPIED_AT_ONCE):
        records = [_row(made) for made in market.postings(start + 1, min(COPIED_AT_ONCE, last - start))]
        await connection.copy_records_to_table("jobs", schema_name="job", columns=COLUMNS, records=records, timeout=600)
    await connection.execute("SELECT setval('job.job_ids', max(id)) FROM job.jobs")
    await connection.execute("VACUUM ANALYZE job.jobs", timeout=600)
    await connection.close()


def _row(made: Made) -> tuple[Any, ...]:
    return (made.number, made.source, str(made.number), made.scraped_at, *columns_of(made).values())


async def searching(url: str, jobs: int) -> list[Figure]:
    """P5 at one size: a process that starts, and then the requests, in turn."""
    biggest, before = jobs == SIZES[-1], psutil.Process().memory_info().rss
    began = time.perf_counter()
    async with service_under_test(service, url) as running:
        transport = httpx.ASGITransport(app=running.running.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://job", timeout=60) as client:
            await _until_ready(client)
            built = time.perf_counter() - began
            await _until_settled()
            figures = [Figure("P5 s until the index is built", jobs, built), *_sizes(jobs, before)]
            pages = await _times(client, {name: ("/api/jobs", query) for name, query in PAGES.items()})
            listed = await _times(client, {name: ("/api/v1/jobs", query) for name, query in LISTED.items()})
            deep = await _times(client, {name: ("/api/jobs", query) for name, query in DEEP.items()})
            changed = await _after_changes(url, client)
    figures += [Figure(f"P5 ms, {name}", jobs, statistics.median(taken)) for name, taken in (pages | listed).items()]
    figures += [Figure(f"P5 ms, {name}, offset 10,000", jobs, statistics.median(taken)) for name, taken in deep.items()]
    figures.append(Figure("P5 ms, everything, after 500 jobs changed", jobs, changed))
    every, behind = [list(chain.from_iterable(part.values())) for part in (pages | listed, deep)]
    figures.append(Figure("P5 page, ms, median", jobs, statistics.median(every)))
    figures.append(Figure("P5 page, ms, 95th percentile", jobs, _p95(every), "≤ 30" if biggest else ""))
    figures.append(Figure("P5 offset 10,000, ms, 95th percentile", jobs, _p95(behind), "≤ 100" if biggest else ""))
    return figures


def _p95(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def _sizes(jobs: int, before: int) -> Iterator[Figure]:
    yield Figure("P5 MB of the index's files", jobs, sum(_files().values()) / 1e6)
    yield Figure("P5 MB that the process grew by", jobs, (psutil.Process().memory_info().rss - before) / 1e6)


async def _until_ready(client: httpx.AsyncClient) -> None:
    until = time.monotonic() + BUILT_WITHIN_SECONDS
    while (await client.get("/health/ready")).json()["checks"]["job_index"] != "ok":
        if time.monotonic() > until:
            raise SystemExit("The index was not built in time.")
        await asyncio.sleep(0.1)


def _files() -> dict[Path, int]:
    return {file: file.stat().st_size for file in Path(tempfile.gettempdir()).rglob("*.*") if file.is_file()}


async def _until_settled() -> None:
    """What was built in parts goes on being merged for a while."""
    before = dict[Path, int]()
    while before != (now := _files()):
        before = now
        await asyncio.sleep(SETTLED_AFTER_SECONDS)


async def _times(client: httpx.AsyncClient, asked: dict[str, tuple[str, dict[str, str]]]) -> dict[str, list[float]]:
    """Milliseconds of each, once to warm up and then so many times."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(ROUNDS + 1):
        for name, (path, query) in asked.items():
            began = time.perf_counter()
            answer = await client.get(path, params=query)
            if number:
                taken[name].append((time.perf_counter() - began) * 1_000)
            answer.raise_for_status()
    return taken


async def _after_changes(url: str, client: httpx.AsyncClient) -> float:
    """What the first request after a change pays for it."""
    connection, taken = await connected(url), []
    for number in range(ROUNDS):
        async with connection.transaction():
            await connection.execute("UPDATE job.catalogue SET version = version + 1")
            await connection.execute(
                "UPDATE job.jobs SET changed_in = (SELECT version FROM job.catalogue) WHERE id BETWEEN $1 AND $2",
                500 * number + 1,
                500 * number + 500,
            )
        began = time.perf_counter()
        (await client.get("/api/jobs")).raise_for_status()
        taken.append((time.perf_counter() - began) * 1_000)
    await connection.close()
    return statistics.median(taken)


def incoming(market: Market, first: int, change: str = "") -> list[Incoming]:
    """Postings as they are when they have been read."""
    read = []
    for made in market.postings(first, WRITTEN):
        columns = columns_of(made) | {"description": f"{made.description} {change}"}
        digest = blake2b(f"{made.number} {change}".encode(), digest_size=16).digest()
        raw = json.dumps({"id": made.number, "title": made.title, "description": made.description})
        read.append(Incoming(str(made.number), digest, digest, columns, raw))
    return read


async def write(db: Database, postings: Sequence[Incoming]) -> float:
    """Rows a second as ingestion writes them: jobs, listings, raw answers, and the events in the outbox."""
    reading = Reading(SampleBoard(datetime.now(UTC)), datetime.now(UTC))
    began = time.perf_counter()
    for start in range(0, len(postings), TAKEN_AT_ONCE):
        part = postings[start : start + TAKEN_AT_ONCE]
        async with db.write() as session:
            await write_part(session, reading, [each.source_id for each in part], part)
    return len(postings) / (time.perf_counter() - began)


async def upsert(db: Database, postings: Sequence[Incoming]) -> float:
    """Rows a second, the upsert alone: jobs, their listings and raw answers; nothing is told."""
    now, began = datetime.now(UTC), time.perf_counter()
    for start in range(0, len(postings), TAKEN_AT_ONCE):
        async with db.write() as session:
            await ingest.lock_catalogue(session)
            await ingest.write_postings(session, "upserted", postings[start : start + TAKEN_AT_ONCE], now)
    return len(postings) / (time.perf_counter() - began)


async def write_bare(connection: Any, postings: Sequence[Incoming]) -> float:
    """The ceiling: rows of the same columns into a table with a key and nothing else."""
    names = [*postings[0].columns, "source_id"]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    began = time.perf_counter()
    async with connection.transaction():
        await connection.execute("CREATE TEMPORARY TABLE coming (LIKE bare) ON COMMIT DROP")
        records = [(*each.columns.values(), each.source_id) for each in postings]
        await connection.copy_records_to_table("coming", columns=names, records=records)
        listed = ", ".join(names)
        await connection.execute(
            f"INSERT INTO bare ({listed}) SELECT {listed} FROM coming ON CONFLICT (source_id) DO UPDATE SET {changes}"
        )
    return len(postings) / (time.perf_counter() - began)


async def writing(url: str, market: Market, jobs: int) -> list[Figure]:
    """P6: new and changed rows, ours and bare, in turn."""
    connection = await connected(url)
    await connection.execute(
        f"CREATE TABLE bare AS SELECT source_id, {', '.join(columns_of(next(market.postings(0, 1))))} FROM job.jobs"
        " WITH NO DATA; ALTER TABLE bare ADD PRIMARY KEY (source_id)"
    )
    db = Database(open_engine(url, name="bench"), service.metadata)
    speeds: dict[str, list[float]] = defaultdict(list)
    for number in range(WRITE_ROUNDS):
        first = 2 * jobs + number * WRITTEN
        for what, change in (("new", ""), ("changed", "and more")):
            postings = incoming(market, first, change)
            told = [replace(posting, fingerprint=posting.content_hash[::-1]) for posting in postings]
            speeds[f"{what} rows/s"].append(await upsert(db, postings))
            speeds[f"{what} rows/s, and told"].append(await write(db, told))
            speeds[f"{what} rows/s, bare"].append(await write_bare(connection, postings))
        await connection.execute("DELETE FROM job.outbox")
    await db.close()
    await connection.close()
    bars = {"new rows/s": "≥ 20000", "changed rows/s": "≥ 20000"}
    return [Figure(f"P6 {what}", jobs, statistics.median(found), bars.get(what, "")) for what, found in speeds.items()]


async def measured(url: str, sizes: Sequence[int]) -> list[Figure]:
    """All figures."""
    market, figures, filled = Market(), list[Figure](), 0
    os.environ |= {"SAMPLE_JOBS": "off", "LOG_LEVEL": "ERROR"}
    logs.configure(PlatformSettings())
    for jobs in sizes:
        await fill(url, market, filled, jobs)
        figures += await searching(url, jobs)
        filled = jobs
    return [*figures, *await writing(url, market, filled)]


def main() -> None:
    """Print a JSON line a figure, then a table. Other sizes than those of the bars may be named."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    console, table = Console(soft_wrap=True), Table("figure", "jobs", "value", "bar")
    with lease("wheel", folder_of("wheel")) as ready, migrated_database(PostgresServer(ready["url"]), [service]) as url:
        with tempfile.TemporaryDirectory() as tempfile.tempdir:
            figures = asyncio.run(measured(url, sizes))
        tempfile.tempdir = None
    for figure in figures:
        console.print_json(json.dumps(asdict(figure)), indent=None)
        table.add_row(figure.figure, f"{figure.jobs:,}", f"{figure.value:,.2f}", figure.bar)
    console.print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {ROUNDS} rounds")


if __name__ == "__main__":
    main()
