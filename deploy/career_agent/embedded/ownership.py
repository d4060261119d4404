"""One product at a time on a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.local_servers import CannotStart


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own a folder for the length of the block. Raises CannotStart when another process does, and names it.

    A POSIX record lock: unlike `flock` a child made by fork does not inherit it, so it ends with this process, however
    this process ends. (It would end, too, if anything else here opened and closed the same file.)
    """
    with (folder / "owner.pid").open("a+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise CannotStart(
                f"Career Agent is already running on {folder} (process {owner}): stop it, "
                "or set DATA_DIR to another folder and PORT to another port."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
