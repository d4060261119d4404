"""A share in a throwaway server. The kernel ends it with the process that holds it, so no server outlives its tests."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from shared.local_servers import CannotStart, server_account

START_SECONDS = 90
STOP_SECONDS = 30
POLL_SECONDS = 0.05

MEMORY = "/dev/shm"  # noqa: S108 - our own folder in it  # nosec B108
MEMORY_BYTES = 4 * 2**30
"""Several times what all servers together take."""

Ready = Mapping[str, str]
"""What a server's keeper says once it runs: its `url` and what else its kind needs; or an `error`, one sentence."""


@contextmanager
def lease(kind: str, folder: Path) -> Iterator[Ready]:
    """Share the throwaway server of a kind that lives in a folder; start it when nobody has.

    The last to leave waits until it is gone. Raises CannotStart.
    """
    with (folder / "leases").open("a") as mine:
        with locked(folder / "lock"):
            fcntl.flock(mine, fcntl.LOCK_SH)
            ready = _running(folder) or _start(kind, folder)
        try:
            yield ready
        finally:
            fcntl.flock(mine, fcntl.LOCK_UN)
            _wait_until_gone_or_shared(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock on a file and hold it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def held_by_another(path: Path) -> bool:
    """Whether another process holds a lock on the file."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def folder_of(kind: str) -> Path:
    """One folder a kind, an account and a checkout, where the server's own account reaches it."""
    checkout = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
    name = f"career-agent-tests-{os.geteuid()}-{checkout}"
    for root in dict.fromkeys([*_in_memory(), tempfile.gettempdir(), "/tmp", "/var/tmp"]):  # noqa: S108 - our own folder in it  # nosec B108
        folder = Path(root) / name
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.stat().st_uid == os.geteuid() and server_account().can("-x", folder):
            (folder / kind).mkdir(mode=0o755, exist_ok=True)
            return folder / kind
    raise CannotStart("No temporary folder can be entered by the account test servers run as: set TMPDIR to one.")


def throwaway_folder() -> Path:
    """A new folder that the account of a server may enter, in memory where there is room; whoever asks deletes it."""
    folder = Path(tempfile.mkdtemp(dir=next(iter(_in_memory()), "/tmp")))  # noqa: S108 - no name is known before
    folder.chmod(0o755)
    return folder


def _in_memory() -> list[str]:
    """A file system in memory that is large enough: a database is made there in a tenth of the time."""
    try:
        size = shutil.disk_usage(MEMORY).total
    except OSError:
        return []
    return [MEMORY] if size >= MEMORY_BYTES else []


def _running(folder: Path) -> Ready | None:
    if not held_by_another(folder / "keeper"):
        return None
    ready: Ready = json.loads((folder / "ready.json").read_text())
    return ready


def _start(kind: str, folder: Path) -> Ready:
    """Start the keeper, which leaves us at once, and wait for its word. Called under the folder's lock."""
    answer = folder / "ready.json"
    answer.unlink(missing_ok=True)
    keeper = [sys.executable, "-m", "shared.testing.servers.keeper", kind, str(folder)]
    with (folder / "log").open("wb") as log:
        subprocess.run(keeper, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and held_by_another(folder / "keeper") and not answer.is_file():
        time.sleep(POLL_SECONDS)
    if not answer.is_file():
        raise CannotStart(f"The throwaway {kind} server did not start: {folder}/log says why.")
    ready: dict[str, str] = json.loads(answer.read_text())
    if "error" in ready:
        raise CannotStart(ready["error"])
    return ready


def _wait_until_gone_or_shared(folder: Path) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and held_by_another(folder / "keeper"):
        if held_by_another(folder / "leases"):
            return
        time.sleep(POLL_SECONDS)
