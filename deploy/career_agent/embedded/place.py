"""Where the embedded PostgreSQL lives, when it may have to run as another account than ours.

No existing folder's permissions are touched. Where the account can't get to DATA_DIR, as under a home of mode 0700, the
data go to a folder of our own and DATA_DIR holds a pointer to it.
"""

import hashlib
import os
import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import structlog

from career_agent.embedded.processes import server_in, stop
from career_agent.embedded.sockets import socket_folder
from shared.local_servers import (
    Account,
    CannotStart,
    PostgresBinaries,
    account_of,
    server_account,
    wheel_binaries,
    within_reach,
)

log = structlog.get_logger()

ELSEWHERE = Path("/var/lib/career-agent")
POINTER = "postgres.location"
PORT = 5432
"""Only part of the socket's name: nothing listens on TCP."""
SOCKET = f".s.PGSQL.{PORT}"


@dataclass(frozen=True, slots=True)
class Place:
    """The server's folder. Only `data` and the sockets belong to its account: what we write, it can't replace."""

    home: Path
    log: Path
    account: Account
    binaries: PostgresBinaries

    @property
    def data(self) -> Path:
        """The cluster, once it is made."""
        return self.home / "data"

    @property
    def unfinished(self) -> Path:
        """The cluster while it is being made."""
        return _unfinished(self.home)

    @property
    def hba(self) -> Path:
        """Who may connect."""
        return self.home / "pg_hba.conf"

    @property
    def ident(self) -> Path:
        """Which account may be which role."""
        return self.home / "pg_ident.conf"

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket: in the home, or where its path is short enough."""
        return socket_folder(self.home, SOCKET)

    @property
    def socket(self) -> Path:
        """The socket, while the server runs."""
        return self.sockets / SOCKET

    def last_words(self) -> str:
        """The last thing the server wrote, and where it wrote it."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it did not say why'} ({self.log})"


def find_place(data_dir: Path) -> Place:
    """The place that belongs to DATA_DIR, made when there is none. Raises CannotStart."""
    home = _home_of(data_dir) or _new_home(data_dir)
    account = _account_in(home)
    binaries = wheel_binaries()
    if not binaries.usable_by(account):
        _make_elsewhere()
        binaries = within_reach(binaries, account, ELSEWHERE)
        log.warning(
            "postgres_programs_copied", to=str(binaries.folder), why=f"{account.name} can't reach the originals"
        )
    return Place(home, data_dir / "postgres.log", account, binaries)


def _account_in(home: Path) -> Account:
    """The account the data belong to. Raises CannotStart when we can't become it."""
    data = home / "data"
    if not data.is_dir():
        return server_account()
    account = account_of(data.stat().st_uid)
    if account.other and os.geteuid() != 0:
        raise CannotStart(
            f"The database in {home} belongs to the account {account.name}: "
            "start Career Agent as it was started the first time, or set DATA_DIR to another folder."
        )
    if not account.can("-x", data):
        raise CannotStart(f"The account {account.name} can no longer enter {data}: let it enter the folders above.")
    return account


def _home_of(data_dir: Path) -> Path | None:
    """The home an earlier start made; none at the first. Raises CannotStart when it is lost."""
    pointer = data_dir / POINTER
    if pointer.is_file():
        home = Path(pointer.read_text().strip())
        if not home.is_dir():
            raise CannotStart(
                f"The database of {data_dir} should be in {home} and is not: put it back, "
                f"or remove {pointer} to begin with an empty one."
            )
        return home
    inside = data_dir / "postgres"
    return inside if inside.is_dir() else None


def _new_home(data_dir: Path) -> Path:
    account = server_account()
    if account.other and not account.can("-x", data_dir):
        return _new_home_elsewhere(data_dir, account)
    inside = data_dir / "postgres"
    _make_home(inside)
    try:
        account.make_folder(_unfinished(inside))
    except PermissionError:
        # Some disks let nobody give a file away: network shares, Windows folders.
        shutil.rmtree(inside)
        return _new_home_elsewhere(data_dir, account)
    return inside


def _new_home_elsewhere(data_dir: Path, account: Account) -> Path:
    """A home outside DATA_DIR, and the pointer to it."""
    _make_elsewhere()
    where = str(data_dir.resolve())
    name = re.sub(r"[^A-Za-z0-9]+", "-", where).strip("-")[-40:] or "root"
    home = ELSEWHERE / f"{name}-{hashlib.sha256(where.encode()).hexdigest()[:8]}"
    if home.is_dir():
        _set_aside(home)
    _make_home(home)
    (data_dir / POINTER).write_text(f"{home}\n")
    log.warning("postgres_lives_elsewhere", home=str(home), account=account.name, why=f"it can't enter {data_dir}")
    return home


def _make_home(home: Path) -> None:
    home.mkdir()
    home.chmod(0o711)


def _unfinished(home: Path) -> Path:
    return home / "data.unfinished"


def _set_aside(home: Path) -> None:
    """Keep, once, what is left of a DATA_DIR that was removed: whoever removes it wants to begin anew."""
    if (server := server_in(home / "data")) is not None:
        stop(server, signal.SIGINT)
    kept = home.with_name(f"{home.name}.set-aside")
    shutil.rmtree(kept, ignore_errors=True)
    home.rename(kept)
    log.warning("old_postgres_set_aside", to=str(kept))


def _make_elsewhere() -> None:
    if not ELSEWHERE.is_dir():
        ELSEWHERE.mkdir(parents=True)
        ELSEWHERE.chmod(0o755)
