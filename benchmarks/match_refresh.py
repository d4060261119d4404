"""P4 and the loading of P2: one person scored against all jobs end to end, and a worker's start, on real PostgreSQL.

Run `python benchmarks/match_refresh.py [jobs]`. A throwaway server that does not sync to disk; the local bus; workers
are processes of their own. One and two workers are measured in turn, five times each.
"""

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from match_service import queries
from match_service.catalogue import LEAST_TENTHS, Catalogue
from match_service.deps import Deps
from match_service.index.layout import EPOCH, TERMS
from match_service.index.postings import Seeker
from match_service.index.titles import NO_LEVEL, Words
from match_service.service import service
from match_service.settings import Settings
from match_service.testing.world import ASKED, World
from match_service.use_cases.catching_up import current_catalogue
from match_service.use_cases.numbering import number_person
from match_service.use_cases.runs import ask_for_runs
from shared.bus import Delivery, LocalBus, Queue
from shared.consumer import queues_of
from shared.database import Database, Listener, open_engine
from shared.events import MatchCompleted, PersonSnapshot, Wishes, event_of
from shared.testing.schema import migrated_database
from shared.testing.servers.lease import folder_of, lease
from shared.testing.servers.postgres import PostgresServer
from vocabulary.titles import Seniority

JOBS = 1_000_000
ROUNDS = 5
ALONE = 60
PEOPLE_A_WORKER = 40
LOADS = 5
WARM_ROUNDS = 3
FIRST_PORT = 18_700
SEEDED_AT_ONCE = 50_000
POSTING_COLUMNS = (
    "job_id",
    "version",
    "posted_at",
    "title_id",
    "terms_id",
    "required",
    "nice",
    "years_least",
    "pays",
    "currency",
    "changed_in",
    "facts",
)
LEVELS = dict(zip(Seniority, ("intern", "junior", "mid", "senior", "lead", "director"), strict=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number; without a bar it is reported only."""

    figure: str
    jobs: int
    value: float
    bar: str = ""


def word_of(number: int) -> str:
    """A word that no vocabulary knows."""
    letters = "".join("bcdfghklmn"[int(digit)] for digit in str(number))
    return f"qu{letters}"


def title_of(words: Words) -> str:
    level = "" if words.level == NO_LEVEL else f"{LEVELS[Seniority(words.level)]} "
    return level + " ".join(word_of(word) for word in words.words.tolist())


class Seeding:
    """Fills the schema with a made-up market, as match-service would have."""

    def __init__(self, world: World, connection: Any) -> None:
        self._world = world
        self._connection = connection
        self._rows = world.postings()

    async def fill(self) -> None:
        """Everything but people."""
        await self._copy("skills", ("id", "name"), list(enumerate(self._world.skill_names, 1)))
        words = sorted({*self._world.titles.values.tolist()})
        await self._copy("words", ("id", "word"), [(word + 1, word_of(word)) for word in words])
        titles, terms = await self._titles(), await self._terms()
        await self._postings(titles, terms)
        for table in ("skills", "words", "titles", "terms"):
            statement = f"SELECT setval('match.{table}_id_seq', (SELECT max(id) FROM match.{table}))"
            await self._connection.execute(statement)
        await self._connection.execute("ANALYZE")

    async def _copy(self, table: str, columns: Sequence[str], records: list[Any]) -> None:
        await self._connection.copy_records_to_table(
            table, schema_name="match", columns=columns, records=records, timeout=600
        )

    async def _titles(self) -> list[int]:
        """The number of each title; two that are the same have one."""
        world, numbers, keys = self._world, list[int](), dict[tuple[tuple[int, ...], int], int]()
        for title in range(len(world.levels)):
            words = world.words_of(title)
            key = tuple(sorted((words.words + 1).tolist())), words.level
            numbers.append(keys.setdefault(key, len(keys) + 1))
        rows = [(at, list(words), None if level == NO_LEVEL else level) for (words, level), at in keys.items()]
        await self._copy("titles", ("id", "words", "level"), rows)
        return numbers

    async def _terms(self) -> list[int]:
        """The number of each posting's terms."""
        keys, rows = dict[Any, int](), self._rows
        places = [(sorted(place.eligible), sorted(place.offered)) for place in self._world.places]
        numbers = []
        for code, place in zip(rows.terms.tolist(), rows.place.tolist(), strict=True):
            key = (*TERMS[code - 1], *map(tuple, places[place]))
            numbers.append(keys.setdefault(key, len(keys) + 1))
        columns = ("id", "job_type", "remote_type", "refuses_visa", "eligible", "located")
        await self._copy("terms", columns, [(at, *key[:3], list(key[3]), list(key[4])) for key, at in keys.items()])
        return numbers

    async def _postings(self, titles: list[int], terms: list[int]) -> None:
        rows, skills = self._rows, self._rows.skills
        ends = np.cumsum(skills.counts).tolist()
        keys, facts = skills.values.tolist(), json.dumps({"title": "made up", "company": "Acme", "source": "bench"})
        for first in range(0, self._world.jobs, SEEDED_AT_ONCE):
            records = []
            for at in range(first, min(first + SEEDED_AT_ONCE, self._world.jobs)):
                named = keys[ends[at - 1] if at else 0 : ends[at]]
                least = ASKED.index(int(rows.years[at])) - 1
                records.append(
                    (
                        at + 1,
                        1,
                        EPOCH + timedelta(seconds=int(rows.posted[at])),
                        titles[rows.title[at]],
                        terms[at],
                        [1 + (key >> 1) for key in named if not key & 1],
                        [1 + (key >> 1) for key in named if key & 1],
                        None if least < 0 else least,
                        int(rows.salary[at]) or None,
                        "USD",
                        0,
                        facts,
                    )
                )
            await self._copy("postings", POSTING_COLUMNS, records)


def profile_of(seeker: Seeker) -> PersonSnapshot:
    """A person of the made-up market as their profile would tell."""
    person = seeker.person
    return PersonSnapshot(
        skills=tuple(sorted(person.skills)),
        experience_years=person.years,
        has_cv=True,
        wishes=Wishes(
            target_roles=tuple(map(title_of, seeker.roles)),
            job_types=tuple(person.job_types),
            remote_types=tuple(person.remote_types),
            preferred_countries=tuple(person.preferred_countries),
            eligible_regions=tuple(person.eligible_countries),
            min_salary=person.least_salary,
            needs_visa_sponsorship=person.needs_visa,
        ),
    )


class Listening:
    """Notes when each person's run was completed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.completed: dict[int, float] = {}
        self._heard = asyncio.Event()

    async def __call__(self, delivery: Delivery) -> None:
        event = event_of(delivery.message)
        if isinstance(event, MatchCompleted):
            self.completed[event.user_id] = time.perf_counter()
            self._heard.set()
        async with self._db.write() as session:
            await delivery.settle(session)
        await delivery.finish()

    async def until(self, users: Sequence[int]) -> None:
        """Wait for the runs of all of these people."""
        while not all(user in self.completed for user in users):
            self._heard.clear()
            await asyncio.wait_for(self._heard.wait(), 120)


@contextmanager
def workers(url: str, many: int) -> Iterator[None]:
    """So many worker processes."""
    command = [sys.executable, "-m", "match_service", "worker"]
    settings = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    started = [subprocess.Popen(command, env={**settings, "PORT": str(FIRST_PORT + at)}) for at in range(many)]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


class Bench:
    """The schema, the bus and people who have not been scored yet."""

    def __init__(self, url: str, db: Database, world: World, heard: Listening) -> None:
        self._url, self._db, self._world, self._heard = url, db, world, heard
        self._next = 1

    async def people(self, many: int) -> list[int]:
        """New people who have told who they are; nobody has asked for them to be scored."""
        users = list(range(self._next, self._next + many))
        self._next += many
        for user, seeker in zip(users, self._world.seekers(many), strict=True):
            async with self._db.write() as session:
                person = await number_person(session, user, profile_of(seeker))
                await queries.people.put_person(session, user, 1, person, LEAST_TENTHS)
        return users

    async def ask(self, users: Sequence[int]) -> float:
        """Ask for runs; when that was committed."""
        async with self._db.write() as session:
            await ask_for_runs(session, users)
        return time.perf_counter()

    async def warmed(self, many: int) -> None:
        """Give every worker something to do until each has loaded the catalogue."""
        for _ in range(WARM_ROUNDS):
            users = await self.people(many)
            await self.ask(users)
            await self._heard.until(users)

    async def latencies_ms(self) -> list[float]:
        """One person at a time, one worker."""
        taken = []
        with workers(self._url, 1):
            await self.warmed(1)
            for user in await self.people(ALONE):
                asked = await self.ask([user])
                await self._heard.until([user])
                taken.append((self._heard.completed[user] - asked) * 1_000)
        return taken

    async def people_a_second(self, many: int) -> float:
        """How many people so many workers score a second, all of whom wait."""
        with workers(self._url, many):
            await self.warmed(2 * many)
            users = await self.people(PEOPLE_A_WORKER * many)
            await self.ask(users)
            await self._heard.until(users)
        ends = sorted(self._heard.completed[user] for user in users)
        return (len(ends) - 1) / (ends[-1] - ends[0])


async def loading_seconds(db: Database) -> float:
    """How long a worker takes to take up the whole catalogue."""
    settings = Settings()
    deps = Deps(settings, Catalogue(settings.currency_rates))
    began = time.perf_counter()
    async with current_catalogue(db, deps):
        return time.perf_counter() - began


@asynccontextmanager
async def listening(url: str, db: Database) -> AsyncIterator[Listening]:
    """Hears what is completed on the bus."""
    listener = Listener(url)
    await listener.start()
    bus, heard = LocalBus(open_engine(url, name="bench-bus"), listener), Listening(db)
    queue = Queue("bench.completed", (MatchCompleted.name,), prefetch=10)
    await bus.declare([*queues_of(service.name, service.handlers), queue])
    subscription = await bus.consume(queue, heard)
    try:
        yield heard
    finally:
        await subscription.stop()
        await bus.close()
        await listener.stop()


async def measured(url: str, jobs: int) -> list[Figure]:
    """All figures."""
    world, raw = World(jobs), make_url(url).set(drivername="postgresql")
    connection = await asyncpg.connect(raw.render_as_string(hide_password=False))
    await Seeding(world, connection).fill()
    await connection.close()
    db = Database(open_engine(url, name="bench"), service.metadata)
    async with listening(url, db) as heard:
        loads = [await loading_seconds(db) for _ in range(LOADS)]
        bench = Bench(url, db, world, heard)
        alone = await bench.latencies_ms()
        speeds = [[await bench.people_a_second(many) for many in (1, 2)] for _ in range(ROUNDS)]
    await db.close()
    one, two = (statistics.median(column) for column in zip(*speeds, strict=True))
    return [
        Figure("P2 seconds to load from PostgreSQL", jobs, statistics.median(loads), "≤ 10"),
        Figure("P4 refresh end to end, ms, median", jobs, statistics.median(alone)),
        Figure("P4 refresh end to end, ms, 95th percentile", jobs, statistics.quantiles(alone, n=20)[-1], "≤ 1000"),
        Figure("P4 people a second, one worker", jobs, one),
        Figure("P4 people a second, two workers", jobs, two),
        Figure("P4 two workers, times one", jobs, two / one, "≥ 1.7"),
    ]


def main() -> None:
    """Print a JSON line a figure, then a table."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else JOBS
    console, table = Console(soft_wrap=True), Table("figure", "jobs", "value", "bar")
    with lease("wheel", folder_of("wheel")) as ready, migrated_database(PostgresServer(ready["url"]), [service]) as url:
        figures = asyncio.run(measured(url, jobs))
    for figure in figures:
        console.print_json(json.dumps(asdict(figure)), indent=None)
        table.add_row(figure.figure, f"{figure.jobs:,}", f"{figure.value:,.2f}", figure.bar)
    console.print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {ROUNDS} rounds")


if __name__ == "__main__":
    main()
