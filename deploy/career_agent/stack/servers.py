"""PostgreSQL, RabbitMQ and Redis with data of their own: started, stopped, and for fault tests killed and frozen."""

import asyncio
import secrets
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import asyncpg
import psutil
from redis import Redis
from redis.exceptions import RedisError

from shared.local_servers import (
    CannotStart,
    create_cluster,
    free_port,
    own_account,
    server_account,
    system_binaries,
    wheel_binaries,
    within_reach,
)
from shared.testing.servers import throwaway_rabbitmq as rabbitmq

T = TypeVar("T")

UP_SECONDS = 90.0
DOWN_SECONDS = 30.0
POLL_SECONDS = 0.05
SUPERUSER = "career"

POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
FAST = {"fsync": "off"}
"""For data that need not survive the machine; what was committed survives the server all the same."""


class Server(ABC):
    """One server process in a folder of its own. Blocks: call it in a thread."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where it answers, the same after every start."""

    @abstractmethod
    def _begin(self) -> subprocess.Popen[bytes]:
        """Start the process."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it does what it is for."""

    stop_signal = signal.SIGTERM

    def start(self) -> None:
        """Start and wait until it answers. Raises CannotStart."""
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                self.process = self._begin()
            if self._answers():
                return
            time.sleep(POLL_SECONDS)
        raise CannotStart(f"{type(self).__name__} did not come up: {self.home / 'log'} says why.")

    def stop(self) -> None:
        """Ask it to end, and make sure that it did."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(DOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process and its children at once."""
        for each in self._family():
            with suppress(psutil.NoSuchProcess):
                each.kill()
        if self.process is not None:
            self.process.wait()

    def freeze(self) -> None:
        """Let it neither answer nor end."""
        for each in self._family():
            with suppress(psutil.NoSuchProcess):
                each.suspend()

    def thaw(self) -> None:
        """Let it go on."""
        for each in self._family():
            with suppress(psutil.NoSuchProcess):
                each.resume()

    def _family(self) -> list[psutil.Process]:
        if self.process is None or self.process.poll() is not None:
            return []
        try:
            head = psutil.Process(self.process.pid)
            return [head, *head.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


class Postgres(Server):
    """A cluster; made at the first start."""

    stop_signal = signal.SIGINT

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(home)
        self._settings = {**POSTGRES_SETTINGS, **(settings or {})}
        self._port = _kept_port(home, "postgres")
        self._password = _kept(home.parent / "postgres.password")
        self._account = server_account()
        self._binaries = system_binaries() or within_reach(wheel_binaries(), self._account, home.parent)

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}:{self._password}@127.0.0.1:{self._port}/postgres"

    def _begin(self) -> subprocess.Popen[bytes]:
        data = self.home / "data"
        self._account.make_folder(self.home)
        if not (data / "PG_VERSION").is_file():
            create_cluster(
                self._binaries, self._account, data, superuser=SUPERUSER, password=self._password, sync=False
            )
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        command: list[str | Path] = [self._binaries.postgres, "-D", data, "-p", str(self._port), *options]
        return self._account.start(command, log=self.home / "log", outlives_us=False)

    def _answers(self) -> bool:
        try:
            _apart(lambda: asyncio.run(self._ping()))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            return False
        return True

    async def _ping(self) -> None:
        connection = await asyncpg.connect(self.url, timeout=2)
        await connection.close()


class Rabbit(Server):
    """A broker with a port mapper of its own."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        programs = rabbitmq.programs()
        if programs is None:
            raise CannotStart("RabbitMQ is not installed: install rabbitmq-server, or set AMQP_URL to one of yours.")
        self._programs = programs
        self._password = _kept(home.parent / "rabbitmq.password")
        self._cookie = _kept(home.parent / "rabbitmq.cookie")
        self._port, self._mapper_port = _kept_port(home, "rabbitmq"), free_port()
        self._environment = rabbitmq.environment_of(home, self._mapper_port, free_port())
        self._mapper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://{rabbitmq.USER}:{self._password}@127.0.0.1:{self._port}/"

    def control(self, *arguments: str) -> str:
        """Run rabbitmqctl; what it said."""
        command = ["env", f"HOME={self.home / 'control'}", f"ERL_EPMD_PORT={self._mapper_port}"]
        # In one word: a cookie that begins with a dash would be taken for an option.
        command += [str(self._programs / "rabbitmqctl"), "--node", rabbitmq.NODE, f"--erlang-cookie={self._cookie}"]
        ended = subprocess.run(  # noqa: S603 - our own command
            [*command, "--quiet", *arguments],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            timeout=UP_SECONDS,
        )
        return ended.stdout

    def stop(self) -> None:
        super().stop()
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        account = server_account()
        if not self.home.is_dir():
            rabbitmq.configure(self.home, self._port, self._password, self._cookie)
        if self._mapper is None:
            mapper = ["epmd", "-address", "127.0.0.1", "-port", str(self._mapper_port)]
            self._mapper = account.start(
                mapper, log=self.home / "log", environment=self._environment, outlives_us=False
            )
        server: list[str | Path] = [self._programs / "rabbitmq-server"]
        return account.start(server, log=self.home / "log", environment=self._environment, outlives_us=False)

    def _answers(self) -> bool:
        return _apart(lambda: rabbitmq.comes_up(self.process, self.url))


class RedisServer(Server):
    """A Redis that keeps nothing."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        program = shutil.which("redis-server")
        if program is None:
            raise CannotStart("Redis is not installed: install redis-server, or set REDIS_URL to one of yours.")
        self._program = program
        self._password = _kept(home.parent / "redis.password")
        self._port = _kept_port(home, "redis")

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def _begin(self) -> subprocess.Popen[bytes]:
        self.home.mkdir(mode=0o700, exist_ok=True)
        configuration = self.home / "redis.conf"
        configuration.touch(0o600)
        configuration.write_text(
            f'bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\nsave ""\nappendonly no\n'
            f"dir {self.home}\n"
        )
        return own_account().start([self._program, configuration], log=self.home / "log", outlives_us=False)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as connection:
                return bool(connection.ping())
        except RedisError:
            return False


def _apart(ask: Callable[[], T]) -> T:
    """In a thread of its own, where a loop can run whether or not one runs here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def _kept(file: Path, drawn: str | None = None) -> str:
    """A secret, drawn once and kept beside the data."""
    if not file.is_file():
        file.touch(0o600)
        file.write_text(drawn or secrets.token_urlsafe(16))
    return file.read_text()


def _kept_port(home: Path, name: str) -> int:
    """A port, drawn once: a broker's is in its configuration."""
    return int(_kept(home.parent / f"{name}.port", str(free_port())))
