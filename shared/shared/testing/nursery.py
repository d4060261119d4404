"""A process that has loaded a program, and begins processes of it by forking: at once, not after seconds.

For tests that start many. `make faults` starts every process from nothing, as whoever operates the product does: there
the time it takes is part of the recovery.
"""

import asyncio
import gc
import importlib
import json
import os
import random
import selectors
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.local_servers import die_with_parent


@dataclass(slots=True)
class Born:
    """A forked process, as far as who keeps it alive is concerned what asyncio's `Process` is."""

    pid: int
    returncode: int | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self.pid, how)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        await self.ended.wait()
        assert self.returncode is not None
        return self.returncode


class Nursery:
    """The driver's side."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._asked = asyncio.Lock()
        self._born: asyncio.Queue[Born] = asyncio.Queue()
        self._living: dict[int, Born] = {}

    async def begin(self, arguments: tuple[str, ...], environ: Mapping[str, str], log: Path) -> Born:
        """Begin `python -m <arguments>` of its program with this environment; it writes to the log."""
        wanted = {"arguments": arguments, "environ": dict(environ), "log": str(log)}
        async with self._asked, asyncio.timeout(30):
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
            await self._process.stdin.drain()
            return await self._born.get()

    async def listen(self) -> None:
        """Take down who was born and who died, until the nursery closes."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if "code" not in told:
                born = self._living[told["pid"]] = Born(told["pid"])
                self._born.put_nowait(born)
            else:
                dead = self._living.pop(told["pid"])
                dead.returncode = told["code"]
                dead.ended.set()


@asynccontextmanager
async def nursery(program: str, folder: Path) -> AsyncIterator[Nursery]:
    """A nursery that has loaded a module and calls its `main`, in this folder; with it go all who were born there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "shared.testing.nursery", program),
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=die_with_parent,
    )
    opened = Nursery(process)
    listening = asyncio.create_task(opened.listen())
    try:
        yield opened
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


def _main() -> None:
    program = importlib.import_module(sys.argv[1])
    gc.collect()
    gc.freeze()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if woken in ready:
                os.read(woken, 4096)
                _tell_deaths()
            if sys.stdin in ready:
                line = sys.stdin.buffer.readline()
                if not line:
                    return
                pid = os.fork()
                if pid == 0:
                    selector.close()
                    _live(json.loads(line), program)
                _tell(pid=pid)


def _tell_deaths() -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            _tell(pid=ended[0], code=os.waitstatus_to_exitcode(ended[1]))


def _tell(**facts: int) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _live(wanted: dict[str, Any], program: Any) -> None:
    """What a process that was started from nothing does, but for loading the code."""
    die_with_parent()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(wanted["environ"])
    random.seed()
    _set_failpoints()
    sys.argv = list(wanted["arguments"])
    code = 1
    try:
        code = program.main() or 0
    except SystemExit as told:
        code = told.code if isinstance(told.code, int) else int(told.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at the end of a process
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _set_failpoints() -> None:
    """They were read from the environment when they were loaded."""
    from shared import failpoints

    faults = failpoints.faults_in(os.environ.get(failpoints.SETTING, ""))
    if not faults:
        return
    seed = int(os.environ.get(failpoints.SEED_SETTING, "0")) * 1_000_003 + os.getpid()
    before, after = failpoints.reach, failpoints.points_of(faults, seed)
    for module in list(sys.modules.values()):
        if getattr(module, "reach", None) is before:
            module.reach = after  # type: ignore[attr-defined]


if __name__ == "__main__":
    _main()
