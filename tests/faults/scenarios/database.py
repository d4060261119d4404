"""PostgreSQL dies, hangs, ends sessions, runs out of connections, commits late; clients hang up in the middle."""

import asyncio
import time

import asyncpg
from sqlalchemy import make_url
from tests.faults.books import Verdict
from tests.faults.ledger_service import ORDERS, SCHEMA, NumberOrdered
from tests.faults.scenarios.messages import message
from tests.faults.stage import Stage


async def f16_postgres_killed(run: Stage, numbers: int, kills: int = 20) -> Verdict:
    """kill -9 of PostgreSQL under load, then started on the same data; no process is started anew."""
    await run.start(servers=1, workers=2)
    async with run.under_load(numbers):
        for _ in range(kills):
            await asyncio.sleep(run.chance.uniform(1.0, 2.0))
            await asyncio.to_thread(run.servers.postgres.kill)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(run.servers.postgres.start)
            run.fault_ends.append(time.time())
    verdict = await run.end(recovery_limit=5 if kills else None)
    verdict.notes["process_deaths"] = len(run.fleet.deaths)
    return verdict


async def f17_sessions_ended(run: Stage, numbers: int, times: int = 60) -> Verdict:
    """PostgreSQL ends every session, every second."""
    await run.start(servers=1, workers=2)
    async with run.under_load(numbers):
        for _ in range(times):
            await asyncio.sleep(1)
            await _as_superuser(
                run,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
            )
            run.fault_ends.append(time.time())
    return await run.end(recovery_limit=2)


async def f19_postgres_frozen(run: Stage, numbers: int, seconds: float = 30) -> Verdict:
    """PostgreSQL hangs with its connections open, and goes on."""
    await run.start(servers=1, workers=1)
    async with run.under_load(numbers):
        await asyncio.sleep(1)
        run.servers.postgres.freeze()
        await asyncio.sleep(seconds)
        run.servers.postgres.thaw()
        run.fault_ends.append(time.time())
    verdict = await run.end(recovery_limit=3)
    verdict.notes["slowest_answer_seconds"] = round(run.ledger.slowest_seconds, 1)
    return verdict


async def f21_connections_exhausted(run: Stage, numbers: int) -> Verdict:
    """Somebody else takes all but a few of PostgreSQL's connections."""
    await run.start(servers=1, workers=1)
    dsn = run.database_url
    taken: list[asyncpg.Connection] = []
    while True:
        try:
            taken.append(await asyncpg.connect(dsn, timeout=5))
        except (asyncpg.TooManyConnectionsError, OSError):
            break
    async with run.under_load(numbers, every=0.02):
        # Those that are there already are ended, so that new ones have to be opened, and are refused.
        for connection in taken[:2]:
            await connection.close()
        await asyncio.sleep(3)
        for connection in taken[2:]:
            await connection.close()
        run.fault_ends.append(time.time())
    verdict = await run.end(recovery_limit=3)
    verdict.notes["taken"] = len(taken)
    return verdict


async def f22_late_commit(run: Stage, numbers: int, seconds: float = 3, settle_seconds: float | None = None) -> Verdict:
    """A transaction with the lowest outbox numbers commits last."""
    await run.start(servers=1, workers=1)
    connection = await asyncpg.connect(run.database_url)
    late = [10_000_000 + n for n in range(10)]
    attempt = run.ledger.open(late[0], len(late), "late")
    async with connection.transaction():
        for number in late:
            await connection.execute(f"INSERT INTO {SCHEMA}.{ORDERS.name} (number) VALUES ($1)", number)
            told = message(NumberOrdered(number=number))
            await connection.execute(
                f"INSERT INTO {SCHEMA}.outbox (id, event, body, occurred_at) VALUES ($1, $2, $3, now())",
                told.id,
                told.event,
                told.body,
            )
        await run.drive(numbers)
        await asyncio.sleep(seconds)
    run.fault_ends.append(time.time())
    attempt.acknowledged = True
    await connection.close()
    return await run.end(recovery_limit=2, settle_seconds=settle_seconds)


async def f25_clients_leave(run: Stage, numbers: int, leavers: int = 200) -> Verdict:
    """Clients hang up in the middle of their requests; nobody else gets their answers."""
    await run.start(servers=1, workers=1)

    async def leave(number: int) -> None:
        async with run.client() as http:
            attempt = run.ledger.open(20_000_000 + number, 1, f"left-{number}")
            try:
                async with asyncio.timeout(run.chance.uniform(0.001, 0.05)):
                    await run.ledger.send(http, attempt)
            except TimeoutError:
                run.ledger.unanswered["left"] += 1

    async with run.under_load(numbers, every=0):
        for first in range(0, leavers, 20):
            await asyncio.gather(*(leave(number) for number in range(first, first + 20)))
    return await run.end()


async def _as_superuser(run: Stage, statement: str) -> None:
    connection = await asyncpg.connect(run.servers.postgres.url, timeout=5)
    try:
        await connection.execute(statement.replace("$1", f"'{make_url(run.database_url).database}'"))
    finally:
        await connection.close(timeout=5)
