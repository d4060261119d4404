"""A folder on this machine that lives as long as the process that uses it."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "career-agent-jobs-"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """An empty folder where temporary files go (`TMPDIR`), gone afterwards; of a process that was killed, later."""
    _remove_left_behind()
    # Others take it for left behind as soon as it has its name: by then it is locked.
    unnamed = Path(tempfile.mkdtemp(prefix=f"new-{_NAME}"))
    folder = unnamed.with_name(unnamed.name.removeprefix("new-"))
    with (unnamed / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unnamed.rename(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        if _is_left_behind(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    """Whether nobody holds its lock any more; one without a lock was not taken away whole."""
    try:
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        # In use, or somebody else's.
        return False
    return True
