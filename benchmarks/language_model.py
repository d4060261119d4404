"""P8: what a hundred letters that wait for a slow language model cost everybody else, and how writing them scales.

The provider is a stand-in that takes 2 seconds for an answer. First the whole product in one process, as `make run`
starts it: `GET /health` and `GET /api/jobs`, in turn without letters and while a hundred are waited for. Then workers
as processes of their own on the bus of PostgreSQL: letters a second for workers × letters in hand.
Run `python -m benchmarks.language_model`. Prints one JSON line a figure, then a table.
"""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from benchmarks.latencies import PATHS
from rich.console import Console
from rich.table import Table

from career_agent.testing.all_in_one import product_in
from career_agent.testing.person import Visitor
from generation_service.service import service
from generation_service.testing.neighbours import MATCH, Neighbours
from generation_service.testing.processes import Workers, begin, said, serving
from shared import logs
from shared.llm.settings import LanguageModelSettings
from shared.settings import PlatformSettings
from shared.testing.messages_api.server import KEY
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer
from shared.testing.servers.lease import folder_of, lease

ROUNDS = 5
SECONDS_AN_ANSWER = 2.0
LETTERS = 100
IN_HAND = 25
CONNECTIONS_BESIDES = 8
"""A letter in hand may need a connection; so do those who wait, the relay and the listener."""
PEOPLE = 5
QUIET_SECONDS = 5.0
SCALES = ((1, 8), (1, 16), (2, 8), (2, 16))
"""Workers and letters in hand in each."""
LETTERS_TO_SCALE = 128
SCALE_ROUNDS = 3
CV = Path(__file__).parents[1] / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
BARS = {"P8.health_p99_ms_loaded": "≤ 50"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and the bar it must reach; no bar: it is reported only."""

    figure: str
    value: float
    bar: str = ""
    rounds: int = ROUNDS


@asynccontextmanager
async def provider() -> AsyncIterator[str]:
    """The stand-in as a process of its own; its URL."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "generation_service.testing.provider", str(SECONDS_AN_ANSWER)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


def asking(url: str) -> dict[str, str]:
    """The environment of whoever asks the stand-in, without limits that a benchmark would meet."""
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": KEY,
        "LLM_DAILY_BUDGET_USD": "100000",
        "LLM_DAILY_BUDGET_PER_USER_USD": "100000",
    }


class Latencies:
    """Milliseconds by path, taken by a process of its own."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = {name: [] for name in PATHS}

    @asynccontextmanager
    async def measured(self, url: str) -> AsyncIterator[None]:
        """Measure for as long as the block goes on."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.latencies", url),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield
        finally:
            # Given nothing to send, it leaves the process's input open, which then waits for its end for ever.
            told, _ = await process.communicate(b"")
        for name, ms in json.loads(told).items():
            self.ms[name] += ms

    def figures(self, when: str) -> list[Figure]:
        """Median and 99th percentile of each path."""
        found = []
        for name, ms in self.ms.items():
            found.append(Figure(f"P8.{name}_p50_ms_{when}", statistics.median(ms)))
            p99 = f"P8.{name}_p99_ms_{when}"
            found.append(Figure(p99, statistics.quantiles(ms, n=100)[-1], BARS.get(p99, "")))
        return found


@dataclass(frozen=True, slots=True)
class Writer:
    """A person and the match that letters are asked for."""

    http: httpx.AsyncClient
    match_id: int

    async def letter(self, variant: str) -> None:
        """One letter that nobody has asked for before."""
        path = f"/api/matches/{self.match_id}/generate-cover-letter"
        answer = await self.http.post(path, json={"instructions": f"Variant {variant}"}, timeout=120)
        assert answer.is_success, answer.text
        assert answer.json()["model"].startswith("claude"), answer.text


async def people(url: str) -> list[Writer]:
    """Persons with a CV and a match each."""
    found = []
    for _ in range(PEOPLE):
        http = httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=LETTERS))
        visitor = await Visitor.register(http)
        (await visitor.upload_cv(CV.read_bytes(), CV.name)).raise_for_status()
        found.append(Writer(http, (await visitor.wait_for_matches())[0]["id"]))
    return found


