"""Keeps the stack: starts servers, services and gateway, starts again what dies, and stops all of it when told to."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog

from career_agent.services import ALL
from career_agent.stack import database
from career_agent.stack.place import Place
from career_agent.stack.servers import Postgres, Rabbit, RedisServer, Server
from career_agent.stack.settings import StackSettings
from shared.local_servers import CannotStart, die_with_parent, free_port
from shared.serving import longest_stop_seconds
from shared.settings import PlatformSettings, read_settings

log = structlog.get_logger()

READY_SECONDS = 180.0
STEADY_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 10.0


@dataclass(slots=True)
class Process:
    """One of ours, in whichever life."""

    name: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str]
    log: Path
    running: asyncio.subprocess.Process | None = None

    async def keep(self) -> None:
        """Start it, and again whenever it ends; one that ends at once is given more and more time."""
        pause = 0.2
        while True:
            began = time.monotonic()
            await self.start()
            assert self.running is not None
            code = await self.running.wait()
            pause = 0.2 if time.monotonic() - began > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            log.warning("process_ended", name=self.name, code=code)
            await asyncio.sleep(pause)

    async def start(self) -> None:
        """Begin a life; its output goes to a file of its name."""
        with self.log.open("ab") as out:
            self.running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self.arguments),
                env=self.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=die_with_parent,
            )

    async def stop(self, seconds: float) -> None:
        """Ask it to end, and make sure that it did within so many seconds."""
        if self.running is None or self.running.returncode is not None:
            return
        self.running.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.running.wait(), seconds)
        except TimeoutError:
            self.running.kill()
            await self.running.wait()


async def keep(place: Place, platform: PlatformSettings, address: str) -> None:
    """Run the stack until cancelled. Raises CannotStart."""
    async with AsyncExitStack() as stack:
        environ = await _start_servers(place, platform, stack)
        await _migrate(place, environ)
        processes = _processes(place, platform, environ)
        stack.push_async_callback(_stop_all, processes, longest_stop_seconds(platform))
        keeping = [asyncio.create_task(each.keep(), name=f"keep {each.name}") for each in processes]
        stack.callback(lambda: [task.cancel() for task in keeping])
        await _until_ready(processes, address)
        place.take(address, ready=True)
        await asyncio.gather(*keeping)


async def _start_servers(place: Place, platform: PlatformSettings, stack: AsyncExitStack) -> dict[str, str]:
    """The settings of every process; a server that the settings name is used instead of one of ours."""
    environ = {**os.environ, "LOG_FORMAT": os.environ.get("LOG_FORMAT", "json")}
    if not platform.database_url:
        url = _start(Postgres(place.folder / "postgres"), stack)
        environ |= await database.prepare(url, place.folder / "roles.password")
    if not platform.amqp_url:
        environ["AMQP_URL"] = _start(Rabbit(place.folder / "rabbitmq"), stack)
    if not platform.redis_url:
        environ["REDIS_URL"] = _start(RedisServer(place.folder / "redis"), stack)
    return environ


def _start(server: Server, stack: AsyncExitStack) -> str:
    # In this very thread: a child that ends with its parent ends with the thread that started it.
    stack.callback(server.stop)
    server.start()
    return server.url


async def _migrate(place: Place, environ: Mapping[str, str]) -> None:
    migrating = Process("migrate", ("career_agent", "migrate"), environ, place.logs / "migrate.log")
    await migrating.start()
    assert migrating.running is not None
    if await migrating.running.wait() != 0:
        raise CannotStart(f"The migrations failed: {migrating.log} says why.")


def _processes(place: Place, platform: PlatformSettings, environ: Mapping[str, str]) -> list[Process]:
    """A server and workers for every service, then the gateway."""
    settings = read_settings(StackSettings)
    ports = {service.name: free_port() for service in ALL}
    urls = {f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    processes = []

    def add(name: str, arguments: tuple[str, ...], port: int) -> None:
        own = {**environ, **urls, "PORT": str(port)}
        processes.append(Process(name, arguments, own, place.logs / f"{name}.log"))

    for service in ALL:
        package = f"{service.name}_service"
        add(service.name, (package, "serve"), ports[service.name])
        for number in range(settings.workers_of(service.name)):
            add(f"{service.name}-worker-{number + 1}", (package, "worker"), free_port())
    add("gateway", ("gateway",), platform.port)
    return processes


async def _until_ready(processes: list[Process], address: str) -> None:
    """Wait until every process that answers HTTP says that it is ready. Raises CannotStart."""
    paths = [f"http://127.0.0.1:{each.environ['PORT']}/health/ready" for each in processes if each.name != "gateway"]
    paths.append(f"{address}/health/db")
    deadline = time.monotonic() + READY_SECONDS
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        for process, path in zip(processes, paths, strict=True):
            while not await _is_ok(http, path):
                if time.monotonic() >= deadline:
                    raise CannotStart(f"{process.name} does not become ready: {process.log} says why.")
                await asyncio.sleep(0.2)


async def _is_ok(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.HTTPError:
        return False


async def _stop_all(processes: list[Process], seconds: float) -> None:
    """First the door, then all behind it."""
    for process in reversed(processes[-1:]):
        await process.stop(seconds)
    await asyncio.gather(*(process.stop(seconds) for process in processes[:-1]))
