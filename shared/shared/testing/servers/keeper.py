"""Keeps one throwaway server for as long as anybody holds a lease on it: a process of its own, outside the tests'.

Run as `python -m shared.testing.servers.keeper <kind> <folder>`; `lease` does.
"""

import fcntl
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import FrameType

from shared.local_servers import CannotStart
from shared.testing.servers.lease import Ready, held_by_another, locked
from shared.testing.servers.throwaway_postgres import system_postgres, wheel_postgres
from shared.testing.servers.throwaway_rabbitmq import rabbitmq
from shared.testing.servers.throwaway_redis import redis

LOOK_SECONDS = 0.1

KINDS: Mapping[str, Callable[[Path], AbstractContextManager[Ready]]] = {
    "wheel": wheel_postgres,
    "system": system_postgres,
    "rabbitmq": rabbitmq,
    "redis": redis,
}


def main(kind: str, folder: Path) -> None:
    """Leave the caller's session, start the server, say so, and stop it after the last lease."""
    with ExitStack() as until_gone, (folder / "keeper").open("a") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        if os.fork():
            os._exit(0)
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _leave)
        _keep(kind, folder, until_gone)


def _keep(kind: str, folder: Path, until_gone: ExitStack) -> None:
    """Run the server. New leases wait from before it stops until it is gone."""
    files = folder / "files"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(mode=0o755)
    try:
        with KINDS[kind](files) as ready:
            _say(folder, ready)
            until_gone.enter_context(_lock_after_last_lease(folder))
    except CannotStart as error:
        _say(folder, {"error": str(error)})
    finally:
        shutil.rmtree(files, ignore_errors=True)


def _lock_after_last_lease(folder: Path) -> ExitStack:
    while True:
        time.sleep(LOOK_SECONDS)
        with ExitStack() as stack:
            stack.enter_context(locked(folder / "lock"))
            if not held_by_another(folder / "leases"):
                return stack.pop_all()


def _say(folder: Path, word: Ready) -> None:
    unfinished = folder / "ready.json.unfinished"
    unfinished.write_text(json.dumps(dict(word)))
    unfinished.rename(folder / "ready.json")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
