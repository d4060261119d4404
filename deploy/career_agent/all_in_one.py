"""Every service and the gateway in one process: the same code as in a container each, started together."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import psutil
from starlette.types import ASGIApp

from career_agent.embedded import owned
from career_agent.migrations import bring_up_to_date
from career_agent.parts import EmbeddedParts, writable
from career_agent.services import ALL
from career_agent.settings import Settings, refuse_embedded_parts_in_production
from career_agent.terminal import say
from gateway.service import open_gateway
from gateway.upstreams import AppUpstream
from shared.bus import Bus
from shared.command import start_verifier
from shared.consumer import queues_of
from shared.llm.settings import LanguageModelSettings
from shared.local_servers import CannotStart
from shared.peers import Peers
from shared.service import RunningService, Service, open_service
from shared.serving import keep_what_is_there, open_port, run_until_told_to_stop, serve_while
from shared.settings import PlatformSettings, read_settings
from shared.world import open_world

FIRST_ANSWER_SECONDS = 60.0


def run(platform: PlatformSettings) -> None:
    """Run the product until told to stop. Raises MisconfiguredError, BusUnavailable or CannotStart."""
    refuse_embedded_parts_in_production(platform)
    for service in ALL:
        read_settings(service.settings)
    read_settings(LanguageModelSettings)
    data_dir = writable(read_settings(Settings).data_dir.absolute())
    parts = EmbeddedParts(platform, data_dir)
    with owned(data_dir), open_port(platform) as port:
        say("Career Agent is starting:")
        run_until_told_to_stop(_run(parts, port), before_leaving_at_once=parts.tell_to_stop)
    say("Career Agent has stopped.")


async def _run(parts: EmbeddedParts, port: socket.socket) -> None:
    async with parts.running() as platform:
        await bring_up_to_date(ALL, platform)
        async with AsyncExitStack() as stack:
            say(f"  Opening {', '.join(service.name for service in ALL)} …")
            product = await stack.enter_async_context(open_product(ALL, platform))
            keep_what_is_there()
            serving = asyncio.create_task(serve_while(product.watch(), product.app, platform, on=port))
            try:
                await _first_answer(platform)
                took = time.time() - psutil.Process().create_time()
                say(f"Career Agent is ready at {_address(platform)} ({took:.1f} s). Ctrl-C stops it.")
                await serving
            finally:
                serving.cancel()
                await asyncio.wait([serving])


@dataclass(frozen=True, slots=True)
class Product:
    """The gateway in front of services that run in this process, and the bus between them."""

    app: ASGIApp
    services: Sequence[RunningService]
    bus: Bus

    async def watch(self) -> None:
        """Go on for as long as deliveries can come. Raises TopologyDrifted, ConsumersLost."""
        for service in self.services:
            if service.consumer is not None:
                await service.consumer.started()
        await self.bus.watch()


@asynccontextmanager
async def open_product(services: Sequence[Service], platform: PlatformSettings) -> AsyncIterator[Product]:
    """Open the services, connect each with the others, and put the gateway in front."""
    peers = Peers({})
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(platform, name="career-agent", peers=peers))
        for service in services:
            await world.bus.declare(queues_of(service.name, service.handlers))
        opened: dict[str, RunningService] = {}
        for service in services:
            opened[service.name] = await stack.enter_async_context(open_service(service, world))
            peers.connect(service.name, opened[service.name].app)
        await start_verifier(world, opened["auth"])
        upstreams = {name: AppUpstream(running.app) for name, running in opened.items()}
        gateway = await stack.enter_async_context(open_gateway(upstreams, peers, world.verifier, platform, world.drain))
        yield Product(gateway, tuple(opened.values()), world.bus)


async def _first_answer(platform: PlatformSettings) -> None:
    """Return when `/health` has answered. Raises CannotStart when it does not."""
    async with httpx.AsyncClient(timeout=FIRST_ANSWER_SECONDS, trust_env=False) as client:
        try:
            answer = await client.get(f"{_address(platform)}/health")
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise CannotStart(f"The product does not answer at {_address(platform)} ({error}).") from None


def _address(platform: PlatformSettings) -> str:
    """Where a browser on this machine finds the product."""
    host = "localhost" if platform.host in ("127.0.0.1", "0.0.0.0") else platform.host  # noqa: S104  # nosec B104
    return f"http://{f'[{host}]' if ':' in host else host}:{platform.port}"
