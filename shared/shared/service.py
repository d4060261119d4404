"""What a service is, and how it comes to life: the same way for all."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import Flag, auto
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from shared.auth import IsShutOut, nobody_is_shut_out
from shared.auth.feed import TokenSource
from shared.bus import Bus
from shared.consumer import Consumer
from shared.database import Database, Listener, asks_language_model, open_engine
from shared.errors import Unavailable
from shared.handlers import Handlers
from shared.http.app import build_api, finish_app
from shared.http.health import Check
from shared.llm import LanguageModel
from shared.llm.upkeep import ledger_jobs
from shared.peers import Peers
from shared.periodic import Leader, Periodic
from shared.relay import Relay
from shared.settings import MisconfiguredError, PlatformSettings, ServiceSettings, read_settings
from shared.world import World


class Role(Flag):
    """What a process does. Both carry the outbox to the bus."""

    SERVE = auto()
    """Answers HTTP."""
    WORK = auto()
    """Handles events and runs periodic jobs."""
    BOTH = SERVE | WORK


@dataclass(frozen=True, slots=True)
class Outside:
    """What a service may build its deps from."""

    settings: Any
    platform: PlatformSettings
    peers: Peers
    listener: Listener
    db: Database
    language_model: LanguageModel | None = None
    """Of a service that has the ledger among its tables; None without a key, and for the others."""
    is_shut_out: IsShutOut = nobody_is_shut_out


OpenDeps = Callable[[Outside], AbstractAsyncContextManager[Any]]
WhileServing = Callable[[Database, Any], AbstractAsyncContextManager[Mapping[str, Check]]]


@dataclass(frozen=True, slots=True)
class Service:
    """A composition root: everything a service consists of, and no logic."""

    name: str
    settings: type[ServiceSettings]
    metadata: MetaData
    migrations: Path
    open_deps: OpenDeps
    routers: tuple[APIRouter, ...]
    handlers: Handlers
    periodic: tuple[Periodic, ...] = ()
    token_source: Callable[[Database, Any], TokenSource] | None = None
    """Only auth-service has one: it knows keys and feed itself."""
    while_serving: WhileServing | None = None
    """What a process that answers HTTP does besides, and what must be well for it to be ready."""


@dataclass(frozen=True, slots=True)
class RunningService:
    """An open service: its app, and what tests and operators look at."""

    service: Service
    app: ASGIApp
    api: FastAPI
    db: Database
    deps: Any
    relay: Relay
    bus: Bus
    consumer: Consumer | None = None
    """Of a process that handles events."""
    language_model: LanguageModel | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)

    async def watch(self) -> None:
        """Go on for as long as deliveries can come. Raises TopologyDrifted, ConsumersLost."""
        if self.consumer is not None:
            await self.consumer.started()
        await self.bus.watch()


@asynccontextmanager
async def open_service(service: Service, world: World, role: Role = Role.BOTH) -> AsyncIterator[RunningService]:
    """Open what the service needs, start its part of the flow, and stop it in the opposite order."""
    settings = read_settings(service.settings)
    url = database_url_of(service, settings, world.settings)
    async with AsyncExitStack() as stack:
        engine = open_engine(url, name=service.name, pool_size=settings.pool_size, pool_overflow=settings.pool_overflow)
        db = Database(engine, service.metadata)
        stack.push_async_callback(db.close)
        listener = await world.listener(url)
        model = await _open_language_model(service, world, db, listener, stack)
        outside = Outside(settings, world.settings, world.peers, listener, db, model, world.verifier.is_shut_out)
        deps = await stack.enter_async_context(service.open_deps(outside))
        relay = Relay(db, world.bus, listener)
        await relay.start()
        stack.push_async_callback(relay.stop)
        own: dict[str, Check] = {}
        consumer: Consumer | None = None
        if Role.WORK in role:
            consumer = await _start_work(service, world, service.handlers.under(settings), engine, db, deps, stack)
            # Who only answers HTTP goes on without a bus: what it tells waits in the outbox.
            own["bus"] = partial(_deliveries_come, world.bus, consumer)
            if world.claude is not None and model is not None:
                world.claude.load()
        if Role.SERVE in role and service.while_serving is not None:
            own |= await stack.enter_async_context(service.while_serving(db, deps))
        running = _running(service, world, db, deps, relay, role, own)
        yield replace(running, consumer=consumer, language_model=model)


async def _open_language_model(
    service: Service, world: World, db: Database, listener: Listener, stack: AsyncExitStack
) -> LanguageModel | None:
    if world.claude is None or not asks_language_model(service.metadata):
        return None
    from shared.llm.claude import language_model_of

    opened = language_model_of(
        world.claude,
        service.name,
        db,
        listener,
        world.verifier.is_shut_out,
        last_seconds=world.settings.shutdown_seconds,
    )
    return await stack.enter_async_context(opened)


async def _start_work(
    service: Service,
    world: World,
    handlers: Handlers,
    engine: AsyncEngine,
    db: Database,
    deps: Any,
    stack: AsyncExitStack,
) -> Consumer:
    jobs = (
        (*service.periodic, *ledger_jobs(world.settings)) if asks_language_model(service.metadata) else service.periodic
    )
    leader = Leader(service.name, jobs, engine, db, deps)
    consumer = Consumer(service.name, handlers, db, deps)
    stack.push_async_callback(leader.stop)
    stack.push_async_callback(consumer.stop, world.settings.shutdown_seconds)
    await consumer.start(world.bus)
    await leader.start()
    return consumer


async def _deliveries_come(bus: Bus, consumer: Consumer) -> None:
    await bus.ping()
    await consumer.check()


def _running(
    service: Service, world: World, db: Database, deps: Any, relay: Relay, role: Role, own: Mapping[str, Check]
) -> RunningService:
    async def feed_is_fresh() -> None:
        age = world.verifier.feed_age_seconds
        if age is None or age > world.settings.feed_stale_after_seconds:
            raise Unavailable

    checks: dict[str, Check] = {
        "database": db.ping,
        "relay": relay.check,
        "revocation_feed": feed_is_fresh,
        "draining": world.drain.check,
        **own,
    }
    routers = service.routers if Role.SERVE in role else ()
    api = build_api(service.name, routers, db=db, deps=deps, verifier=world.verifier)
    app = finish_app(api, service.name, checks)
    return RunningService(service, app, api, db, deps, relay, world.bus, checks=checks)


def database_url_of(service: Service, settings: ServiceSettings, platform: PlatformSettings) -> str:
    """The service's own database, else everybody's. Raises MisconfiguredError when neither is set."""
    url = settings.database_url or platform.database_url
    if not url:
        raise MisconfiguredError(f"Setting DATABASE_URL (or {service.name.upper()}_DATABASE_URL) is missing.")
    return url
