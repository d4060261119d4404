"""A throwaway RabbitMQ with a port mapper of its own, so that it never meets the machine's broker."""

import asyncio
import json
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import aio_pika
from aio_pika.exceptions import AMQPError

from shared.local_servers import CannotStart, free_port, server_account
from shared.testing.servers.containers import container, docker_answers
from shared.testing.servers.processes import stopping

USER = "tester"
NODE = "rabbit@localhost"
START_SECONDS = 80
ATTEMPTS = 3

DEBIAN_PROGRAMS = Path("/usr/lib/rabbitmq/bin")
"""Debian's own scripts insist on one account; these, which they call, do not."""

IMAGE = "rabbitmq:4"
IMAGE_PORT = 5672

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
default_user = {user}
default_pass = {password}
loopback_users = none
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 32000000
log.console = true
log.console.level = error
log.file = false
"""


@contextmanager
def rabbitmq(files: Path) -> Iterator[dict[str, str]]:
    """`url` without a vhost, and `control`: the command line of rabbitmqctl for this broker, as JSON."""
    with ExitStack() as stack:
        if (found := programs()) is not None:
            yield _installed(found, files, stack)
        elif docker_answers():
            yield _contained(stack)
        else:
            raise CannotStart("No RabbitMQ is installed and no Docker answers: install one, or set TEST_AMQP_URL.")


def programs() -> Path | None:
    """The folder of RabbitMQ's own scripts; none when it is not installed."""
    if (DEBIAN_PROGRAMS / "rabbitmq-server").is_file():
        return DEBIAN_PROGRAMS
    found = shutil.which("rabbitmq-server")
    return Path(found).resolve().parent if found else None


def _installed(found: Path, files: Path, stack: ExitStack) -> dict[str, str]:
    """Start on free ports; when another process was quicker to take one, on others."""
    password, cookie = secrets.token_urlsafe(16), secrets.token_hex(16)
    for attempt in range(ATTEMPTS):
        home = files / f"rabbitmq-{attempt}"
        port, mapper_port = free_port(), free_port()
        configure(home, port, password, cookie)
        environment = environment_of(home, mapper_port, free_port())
        with ExitStack() as this_attempt:
            mapper = ["epmd", "-address", "127.0.0.1", "-port", str(mapper_port)]
            this_attempt.enter_context(_child(mapper, home / "log", environment))
            broker = this_attempt.enter_context(_child([found / "rabbitmq-server"], home / "log", environment))
            url = f"amqp://{USER}:{password}@127.0.0.1:{port}/"
            if comes_up(broker, url):
                stack.push(this_attempt.pop_all())
                control = ["env", f"HOME={home / 'control'}", f"ERL_EPMD_PORT={mapper_port}"]
                control += [str(found / "rabbitmqctl"), "--node", NODE, "--erlang-cookie", cookie]
                return {"url": url, "control": json.dumps(control)}
    raise CannotStart(f"A throwaway RabbitMQ did not start: {home}/log says why.")


def configure(home: Path, port: int, password: str, cookie: str) -> None:
    """Make a broker's folder, with its configuration."""
    account = server_account()
    account.make_folder(home)
    (home / "control").mkdir()
    configuration = CONFIGURATION.format(port=port, user=USER, password=password)
    for name, text, mode in [
        ("conf", configuration, 0o400),
        (".erlang.cookie", cookie, 0o400),
        ("plugins", "[].", 0o600),
    ]:
        account.make_file(home / name, text, mode)


def environment_of(home: Path, mapper_port: int, node_port: int) -> dict[str, str]:
    """What tells the scripts to keep to that folder and to loopback."""
    return {
        "HOME": str(home),
        "ERL_EPMD_PORT": str(mapper_port),
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_DIST_PORT": str(node_port),
        "RABBITMQ_CONFIG_FILE": str(home / "conf"),
        "RABBITMQ_CONFIG_FILES": str(home / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "logs"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none -kernel inet_dist_use_interface {127,0,0,1}",
        # The script then becomes the broker instead of waiting for it: one process to stop.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


@contextmanager
def _child(command: Sequence[str | Path], log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = server_account().start(command, log=log, environment=environment, outlives_us=False)
    with stopping(process, signal.SIGKILL):
        yield process


def _contained(stack: ExitStack) -> dict[str, str]:
    password = secrets.token_urlsafe(16)
    environment = {"RABBITMQ_DEFAULT_USER": USER, "RABBITMQ_DEFAULT_PASS": password}
    running = stack.enter_context(container(IMAGE, IMAGE_PORT, environment))
    url = f"amqp://{USER}:{password}@127.0.0.1:{running.port}/"
    if not comes_up(None, url):
        raise CannotStart(f"The container of {IMAGE} did not answer within {START_SECONDS} seconds.")
    return {"url": url, "control": json.dumps(["docker", "exec", running.id, "rabbitmqctl"])}


def comes_up(process: subprocess.Popen[bytes] | None, url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            asyncio.run(_ping(url))
        except (OSError, AMQPError):
            time.sleep(0.1)
        else:
            return True
    return False


async def _ping(url: str) -> None:
    connection = await aio_pika.connect(url, timeout=5)
    await connection.close()
