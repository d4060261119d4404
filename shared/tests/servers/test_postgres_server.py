"""The throwaway PostgreSQL servers."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import asyncpg
import psutil
import pytest
from sqlalchemy import make_url

from shared.testing.servers import PostgresServer
from shared.testing.servers.lease import lease

HOLDER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from shared.testing.servers.lease import lease
    with lease("wheel", Path(sys.argv[1])) as ready:
        print(ready["url"], flush=True)
        time.sleep(600)
""")


async def test_a_database_is_there_and_empty(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()

    assert tables == 0


async def test_both_the_wheels_and_the_systems_postgres_are_tested(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    connection = await asyncpg.connect(database_url)
    major = connection.get_server_version().major
    await connection.close()

    assert (major == 18) == ("wheel" in request.node.callspec.id)


def make_a_table(url: str) -> None:
    import asyncio

    async def make() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE filled (n int); INSERT INTO filled VALUES (7)")
        await connection.close()

    asyncio.run(make())


async def test_a_template_is_filled_once_and_copied(postgres_server: PostgresServer) -> None:
    fills = []

    def fill(url: str) -> None:
        fills.append(url)
        make_a_table(url)

    for _ in range(2):
        with postgres_server.database(postgres_server.template("seven", fill)) as url:
            connection = await asyncpg.connect(url)
            assert await connection.fetchval("SELECT n FROM filled") == 7
            await connection.close()

    assert len(fills) == 1


def listening(port: int) -> bool:
    return any(c.laddr and c.laddr.port == port and c.status == "LISTEN" for c in psutil.net_connections("tcp"))


def test_a_server_is_shared_by_processes_and_gone_after_the_last_was_killed(open_folder: Path) -> None:
    with lease("wheel", open_folder) as mine:
        holder = subprocess.Popen([sys.executable, "-c", HOLDER, open_folder], stdout=subprocess.PIPE, text=True)
        assert holder.stdout is not None
        theirs = holder.stdout.readline().strip()
        assert theirs == mine["url"]
    port = make_url(theirs).port or 0
    assert listening(port)

    holder.kill()
    holder.communicate()

    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and listening(port):
        time.sleep(0.1)
    assert not listening(port)
