"""Where a stack keeps what belongs to it, and which process keeps it."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

STARTS_WITHIN_SECONDS = 1.0
"""The kernel's start time of a process and what it wrote down of it may differ by this."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """The process that started everything: its number, and when it began, since numbers are used again."""

    pid: int
    began: float
    address: str
    ready: bool = False

    def process(self) -> psutil.Process | None:
        """The process, while it lives."""
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.began) < STARTS_WITHIN_SECONDS
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder under DATA_DIR."""

    folder: Path

    @property
    def logs(self) -> Path:
        """A file for every process."""
        return self.folder / "logs"

    @property
    def _state(self) -> Path:
        return self.folder / "keeper.json"

    def keeper(self) -> Keeper | None:
        """Who keeps a stack here; none when nobody does."""
        try:
            found = Keeper(**json.loads(self._state.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.process() else None

    def take(self, address: str, *, ready: bool) -> None:
        """Write down that this process keeps it."""
        mine = Keeper(os.getpid(), psutil.Process().create_time(), address, ready)
        unfinished = self._state.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(mine)))
        unfinished.rename(self._state)

    def leave(self) -> None:
        """Nobody keeps it any more."""
        self._state.unlink(missing_ok=True)

    def wait_until_left(self, keeper: Keeper, seconds: float) -> bool:
        """Whether the keeper has ended within the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if keeper.process() is None:
                return True
            time.sleep(0.1)
        return False
