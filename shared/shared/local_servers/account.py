"""The account a server runs as: PostgreSQL refuses to be root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.local_servers.errors import CannotStart
from shared.local_servers.parent import die_with_parent

UNPRIVILEGED = ("postgres", "nobody", "daemon")
"""Accounts that exist on most systems, the best fit first."""

PROBE_SECONDS = 10
COMMAND_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Account:
    """Who a child process runs as; `other` when that is not this process's own account."""

    name: str
    uid: int
    gid: int
    other: bool

    def run(
        self, command: Sequence[str | Path], *, seconds: float = COMMAND_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end. Its output is kept, its exit code is for the caller to judge."""
        return subprocess.run(  # noqa: S603 - the command is ours
            command,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            user=self.uid if self.other else None,
            group=self.gid if self.other else None,
            extra_groups=[] if self.other else None,
        )

    def start(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        outlives_us: bool = True,
    ) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, so that Ctrl-C reaches us and not it; it writes to `log`."""
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - the command is ours
                command,
                cwd="/",
                env=None if environment is None else {**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=self.uid if self.other else None,
                group=self.gid if self.other else None,
                extra_groups=[] if self.other else None,
                preexec_fn=None if outlives_us else die_with_parent,
            )

    def can(self, flag: str, path: Path) -> bool:
        """Whether `test <flag> <path>` holds for the account: `-w` writes, `-x` enters, `-r` reads."""
        return self.run(["test", flag, path], seconds=PROBE_SECONDS).returncode == 0

    def make_folder(self, folder: Path, mode: int = 0o700) -> None:
        """Make a folder that belongs to the account; one that is there stays as it is."""
        try:
            folder.mkdir(mode=mode, parents=False)
        except FileExistsError:
            return
        folder.chmod(mode)
        if self.other:
            os.chown(folder, self.uid, self.gid)

    def make_file(self, path: Path, text: str, mode: int) -> None:
        """Write a file that belongs to the account and was never open to more than `mode` says."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        if self.other:
            os.chown(path, self.uid, self.gid)


def own_account() -> Account:
    """The account this process runs as."""
    return Account(name=_name_of(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), other=False)


def server_account() -> Account:
    """Our own account, or an unprivileged one when we are root.

    Raises CannotStart when root may not become anyone else here.
    """
    if os.geteuid() != 0:
        return own_account()
    for name in UNPRIVILEGED:
        if (account := _usable(name)) is not None:
            return account
    raise CannotStart(
        "PostgreSQL can't run as root, and this machine lets root become none of "
        f"{', '.join(UNPRIVILEGED)}: start Career Agent as an ordinary user, or set DATABASE_URL to a server of yours."
    )


def account_of(uid: int) -> Account:
    """The account a number belongs to, as the owner of a folder tells it."""
    if uid == os.geteuid():
        return own_account()
    try:
        gid = pwd.getpwuid(uid).pw_gid
    except KeyError:
        gid = uid
    return Account(name=_name_of(uid), uid=uid, gid=gid, other=True)


def _usable(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    account = Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, other=True)
    try:
        return account if account.run(["true"], seconds=PROBE_SECONDS).returncode == 0 else None
    except (OSError, subprocess.SubprocessError):
        return None


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
