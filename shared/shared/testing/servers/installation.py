"""See that every server the tests need can be had; `make test` runs this first.

On Debian and Ubuntu, as root, what is missing is installed, and the packages' own services are kept from starting.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shared.local_servers import system_binaries
from shared.testing.servers.containers import docker_answers

SERVICE_POLICY = Path("/usr/sbin/policy-rc.d")
"""While this exits with 101, a package being installed starts no service (Debian policy, invoke-rc.d)."""

SYSTEM_PROGRAMS = Path("/usr/sbin")
"""Debian keeps servers here, which is not on everybody's PATH."""

DENY_SERVICES = "#!/bin/sh\nexit 101\n"
PACKAGES = {
    "TEST_DATABASE_URL": "postgresql",
    "TEST_AMQP_URL": "rabbitmq-server",
    "TEST_REDIS_URL": "redis-server",
}


def missing_packages() -> list[str]:
    """Packages of the servers that are neither installed nor named by a setting."""
    installed = {
        "postgresql": system_binaries() is not None,
        "rabbitmq-server": _has("rabbitmq-server"),
        "redis-server": _has("redis-server"),
    }
    return [name for setting, name in PACKAGES.items() if not installed[name] and not os.environ.get(setting)]


def main() -> int:
    """Exit code 0 when tests find every server; 1 with one sentence when they do not."""
    missing = missing_packages()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _say(f"Installing {', '.join(missing)} for the tests …")
        _install(missing)
        missing = missing_packages()
    if missing and not docker_answers():
        settings = ", ".join(setting for setting, name in PACKAGES.items() if name in missing)
        _say(f"The tests need {', '.join(missing)}: install them, start Docker, or set {settings}.")
        return 1
    return 0


def _has(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None or (SYSTEM_PROGRAMS / program).exists()


def _install(packages: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _services_kept_from_starting():
        for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *command], check=False, env=environment)  # noqa: S603, S607


@contextmanager
def _services_kept_from_starting() -> Iterator[None]:
    """A machine that has a policy of its own keeps it."""
    if SERVICE_POLICY.exists():
        yield
        return
    SERVICE_POLICY.write_text(DENY_SERVICES)
    SERVICE_POLICY.chmod(0o755)
    try:
        yield
    finally:
        SERVICE_POLICY.unlink()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
