"""The all-in-one product as a process of its own, to be started, used, killed and started again."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from career_agent.embedded import EmbeddedPostgres, EmbeddedRedis
from shared.local_servers import free_port
from shared.testing.contract import watched
from shared.testing.nursery import Born, Nursery

READY_WITHIN_SECONDS = 150.0
STOPS_WITHIN_SECONDS = 40.0
COMMAND = ("career_agent", "run")
HARMLESS = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


@dataclass(slots=True)
class Product:
    """One DATA_DIR and one port, and the process that runs on them, when one does."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    nursery: Nursery | None = None
    """Where its processes are begun; none: each is started from nothing."""
    process: asyncio.subprocess.Process | Born | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """All that the last start wrote to the terminal."""
        return self._terminal.read_text()

    @property
    def _terminal(self) -> Path:
        return self.data_dir / "terminal.txt"

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        process = await self.begin_to_start()
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            while "is ready" not in self.said:
                assert process.returncode is None, self.said
                await asyncio.sleep(0.02)

    async def begin_to_start(self) -> asyncio.subprocess.Process | Born:
        """Start it, and leave it to itself."""
        kept = {name: os.environ[name] for name in HARMLESS if name in os.environ}
        own = {"PORT": str(self.port), "DATA_DIR": str(self.data_dir)}
        environ = {**kept, **own, **self.settings}
        with self._terminal.open("wb") as terminal:
            if self.nursery is not None:
                self.process = await self.nursery.begin(COMMAND, environ, self._terminal)
            else:
                self.process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", *COMMAND), cwd="/", env=environ, stdout=terminal, stderr=terminal
                )
        return self.process

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait until it is gone; its exit code."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self.process is not None
        async with asyncio.timeout(STOPS_WITHIN_SECONDS):
            code = await self.process.wait()
        self.process = None
        return code

    async def reaches_its_database(self) -> None:
        """Wait until every service does."""
        until = time.monotonic() + READY_WITHIN_SECONDS
        async with self.client() as client:
            while not (await client.get("/health/db")).is_success:
                assert time.monotonic() < until, "the product did not find its database again"
                await asyncio.sleep(0.1)

    def client(self) -> httpx.AsyncClient:
        """Someone at the door."""
        return watched(httpx.AsyncClient(base_url=self.url, timeout=30, trust_env=False))


@asynccontextmanager
async def product_in(data_dir: Path, **settings: str) -> AsyncIterator[Product]:
    """A product that is not running yet, and whose every part is stopped at the end."""
    product = Product(data_dir, settings=settings)
    try:
        yield product
    finally:
        if product.process is not None:
            await product.end(signal.SIGKILL)
        await stop_what_is_left(data_dir)


async def stop_what_is_left(data_dir: Path) -> None:
    """Take over the embedded parts that a killed product left behind, and stop them."""
    parts: list[EmbeddedRedis | EmbeddedPostgres] = [EmbeddedRedis(data_dir)]
    if (data_dir / "postgres" / "data").is_dir():
        parts.append(EmbeddedPostgres.at(data_dir))
    for part in parts:
        await part.start()
        await part.stop()
