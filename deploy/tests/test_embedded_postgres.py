"""The embedded PostgreSQL: its own data come back, whatever was killed."""

import asyncio
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from career_agent.embedded import EmbeddedPostgres, owned, place
from shared.local_servers import CannotStart

HOLDER = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from career_agent.embedded import EmbeddedPostgres, owned

    async def hold():
        postgres = EmbeddedPostgres.at(Path(sys.argv[1]))
        await postgres.start()
        print(postgres.url, flush=True)
        await asyncio.sleep(600)

    with owned(Path(sys.argv[1])):
        asyncio.run(hold())
""")


@pytest.fixture
def data_dir(open_folder: Path) -> Path:
    return open_folder


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[EmbeddedPostgres]:
    postgres = EmbeddedPostgres.at(data_dir)
    await postgres.start()
    try:
        yield postgres
    finally:
        await postgres.stop()


async def execute(postgres: EmbeddedPostgres, statement: str) -> None:
    connection = await asyncpg.connect(postgres.url)
    await connection.execute(statement)
    await connection.close()


async def kept(postgres: EmbeddedPostgres) -> list[int]:
    connection = await asyncpg.connect(postgres.url)
    rows = await connection.fetch("SELECT n FROM kept ORDER BY n")
    await connection.close()
    return [row["n"] for row in rows]


async def keep_one_row(postgres: EmbeddedPostgres) -> None:
    await execute(postgres, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")


def started_by_another_process(data_dir: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert any(line.startswith("postgresql://") for line in holder.stdout), "the server did not start"
    return holder


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def kill(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate()


async def test_data_survive_a_restart(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        await keep_one_row(postgres)

    async with running(data_dir) as postgres:
        assert await kept(postgres) == [7]


async def test_a_stopped_server_leaves_no_process(data_dir: Path) -> None:
    async with running(data_dir):
        pid = server_pid(data_dir)

    assert not psutil.pid_exists(pid)


async def test_a_server_orphaned_by_kill_9_is_taken_over_and_stopped(data_dir: Path) -> None:
    kill(await asyncio.to_thread(started_by_another_process, data_dir))
    orphan = server_pid(data_dir)

    async with running(data_dir) as postgres:
        await keep_one_row(postgres)
        assert server_pid(data_dir) == orphan

    assert not psutil.pid_exists(orphan) or psutil.Process(orphan).status() == psutil.STATUS_ZOMBIE


async def test_a_killed_server_recovers_at_the_next_start(data_dir: Path) -> None:
    holder = await asyncio.to_thread(started_by_another_process, data_dir)
    await keep_one_row(EmbeddedPostgres.at(data_dir))
    kill(holder)
    psutil.Process(server_pid(data_dir)).kill()

    async with running(data_dir) as postgres:
        assert await kept(postgres) == [7]


async def test_a_server_that_dies_under_us_is_started_again(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        await keep_one_row(postgres)
        watching = asyncio.create_task(postgres.keep_alive())
        psutil.Process(server_pid(data_dir)).kill()
        await asyncio.sleep(0.1)

        assert await eventually_kept(postgres) == [7]
        watching.cancel()


async def eventually_kept(postgres: EmbeddedPostgres) -> list[int]:
    deadline = time.monotonic() + 30
    while True:
        try:
            return await kept(postgres)
        except (OSError, asyncpg.PostgresError):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


async def test_a_pid_file_that_names_a_stranger_is_no_obstacle(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        await keep_one_row(postgres)
    stranger = psutil.Process()
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{pid_file.parent}\n0\n5432\n/nowhere\n\n\n")

    async with running(data_dir) as postgres:
        assert await kept(postgres) == [7]


async def test_a_first_start_that_was_cut_off_leaves_no_half_of_a_database(data_dir: Path) -> None:
    EmbeddedPostgres.at(data_dir)
    unfinished = data_dir / "postgres" / "data.unfinished"
    unfinished.mkdir(exist_ok=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    async with running(data_dir) as postgres:
        await keep_one_row(postgres)


async def test_data_of_another_major_version_are_named_in_one_sentence(data_dir: Path) -> None:
    async with running(data_dir):
        pass
    (data_dir / "postgres" / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(CannotStart, match=r"written by PostgreSQL 17 .* brings 18: [^.]+\.$"):
        await EmbeddedPostgres.at(data_dir).start()


async def test_a_path_too_long_for_a_socket_works(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)

    async with running(deep) as postgres:
        await keep_one_row(postgres)
        sockets = place.find_place(deep).sockets
        assert deep not in sockets.parents

    assert not sockets.exists()


async def test_a_home_closed_to_others_is_left_as_it_is(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "ELSEWHERE", data_dir / "elsewhere")
    home = data_dir / "home"
    home.mkdir(mode=0o700)
    inside = home / ".data"
    inside.mkdir()

    async with running(inside) as postgres:
        await keep_one_row(postgres)
    async with running(inside) as postgres:
        assert await kept(postgres) == [7]

    assert home.stat().st_mode & 0o777 == 0o700


async def test_a_lost_database_is_not_replaced_by_an_empty_one(data_dir: Path) -> None:
    (data_dir / place.POINTER).write_text("/nowhere/at/all\n")

    with pytest.raises(CannotStart, match="put it back"):
        EmbeddedPostgres.at(data_dir)


async def test_an_open_folder_in_the_sockets_place_is_refused(data_dir: Path) -> None:
    EmbeddedPostgres.at(data_dir)
    (data_dir / "postgres" / "socket").mkdir()
    (data_dir / "postgres" / "socket").chmod(0o777)

    with pytest.raises(CannotStart, match="alone"):
        await EmbeddedPostgres.at(data_dir).start()


async def test_a_second_product_on_a_folder_is_told_who_has_it(data_dir: Path) -> None:
    holder = await asyncio.to_thread(started_by_another_process, data_dir)
    try:
        with pytest.raises(CannotStart, match=f"process {holder.pid}"), owned(data_dir):
            pass
    finally:
        kill(holder)
        async with running(data_dir):
            """Taken over, and stopped."""


async def test_nobody_else_gets_in(data_dir: Path) -> None:
    async with running(data_dir) as postgres:
        sockets = postgres.home / "socket"
        assert sockets.stat().st_mode & 0o077 == 0
        listening = psutil.Process(server_pid(data_dir)).net_connections("inet")

    assert listening == []
