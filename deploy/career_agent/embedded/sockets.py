"""Folders for unix sockets: closed to others, and with a path the kernel accepts."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from shared.local_servers import Account, CannotStart

LONGEST_SOCKET_PATH = 103
"""Bytes; the kernel's limit is 107 on Linux and 103 on macOS."""


def socket_folder(home: Path, socket_name: str) -> Path:
    """A folder only its account may enter, whose sockets have a path short enough for the kernel."""
    inside = home / "socket"
    if len(os.fsencode(inside / socket_name)) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"career-agent-{digest}"  # noqa: S108 - closed to others, and seen to be  # nosec B108


def make_socket_folder(folder: Path, account: Account) -> None:
    """Make the folder, or see that the one that is there is the account's and closed to others."""
    account.make_folder(folder)
    found = folder.lstat()
    if found.st_uid != account.uid or found.st_mode & 0o777 != 0o700:
        raise CannotStart(f"The folder {folder} should belong to {account.name} alone and does not: remove it.")


def drop_socket_folder(folder: Path, home: Path) -> None:
    """Remove the folder when it had to be outside the home; one that still holds something stays."""
    if folder.parent != home:
        with suppress(OSError):
            folder.rmdir()
