"""Work by the clock: one replica leads, another takes over, and a job that fails runs again."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared import periodic
from shared.database import Database, open_engine, table_of
from shared.database.engine import asyncpg_url
from shared.periodic import Leader, Periodic, prune_plumbing
from shared.testing.plain import METADATA, end_connections_with, rows_in, until

SOON = 0.05


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "ASK_AGAIN_SECONDS", SOON)


class Replica:
    """A process that stands for leader, on connections of its own."""

    def __init__(self, url: str, database: Database, *, every_seconds: float = SOON, failures: int = 0) -> None:
        self.runs = 0
        self._failures = failures
        self.engine = open_engine(url, name="replica", pool_size=2)
        job = Periodic("count", self._count, every_seconds)
        self.leader = Leader("plain", [job], self.engine, database, deps=None)

    async def _count(self, _: Database, __: Any) -> None:
        self.runs += 1
        if self.runs <= self._failures:
            raise RuntimeError

    async def start(self) -> None:
        await self.leader.start()

    async def stop(self) -> None:
        await self.leader.stop()
        await self.engine.dispose()


async def test_one_of_two_replicas_leads_and_the_other_takes_over_when_it_stops(
    database: Database, database_url: str
) -> None:
    first, second = Replica(database_url, database), Replica(database_url, database)
    await first.start()
    await until(lambda: first.runs > 0)
    await second.start()
    await until(lambda: first.runs > 3)
    assert second.runs == 0

    await first.stop()

    await until(lambda: second.runs > 0)
    await second.stop()


async def test_the_other_takes_over_when_the_leaders_connection_breaks(database: Database, database_url: str) -> None:
    first, second = Replica(database_url, database), Replica(database_url, database)
    await first.start()
    await until(lambda: first.runs > 0)
    await second.start()

    await end_connections_with(database, f"locktype = 'advisory' AND classid = {periodic.LEADER_CLASS}")

    before = first.runs + second.runs
    await until(lambda: first.runs + second.runs > before + 3)
    await asyncio.sleep(SOON * 2)
    runs = (first.runs, second.runs)
    await asyncio.sleep(SOON * 6)
    assert (first.runs > runs[0]) != (second.runs > runs[1])
    await first.stop()
    await second.stop()


async def test_a_replica_without_a_free_connection_stands_again(database: Database, database_url: str) -> None:
    replica = Replica(database_url, database)
    await replica.engine.dispose()
    narrow = create_async_engine(asyncpg_url(database_url), pool_size=1, max_overflow=0, pool_timeout=0.01)
    leader = Leader("plain", [Periodic("count", replica._count, SOON)], narrow, database, deps=None)
    async with narrow.connect():
        await leader.start()
        await asyncio.sleep(SOON * 4)
        assert replica.runs == 0

    await until(lambda: replica.runs > 0)
    await leader.stop()
    await narrow.dispose()


async def test_two_services_have_a_leader_each(database: Database, database_url: str) -> None:
    one, other = Replica(database_url, database), Replica(database_url, database)
    other.leader = Leader("other", [Periodic("count", other._count, SOON)], other.engine, database, deps=None)
    await one.start()
    await other.start()

    await until(lambda: one.runs > 0 and other.runs > 0)
    await one.stop()
    await other.stop()


async def test_a_failing_job_runs_again_and_keeps_no_other_from_running(database: Database, database_url: str) -> None:
    replica = Replica(database_url, database, every_seconds=3600, failures=2)
    await replica.start()

    await until(lambda: replica.runs == 3)
    await asyncio.sleep(SOON * 3)
    assert replica.runs == 3
    await replica.stop()


async def test_a_job_of_once_runs_once(database: Database, database_url: str) -> None:
    replica = Replica(database_url, database, every_seconds=0)
    await replica.start()
    await until(lambda: replica.runs == 1)
    await asyncio.sleep(SOON * 4)

    assert replica.runs == 1
    await replica.stop()


@pytest.mark.parametrize(
    ("table", "column", "values", "kept_days"),
    [
        ("inbox", "handled_at", {"handler": "h", "message_id": "uuid"}, periodic.INBOX_KEPT_DAYS),
        ("tombstones", "erased_at", {"user_id": "number"}, periodic.TOMBSTONES_KEPT_DAYS),
        (
            "commands",
            "began_at",
            {"user_id": "number", "key": "uuid", "route": "uuid", "asked": "bytes"},
            periodic.COMMANDS_KEPT_DAYS,
        ),
    ],
)
async def test_the_plumbings_rows_are_forgotten_when_they_have_served(
    database: Database, table: str, column: str, values: dict[str, str], kept_days: int
) -> None:
    where = table_of(METADATA, table)
    async with database.write() as session:
        for number, age in enumerate((kept_days - 1, kept_days + 1)):
            kinds = {"number": number, "uuid": f"{number:032x}", "bytes": b""}
            row = {name: kinds.get(kind, kind) for name, kind in values.items()}
            await session.execute(insert(where).values(row | {column: text(f"now() - interval '{age} days'")}))

    await prune_plumbing(database, None)

    assert await rows_in(database, table) == 1
