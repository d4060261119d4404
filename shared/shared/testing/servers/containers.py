"""Throwaway containers, for machines that have Docker and not the server."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from shared.local_servers import CannotStart

ASK_SECONDS = 10
PULL_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Container:
    """A running container and the loopback port its server is reached at."""

    id: str
    port: int


def docker_answers() -> bool:
    """Whether there is a Docker daemon that we may use."""
    try:
        return _docker("info", seconds=ASK_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextmanager
def container(
    image: str, port: int, environment: Mapping[str, str], command: Sequence[str] = ()
) -> Iterator[Container]:
    """A container of the image, published on a free loopback port and removed after the block."""
    variables = [f"--env={name}={value}" for name, value in environment.items()]
    started = _docker(
        "run", "--detach", "--rm", f"--publish=127.0.0.1::{port}", *variables, image, *command, seconds=PULL_SECONDS
    )
    if started.returncode != 0:
        raise CannotStart(f"Docker could not start {image}: {started.stderr.strip() or 'it did not say why.'}")
    name = started.stdout.strip()
    try:
        published = _docker("port", name, str(port), seconds=ASK_SECONDS).stdout
        yield Container(name, int(published.split()[0].rsplit(":", 1)[1]))
    finally:
        _docker("rm", "--force", "--volumes", name, seconds=60)


def _docker(*arguments: str, seconds: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        ["docker", *arguments],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
