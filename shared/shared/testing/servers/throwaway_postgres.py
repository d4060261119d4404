"""A throwaway PostgreSQL: nothing is synced to disk, because nothing in it is worth keeping."""

import asyncio
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import asyncpg

from shared.local_servers import (
    CannotStart,
    PostgresBinaries,
    create_cluster,
    free_port,
    server_account,
    system_binaries,
    wheel_binaries,
    within_reach,
)
from shared.testing.servers.containers import container, docker_answers
from shared.testing.servers.processes import stopping

SUPERUSER = "tester"
START_SECONDS = 60
ATTEMPTS = 5

IMAGE = "postgres:17"
IMAGE_PORT = 5432

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "max_connections": "300",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


def wheel_postgres(files: Path) -> AbstractContextManager[dict[str, str]]:
    """The PostgreSQL of the wheel, as the zero-install product runs it."""
    account = server_account()
    return _postgres(within_reach(wheel_binaries(), account, files), files)


def system_postgres(files: Path) -> AbstractContextManager[dict[str, str]]:
    """The PostgreSQL this machine has installed."""
    if (binaries := system_binaries()) is not None:
        return _postgres(binaries, files)
    if docker_answers():
        return _contained()
    raise CannotStart("No PostgreSQL is installed and no Docker answers: install one, or set TEST_DATABASE_URL.")


@contextmanager
def _postgres(binaries: PostgresBinaries, files: Path) -> Iterator[dict[str, str]]:
    account = server_account()
    password = secrets.token_urlsafe(16)
    home = files / "postgres"
    account.make_folder(home)
    create_cluster(binaries, account, home / "data", superuser=SUPERUSER, password=password, sync=False)
    process, url = _start(binaries, home / "data", files / "log", password)
    with stopping(process, signal.SIGQUIT):
        yield {"url": url}


def _start(binaries: PostgresBinaries, data: Path, log: Path, password: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start on a free port; when another process was quicker to take it, on another one."""
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    for _ in range(ATTEMPTS):
        port = free_port()
        command: list[str | Path] = [binaries.postgres, "-D", data, "-p", str(port), *settings]
        process = server_account().start(command, log=log, outlives_us=False)
        url = f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres"
        if _comes_up(process, url):
            return process, url
    raise CannotStart(f"A throwaway PostgreSQL did not start: {log.read_text().strip().splitlines()[-1]}")


@contextmanager
def _contained() -> Iterator[dict[str, str]]:
    password = secrets.token_urlsafe(16)
    environment = {"POSTGRES_USER": SUPERUSER, "POSTGRES_PASSWORD": password}
    with container(IMAGE, IMAGE_PORT, environment, ["-c", "fsync=off", "-c", "max_connections=300"]) as running:
        url = f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{running.port}/postgres"
        if not _comes_up(None, url):
            raise CannotStart(f"The container of {IMAGE} did not answer within {START_SECONDS} seconds.")
        yield {"url": url}


def _comes_up(process: subprocess.Popen[bytes] | None, url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            asyncio.run(_ping(url))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            time.sleep(0.05)
        else:
            return True
    return False


async def _ping(url: str) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    await connection.close()
