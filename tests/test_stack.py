"""`make stack`: every service as a process of its own, and nothing of it left after `make stack-down`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from career_agent.services import ALL
from career_agent.stack.place import Place
from career_agent.testing.all_in_one import HARMLESS
from shared.local_servers import free_port
from shared.testing.plain import until

COMMAND_SECONDS = 280
STARTS_AGAIN_SECONDS = 60


@dataclass(slots=True)
class Stack:
    """A DATA_DIR, a port, and the commands that act on what is kept there."""

    data_dir: Path
    port: int = field(default_factory=free_port)

    def command(self, action: str, **settings: str) -> str:
        """What the command says; it must succeed."""
        environ = {name: os.environ[name] for name in HARMLESS if name in os.environ}
        environ |= {"PORT": str(self.port), "DATA_DIR": str(self.data_dir), "JOB_SOURCES": "", **settings}
        done = subprocess.run(
            [sys.executable, "-m", "career_agent.stack", action],
            check=False,
            env=environ,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def processes(self) -> list[psutil.Process]:
        """All that it started, servers too."""
        keeper = Place(self.data_dir / "stack").keeper()
        if keeper is None:
            return []
        process = psutil.Process(keeper.pid)
        return [process, *process.children(recursive=True)]

    def workers(self, package: str) -> list[psutil.Process]:
        """Those that work for a service."""
        return [each for each in self.processes() if _command_of(each)[-2:] == [package, "worker"]]

    async def answers(self) -> bool:
        """Whether the gateway is there and reaches every service."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
            try:
                return (await http.get(f"http://127.0.0.1:{self.port}/health/db")).is_success
            except httpx.ConnectError:
                return False

    async def reads(self, service: str, schema: str) -> bool:
        """Whether a service's role may read a schema's outbox."""
        folder = self.data_dir / "stack"
        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=int((folder / "postgres.port").read_text()),
            user=f"career_agent_{service}",
            password=(folder / "roles.password").read_text(),
            database="career_agent",
            timeout=10,
        )
        try:
            await connection.fetch(f"SELECT FROM {schema}.outbox LIMIT 1")
        except asyncpg.InsufficientPrivilegeError:
            return False
        else:
            return True
        finally:
            await connection.close(timeout=5)


def _command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def stack(open_folder: Path) -> Iterator[Stack]:
    made = Stack(open_folder)
    yield made
    for process in made.processes():
        process.kill()


@pytest.mark.timeout(2 * COMMAND_SECONDS)
async def test_it_is_there_starts_again_what_dies_and_leaves_nothing(stack: Stack) -> None:
    assert f"ready at http://localhost:{stack.port}" in stack.command("up", MATCH_WORKERS="2")
    assert (len(stack.workers("match_service")), len(stack.workers("generation_service"))) == (2, 1)
    assert "runs already" in stack.command("up")
    assert await stack.answers()
    names = [service.name for service in ALL]
    seen = {(mine, other) for mine in names for other in names if await stack.reads(mine, other)}
    assert seen == {(name, name) for name in names}

    victim = stack.workers("match_service")[0]
    victim.send_signal(signal.SIGKILL)
    await until(
        lambda: victim not in (found := stack.workers("match_service")) and len(found) == 2,
        seconds=STARTS_AGAIN_SECONDS,
    )

    started = stack.processes()
    assert "has stopped" in stack.command("down")
    assert psutil.wait_procs(started, timeout=5)[1] == []
    assert stack.processes() == []
    assert not await stack.answers()
    assert "Nothing runs" in stack.command("down")
