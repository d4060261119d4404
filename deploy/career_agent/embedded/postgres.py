"""A PostgreSQL of our own, from the wheel: on a unix socket that only this account and root may enter.

It is a real server and loses nothing: it syncs, it recovers, and when we are killed it goes on alone until the next
start takes it over.
"""

import asyncio
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil
import structlog

from career_agent.embedded.place import PORT, SOCKET, Place, find_place
from career_agent.embedded.processes import GONE, is_alive, leftovers_in, runs, server_in, stop
from career_agent.embedded.sockets import drop_socket_folder, make_socket_folder
from shared.local_servers import CannotStart, create_cluster, own_account

log = structlog.get_logger()

NAME = "career_agent"
"""Of the role and of the database."""

START_SECONDS = 120.0
"""Recovery after a crash reads at most `max_wal_size` of log."""
LEFTOVER_SECONDS = 10.0
WATCH_SECONDS = 1.0
LARGEST_LOG_BYTES = 1_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "client_connection_check_interval": "1s",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Below this PostgreSQL would quote statements and rows, and with them what people wrote.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

HBA = "local all all peer map=owner\n"


class EmbeddedPostgres:
    """The server of one DATA_DIR."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._server: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    def at(cls, data_dir: Path) -> "EmbeddedPostgres":
        """The server that belongs to DATA_DIR. Raises CannotStart."""
        return cls(find_place(data_dir))

    @property
    def url(self) -> str:
        """How to connect, for SQLAlchemy and asyncpg."""
        return self._url_of(NAME)

    @property
    def home(self) -> Path:
        """Where the data are."""
        return self._place.home

    async def start(self) -> None:
        """Run the server: made at the first start, taken over when it was orphaned, recovered when it was killed.

        Raises CannotStart with one sentence.
        """
        self._check_version()
        if not self._place.data.is_dir():
            await asyncio.to_thread(self._create)
        if not (self._adopt() and await self._answers()):
            await asyncio.to_thread(self._clear_remains)
            self._spawn()
            await self._until_ready()

    async def stop(self) -> None:
        """Stop the server, disconnecting whoever is still there; what was committed is on disk."""
        if self._server is not None:
            await asyncio.to_thread(stop, self._server, signal.SIGINT)
            self._collect()
            drop_socket_folder(self._place.sockets, self._place.home)
        self._server = None

    def tell_to_stop(self) -> None:
        """Ask it to stop, and do not wait."""
        if self._server is not None:
            with suppress(*GONE):
                self._server.send_signal(signal.SIGINT)

    async def keep_alive(self) -> None:
        """Start the server again whenever it dies, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._server is not None and not is_alive(self._server):
                self._collect()
                log.error("postgres_died", log=str(self._place.log))
                await self.start()
                log.info("postgres_started_again")

    def _check_version(self) -> None:
        written = self._place.data / "PG_VERSION"
        if not written.is_file():
            return
        theirs, ours = written.read_text().strip(), self._place.binaries.major()
        if theirs != str(ours):
            raise CannotStart(
                f"The database in {self._place.home} was written by PostgreSQL {theirs} and this version of Career "
                f"Agent brings {ours}: move its data over with the version that wrote it (pg_dumpall), "
                "or set DATA_DIR to another folder to begin with an empty one."
            )

    def _create(self) -> None:
        """Make the cluster beside its place and move it there whole: a start that is cut off leaves no half of one."""
        place = self._place
        shutil.rmtree(place.unfinished, ignore_errors=True)
        place.account.make_folder(place.unfinished)
        create_cluster(place.binaries, place.account, place.unfinished, superuser=NAME, password=None, sync=True)
        place.unfinished.rename(place.data)
        log.info("postgres_created", home=str(place.home))

    def _adopt(self) -> bool:
        """Take over a server that outlived the process that started it; one unlike what we would start is stopped."""
        server = server_in(self._place.data)
        if server is None:
            return False
        if not (runs(server, self._place.binaries.postgres) and self._place.socket.is_socket()):
            stop(server, signal.SIGINT)
            return False
        self._server = server
        log.info("postgres_adopted", pid=server.pid)
        return True

    async def _answers(self) -> bool:
        """Whether a server that we took over lets us in; one that was told to stop ends instead."""
        try:
            await self._until_ready()
        except CannotStart:
            return False
        return True

    def _clear_remains(self) -> None:
        """After a `kill -9` of the server: wait for its children, which hold its memory, and drop its lock files.

        PostgreSQL would not start over lock files that name a process which is dead but not yet collected.
        """
        pid_file = self._place.data / "postmaster.pid"
        if not pid_file.exists():
            return
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while (left := leftovers_in(self._place.data)) and time.monotonic() < deadline:
            time.sleep(0.1)
        for process in left:
            stop(process, signal.SIGQUIT)
        for remains in (pid_file, self._place.socket, self._place.socket.with_name(f"{SOCKET}.lock")):
            remains.unlink(missing_ok=True)

    def _spawn(self) -> None:
        place = self._place
        make_socket_folder(place.sockets, place.account)
        if place.log.is_file() and place.log.stat().st_size > LARGEST_LOG_BYTES:
            place.log.replace(place.log.with_suffix(".old"))
        place.hba.write_text(HBA)
        place.ident.write_text("".join(f"owner {name} all\n" for name in sorted(self._peers())))
        files = {"hba_file": place.hba, "ident_file": place.ident, "unix_socket_directories": place.sockets}
        settings = [f"--{name}={value}" for name, value in {**SETTINGS, **files}.items()]
        command: list[str | Path] = [place.binaries.postgres, "-D", place.data, "-p", str(PORT), *settings]
        self._child = place.account.start(command, log=place.log)
        self._server = psutil.Process(self._child.pid)

    def _peers(self) -> set[str]:
        """Who may connect, as any role: whoever may read the data anyway."""
        return {"root", self._place.account.name, own_account().name}

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._server is not None and is_alive(self._server):
            try:
                return await self._make_database()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                if time.monotonic() > deadline:
                    raise CannotStart(f"PostgreSQL can't be reached: {error} ({self._place.log}).") from None
            await asyncio.sleep(0.05)
        raise CannotStart(f"PostgreSQL stopped while it started: {self._place.last_words()}")

    async def _make_database(self) -> None:
        connection = await asyncpg.connect(self._url_of("postgres"), timeout=5)
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", NAME):
                await connection.execute(f"CREATE DATABASE {NAME}")
        finally:
            await connection.close(timeout=5)

    def _collect(self) -> None:
        """Collect the exit code of a server that was our child, so that it leaves no zombie."""
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _url_of(self, database: str) -> str:
        return f"postgresql://{NAME}@/{database}?host={quote(str(self._place.sockets), safe='')}&port={PORT}"