async def beside_letters(url: str, folder: Path) -> list[Figure]:
    """The latencies of others without letters and beside a hundred of them, in turn, and how long those took."""
    environ = asking(url) | {
        "GENERATION_WRITING_AT_ONCE": str(IN_HAND),
        "GENERATION_POOL_SIZE": str(IN_HAND + CONNECTIONS_BESIDES),
        "LLM_CONCURRENCY": str(IN_HAND),
        "RATE_LIMITS": "off",
        "SAMPLE_JOBS": "on",
        "JOB_SOURCES": "",
    }
    quiet, loaded, took = Latencies(), Latencies(), list[float]()
    async with product_in(folder, **environ) as product:
        await product.start()
        writers = await people(product.url)
        for number in range(ROUNDS):
            async with quiet.measured(product.url):
                await asyncio.sleep(QUIET_SECONDS)
            async with loaded.measured(product.url):
                took.append(await _hundred_letters(writers, number))
        for writer in writers:
            await writer.http.aclose()
    return [
        *quiet.figures("quiet"),
        *loaded.figures("loaded"),
        *(
            Figure(f"P8.{name}_p50_loaded_times_quiet", statistics.median(loaded.ms[name]) / statistics.median(ms))
            for name, ms in quiet.ms.items()
        ),
        Figure(f"{LETTERS}_letters_s", statistics.median(took)),
    ]


async def _hundred_letters(writers: Sequence[Writer], turn: int) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(writers[number % len(writers)].letter(f"{turn}-{number}") for number in range(LETTERS)))
    return time.perf_counter() - began


async def letters_a_second(database_url: str, url: str, workers: int, in_hand: int, turn: int) -> float:
    """Letters of one person, written by so many processes with so much in hand each."""
    environ = asking(url) | {
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "GENERATION_WRITING_AT_ONCE": str(in_hand),
        "GENERATION_POOL_SIZE": str(in_hand + CONNECTIONS_BESIDES),
        "LLM_CONCURRENCY": str(in_hand),
    }
    writing = Workers(environ)
    settings = LanguageModelSettings(anthropic_base_url=url, anthropic_api_key=KEY)
    async with serving(database_url, Neighbours(), settings) as http:
        try:
            for _ in range(workers):
                process = await writing.warm()
                await begin(process)
                await said(process, "working")
            writer = Writer(http, MATCH)
            # Every worker takes some of the first and loads what it writes with.
            await _letters(writer, turn, workers * in_hand, "warm")
            began = time.perf_counter()
            await _letters(writer, turn, LETTERS_TO_SCALE, "measured")
            return LETTERS_TO_SCALE / (time.perf_counter() - began)
        finally:
            await writing.end()


async def _letters(writer: Writer, turn: int, many: int, kind: str) -> None:
    await asyncio.gather(*(writer.letter(f"{kind}-{turn}-{number}") for number in range(many)))


async def scaling(database_url: str, url: str) -> list[Figure]:
    """Letters a second for each scale, in turn."""
    found: dict[tuple[int, int], list[float]] = {scale: [] for scale in SCALES}
    turn = 0
    for _ in range(SCALE_ROUNDS):
        for scale in SCALES:
            found[scale].append(await letters_a_second(database_url, url, *scale, turn))
            turn += 1
    medians = {scale: statistics.median(speeds) for scale, speeds in found.items()}
    figures = [
        Figure(f"letters_a_second_{workers}_workers_{in_hand}_in_hand", speed, rounds=SCALE_ROUNDS)
        for (workers, in_hand), speed in medians.items()
    ]
    base = medians[SCALES[0]]
    return [
        *figures,
        Figure("twice_the_concurrency_times", medians[SCALES[1]] / base, rounds=SCALE_ROUNDS),
        Figure("twice_the_workers_times", medians[SCALES[2]] / base, rounds=SCALE_ROUNDS),
        Figure("twice_both_times", medians[SCALES[3]] / base, rounds=SCALE_ROUNDS),
    ]


async def measured(database_url: str, folder: Path) -> list[Figure]:
    """All figures."""
    async with provider() as url:
        return [*await beside_letters(url, folder), *await scaling(database_url, url)]


def main() -> None:
    """Print a JSON line a figure, then a table."""
    logs.configure(PlatformSettings(log_level="ERROR"))
    console, table = Console(soft_wrap=True), Table("figure", "value", "bar")
    with (
        lease("wheel", folder_of("wheel")) as ready,
        migrated_database(PostgresServer(ready["url"]), [service]) as url,
        tempfile.TemporaryDirectory(dir="/tmp") as folder,
    ):
        Path(folder).chmod(0o755)
        figures = asyncio.run(measured(url, Path(folder)))
    for figure in figures:
        line: dict[str, Any] = {"figure": figure.figure, "value": figure.value, "rounds": figure.rounds}
        print(json.dumps(line | ({"bar": figure.bar} if figure.bar else {})))
        table.add_row(figure.figure, f"{figure.value:,.2f}", figure.bar)
    console.print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
