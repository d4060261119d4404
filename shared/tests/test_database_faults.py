"""PostgreSQL gives way: what is broken is given up, and what passes is said to pass."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.database import Database, is_passing, is_undone, open_engine, retried_when_undone
from shared.testing.plain import EFFECTS, METADATA, effects_in

BACKEND = text("SELECT pg_backend_pid()")


@pytest.fixture
async def narrow(database: Database, database_url: str) -> AsyncIterator[Database]:
    """The plain schema through a single connection."""
    narrow = Database(open_engine(database_url, name="narrow", pool_size=1, pool_overflow=0), METADATA)
    yield narrow
    await narrow.close()


async def backend_of(database: Database) -> int:
    async with database.read() as session:
        pid: int = await session.scalar(BACKEND)
    return pid


@pytest.mark.parametrize(
    "failure",
    [
        asyncpg.InternalClientError("got result for unknown protocol state 3"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        TimeoutError(),
    ],
    ids=lambda failure: type(failure).__name__,
)
async def test_a_connection_the_driver_lost_track_of_never_comes_back(
    narrow: Database, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    broken = await backend_of(narrow)

    async def fail(*_: Any, **__: Any) -> None:
        raise failure

    async def fail_in_the_middle(failing: pytest.MonkeyPatch) -> None:
        async with narrow.write() as session:
            await session.execute(select(1))
            failing.setattr(asyncpg.Connection, "prepare", fail)
            await session.execute(text("SELECT 2"))

    with monkeypatch.context() as failing, pytest.raises((DBAPIError, TimeoutError)) as caught:
        await fail_in_the_middle(failing)

    assert is_passing(caught.value)
    assert await backend_of(narrow) != broken


async def test_what_was_sent_wrong_costs_no_connection(narrow: Database) -> None:
    before = await backend_of(narrow)

    with pytest.raises(DBAPIError) as caught:
        async with narrow.write() as session:
            await session.execute(text("SELECT CAST(:number AS integer)"), {"number": "no number"})

    assert not is_passing(caught.value)
    assert await backend_of(narrow) == before


async def test_a_block_cut_off_in_the_middle_leaves_a_clean_connection(narrow: Database) -> None:
    """The next one to have the connection must not read the last one's answer."""
    for number in range(20):
        async with asyncio.timeout(0.02 * (number % 3)):
            try:
                async with narrow.read() as session:
                    await session.scalar(text("SELECT pg_sleep(0.03), 'somebody else''s'"))
            except asyncio.CancelledError:
                pass
        async with narrow.read() as session:
            assert await session.scalar(text(f"SELECT {number}")) == number


async def test_ended_sessions_cost_no_later_one(database: Database, database_url: str) -> None:
    other = Database(open_engine(database_url, name="other", pool_size=5), METADATA)
    for _ in range(5):
        await asyncio.gather(*(backend_of(other) for _ in range(5)))
        async with database.write() as session:
            await session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'other'")
            )

        await asyncio.gather(*(backend_of(other) for _ in range(5)))
    await other.close()


async def test_two_that_cross_both_succeed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with database.write() as session:
        await session.execute(insert(EFFECTS), [{"id": 1, "what": ""}, {"id": 2, "what": ""}])
        await session.execute(text("CREATE TABLE plain.tries (who text)"))
    both_hold_one = asyncio.Barrier(2)
    tries: list[str] = []

    @retried_when_undone
    async def write_both(who: str, first: int, second: int) -> None:
        tries.append(who)
        async with database.write() as session:
            await session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            await session.execute(EFFECTS.update().where(EFFECTS.c.id == first).values(what=EFFECTS.c.what + who))
            if len(tries) <= 2:
                await both_hold_one.wait()
            await session.execute(EFFECTS.update().where(EFFECTS.c.id == second).values(what=EFFECTS.c.what + who))

    await asyncio.gather(write_both("a", 1, 2), write_both("b", 2, 1))

    assert len(tries) == 3
    assert [sorted(what) for what in await effects_in(database)] == [["a", "b"], ["a", "b"]]


async def test_what_keeps_losing_is_told_after_three_tries() -> None:
    tries = []

    @retried_when_undone
    async def lose() -> None:
        tries.append(1)
        raise DBAPIError("UPDATE", {}, asyncpg.DeadlockDetectedError("deadlock detected"))

    with pytest.raises(DBAPIError):
        await lose()
    assert len(tries) == 3


async def test_a_full_pool_passes_and_a_broken_rule_does_not(narrow: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrow.engine.pool, "_timeout", 0.05)
    async with narrow.read():
        with pytest.raises(PoolTimeout) as full:
            await backend_of(narrow)
    with pytest.raises(IntegrityError) as twice:
        async with narrow.write() as session:
            await session.execute(insert(EFFECTS), [{"id": 1, "what": "x"}, {"id": 1, "what": "y"}])

    assert is_passing(full.value)
    assert not is_passing(twice.value)
    assert not is_undone(twice.value)
