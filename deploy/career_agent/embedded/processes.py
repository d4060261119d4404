"""Finding and ending server processes, ours or orphans of an earlier start."""

import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE_SECONDS = 20.0

GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


def server_in(data: Path) -> psutil.Process | None:
    """The PostgreSQL server that runs on a data folder.

    The number in `postmaster.pid` alone proves nothing: after a crash it may be anybody's.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        process = psutil.Process(pid)
        return process if _works_in(process, data) else None
    except (OSError, ValueError, IndexError, *GONE):
        return None


def leftovers_in(data: Path) -> list[psutil.Process]:
    """Every PostgreSQL process still at work in a data folder: children live on a moment without their server."""
    found = []
    for process in psutil.process_iter():
        with suppress(OSError, *GONE):
            if _works_in(process, data):
                found.append(process)
    return found


def is_alive(process: psutil.Process) -> bool:
    """Whether the process runs: one that is dead and not yet collected does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def runs(process: psutil.Process, program: Path) -> bool:
    """Whether the process runs this very file: one that was installed anew since then is another."""
    try:
        image = Path(f"/proc/{process.pid}/exe")
        return image.samefile(program) if image.exists() else Path(process.exe()) == program.resolve()
    except (OSError, *GONE):
        return False


def stop(process: psutil.Process, how: signal.Signals) -> None:
    """End a process: with the signal it understands, and when it does not, for certain."""
    for sent in (how, signal.SIGKILL):
        with suppress(*GONE):
            process.send_signal(sent)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while is_alive(process) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not is_alive(process):
            return


def _works_in(process: psutil.Process, data: Path) -> bool:
    """PostgreSQL's processes all have the data folder as their working directory."""
    return process.name() == "postgres" and data.samefile(process.cwd())
