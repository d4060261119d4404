"""Every service as its own process, on servers that are there already: the production shape on one machine."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from career_agent.services import ALL
from shared.local_servers.ports import free_port
from shared.testing.nursery import Born, Nursery, nursery

READY_WITHIN_SECONDS = 120.0
STOPS_WITHIN_SECONDS = 30.0


@dataclass(slots=True)
class ServiceProcess:
    """One process: what it was started as, and where its log is."""

    name: str
    process: Born
    port: int
    log: Path


@dataclass(slots=True)
class Stack:
    """The product's processes."""

    gateway_url: str
    folder: Path
    environ: Mapping[str, str]
    nursery: Nursery
    running: list[ServiceProcess] = field(default_factory=list)

    async def start(self, name: str, arguments: Sequence[str], port: int) -> ServiceProcess:
        """Start one process; its output goes to a file of its name."""
        log = self.folder / f"{name}.log"
        process = await self.nursery.begin(tuple(arguments), {**self.environ, "PORT": str(port)}, log)
        started = ServiceProcess(name, process, port, log)
        self.running.append(started)
        return started

    async def stop(self) -> None:
        """Ask every process to stop, and make sure that it did."""
        for each in self.running:
            if each.process.returncode is None:
                each.process.send_signal(signal.SIGTERM)
        for each in self.running:
            try:
                await asyncio.wait_for(each.process.wait(), STOPS_WITHIN_SECONDS)
            except TimeoutError:
                each.process.kill()
                await each.process.wait()

    def logs(self) -> str:
        """The end of every log, to be read when a test fails."""
        return "\n".join(f"== {each.name}\n{each.log.read_text()[-3000:]}" for each in self.running)


@asynccontextmanager
async def running_stack(
    folder: Path, *, database_url: str, amqp_url: str, redis_url: str, **environ: str
) -> AsyncIterator[Stack]:
    """Migrate, then start a server and a worker for every service and the gateway in front; stop them at the end."""
    ports = {service.name: free_port() for service in ALL}
    settings = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")},
        **{f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()},
        "DATABASE_URL": database_url,
        "AMQP_URL": amqp_url,
        "REDIS_URL": redis_url,
        **environ,
    }
    gateway_port = free_port()
    async with nursery("career_agent.testing.loaded", folder) as opened:
        stack = Stack(f"http://127.0.0.1:{gateway_port}", folder, settings, opened)
        try:
            await _migrate(stack)
            for service in ALL:
                package = f"{service.name}_service"
                await stack.start(service.name, [package, "serve"], ports[service.name])
                await stack.start(f"{service.name}-worker", [package, "worker"], free_port())
            await stack.start("gateway", ["gateway"], gateway_port)
            await _until_ready(stack)
            yield stack
        finally:
            await stack.stop()


async def _migrate(stack: Stack) -> None:
    migrating = await stack.start("migrate", ["career_agent", "migrate"], port=1)
    assert await migrating.process.wait() == 0, migrating.log.read_text()


async def _until_ready(stack: Stack) -> None:
    services = [each for each in stack.running if each.process.returncode is None and each.name != "gateway"]
    paths = [f"http://127.0.0.1:{each.port}/health/ready" for each in services] + [f"{stack.gateway_url}/health/db"]
    async with httpx.AsyncClient(timeout=2) as client, asyncio.timeout(READY_WITHIN_SECONDS):
        for path in paths:
            while not await _is_ok(client, path):
                dead = [each for each in stack.running if each.process.returncode not in (None, 0)]
                assert not dead, stack.logs()
                await asyncio.sleep(0.1)


async def _is_ok(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False
