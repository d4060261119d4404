"""The processes of a run: started, watched, started again when they die, and told to stop."""

import asyncio
import json
import math
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from shared.local_servers import die_with_parent, free_port
from shared.serving import longest_stop_seconds
from shared.settings import PlatformSettings
from shared.testing.nursery import Born, Nursery

ROOT = Path(__file__).parents[2]
READY_SECONDS = 180.0
STOP_SECONDS = longest_stop_seconds(PlatformSettings())
UP = '"event":"Started server process'
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")


@dataclass(slots=True)
class Member:
    """One place in the fleet; the process in it may be another after each death."""

    name: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str]
    log: Path
    port: int
    nursery: Nursery | None = None
    process: asyncio.subprocess.Process | Born | None = None
    lives: int = 0
    begun: list[float] = field(default_factory=list)
    """When each life was begun, by the wall clock."""
    is_told_to_stop: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Begin another life."""
        self.lives += 1
        self.begun.append(time.time())
        self.is_told_to_stop = False
        own = {"PORT": str(self.port), "FAILPOINT_SEED": str(self.lives)}
        told = {**self.environ, **own}
        if self.nursery is not None:
            self.process = await self.nursery.begin(self.arguments, told, self.log)
            return
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self.arguments),
                cwd=ROOT,
                env=told,
                stdout=out,
                stderr=out,
                preexec_fn=die_with_parent,
            )

    def starts(self) -> list[float]:
        """How many seconds each life took to be up, of those that came so far."""
        lines = [json.loads(line) for line in self.log.read_text(errors="replace").splitlines() if UP in line]
        up = [datetime.fromisoformat(line["time"]).timestamp() for line in lines]
        ends = [*self.begun[1:], math.inf]
        first = [
            next((at for at in up if begun <= at < end), None) for begun, end in zip(self.begun, ends, strict=True)
        ]
        return [at - begun for at, begun in zip(first, self.begun, strict=True) if at is not None]

    def tell(self, how: signal.Signals) -> bool:
        """Send it a signal; false when there is nobody."""
        if self.process is None or self.process.returncode is not None:
            return False
        self.is_told_to_stop = self.is_told_to_stop or how is signal.SIGTERM
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        return True


@dataclass(slots=True)
class Fleet:
    """Members that are kept alive until the fleet is told to stop."""

    folder: Path
    environ: Mapping[str, str]
    nursery: Nursery | None = None
    """Where its processes are begun; none: each is started from nothing."""
    members: list[Member] = field(default_factory=list)
    kills: int = 0
    unplanned_deaths: int = 0
    """Ends of processes that nobody had killed or told to stop, and of those told to that never did."""
    deaths: list[float] = field(default_factory=list)
    """When a member died, by the wall clock, as PostgreSQL tells it too."""
    _keepers: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def add(
        self, name: str, *arguments: str, environ: Mapping[str, str] | None = None, port: int | None = None
    ) -> Member:
        """Start one more, and keep it alive."""
        kept = {each: os.environ[each] for each in KEPT if each in os.environ}
        told = {**kept, **self.environ, **(environ or {})}
        member = Member(name, arguments, told, self.folder / f"{name}.log", port or free_port(), self.nursery)
        self.members.append(member)
        await member.start()
        self._keepers[name] = asyncio.create_task(self._keep(member), name=f"keep {name}")
        return member

    async def ready(self, *members: Member) -> None:
        """Wait until each says that it is ready."""
        deadline = time.monotonic() + READY_SECONDS
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            for member in members or tuple(self.members):
                while not await _is_ok(http, f"{member.url}/health/ready"):
                    assert time.monotonic() < deadline, f"{member.name}: {member.log.read_text()[-3000:]}"
                    await asyncio.sleep(0.1)

    async def up(self, members: Sequence[Member]) -> list[Member]:
        """Those of them that are ready, once there is one: to kill one that is not up yet says nothing."""
        deadline = time.monotonic() + READY_SECONDS
        async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
            while True:
                told = await asyncio.gather(*(_is_ok(http, f"{member.url}/health/ready") for member in members))
                if found := [member for member, is_ready in zip(members, told, strict=True) if is_ready]:
                    return found
                assert time.monotonic() < deadline, f"none of {[member.name for member in members]} comes up"
                await asyncio.sleep(0.1)

    async def release(self, member: Member, how: signal.Signals = signal.SIGTERM) -> int:
        """End one for good; its exit code."""
        keeper = self._keepers.pop(member.name, None)
        if keeper is not None:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
        member.tell(how)
        assert member.process is not None
        try:
            code = await asyncio.wait_for(member.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.unplanned_deaths += 1
            member.process.kill()
            code = await member.process.wait()
        if member in self.members:
            self.members.remove(member)
        return code

    async def stop(self) -> None:
        """End all of them."""
        await asyncio.gather(*(self.release(member) for member in tuple(self.members)))

    def said(self, word: str) -> int:
        """How often a word stands in the logs."""
        return sum(log.read_text(errors="replace").count(word) for log in self.folder.glob("*.log"))

    def longest_start(self) -> float:
        """Of those that took the place of one that died, in seconds."""
        return max((seconds for member in self.members for seconds in member.starts()[1:]), default=0.0)

    async def _keep(self, member: Member) -> None:
        while True:
            assert member.process is not None
            code = await member.process.wait()
            is_kill = code == -signal.SIGKILL
            self.kills += is_kill
            self.unplanned_deaths += not is_kill and not (code == 0 and member.is_told_to_stop)
            self.deaths.append(time.time())
            await asyncio.sleep(0.05)
            await member.start()


async def _is_ok(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.HTTPError:
        return False
