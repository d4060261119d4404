"""A throwaway Redis that keeps nothing."""

import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from shared.local_servers import CannotStart, free_port, own_account
from shared.testing.servers.containers import container, docker_answers
from shared.testing.servers.processes import stopping

DATABASES = 64
START_SECONDS = 30
ATTEMPTS = 5

IMAGE = "redis:7"
IMAGE_PORT = 6379


@contextmanager
def redis(files: Path) -> Iterator[dict[str, str]]:
    """`url` without a database's number; there are `DATABASES` of them."""
    if (program := shutil.which("redis-server")) is not None:
        process, url = _start(program, files)
        with stopping(process, signal.SIGTERM):
            yield {"url": url}
    elif docker_answers():
        command = ["redis-server", "--databases", str(DATABASES)]
        with container(IMAGE, IMAGE_PORT, {}, command) as running:
            yield {"url": _answering(f"redis://127.0.0.1:{running.port}", None)}
    else:
        raise CannotStart("No Redis is installed and no Docker answers: install one, or set TEST_REDIS_URL.")


def _start(program: str, files: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start on a free port; when another process was quicker to take it, on another one."""
    password = secrets.token_urlsafe(16)
    for _ in range(ATTEMPTS):
        port = free_port()
        configuration = files / "redis.conf"
        configuration.touch(0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {port}\ndatabases {DATABASES}\nrequirepass {password}\n"
            f'save ""\nappendonly no\ndir {files}\n'
        )
        process = own_account().start([program, configuration], log=files / "log", outlives_us=False)
        if url := _answering(f"redis://:{password}@127.0.0.1:{port}", process):
            return process, url
    raise CannotStart(f"A throwaway Redis did not start: {files}/log says why.")


def _answering(url: str, process: subprocess.Popen[bytes] | None) -> str:
    """The URL once Redis answers there; empty when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            with Redis.from_url(url, socket_timeout=1) as connection:
                connection.ping()
        except RedisError:
            time.sleep(0.02)
        else:
            return url
    return ""
