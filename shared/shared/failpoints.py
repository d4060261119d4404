"""Named points at which a fault test may have the process die: a crash lands exactly where it hurts.

Without FAILPOINTS in the environment `reach` does nothing. `FAILPOINTS="relay.confirmed=kill:0.1"` kills the process at
one in ten visits of that point, `=fail:0.1` raises there. The draws follow FAILPOINT_SEED and the process id.
"""

import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SETTING = "FAILPOINTS"
SEED_SETTING = "FAILPOINT_SEED"


class FailpointReached(Exception):
    """A test wanted this to fail here."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at a point, and how often."""

    action: str
    chance: float


def faults_in(text: str) -> dict[str, Fault]:
    """`name=action:chance`, comma-separated; without a chance it is certain. Raises ValueError."""
    faults = {}
    for each in filter(None, text.split(",")):
        name, _, what = each.partition("=")
        action, _, chance = what.partition(":")
        if action not in ("kill", "fail"):
            raise ValueError(f"{SETTING} knows kill and fail, not {action!r}.")
        faults[name] = Fault(action, float(chance or 1))
    return faults


def points_of(faults: Mapping[str, Fault], seed: int) -> Callable[[str], None]:
    """What `reach` is when there are faults."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret

    def reach_one(name: str) -> None:
        fault = faults.get(name)
        if fault is None or draw.random() >= fault.chance:
            return
        if fault.action == "kill":
            sys.stderr.write(f"failpoint {name}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        raise FailpointReached(name)

    return reach_one


def _pass_by(_: str) -> None:
    """The point of a process that nobody tests."""


_faults = faults_in(os.environ.get(SETTING, ""))
reach: Callable[[str], None] = (
    points_of(_faults, int(os.environ.get(SEED_SETTING, "0")) * 1_000_003 + os.getpid()) if _faults else _pass_by
)
"""Pass a named point."""
