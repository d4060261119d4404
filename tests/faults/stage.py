"""Where a run takes place: servers that may be killed, a database and a bus of its own, processes, and a driver."""

import asyncio
import random
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import make_url, text
from tests.faults.books import Books, Verdict
from tests.faults.fleet import Fleet, Member
from tests.faults.ledger import Attempt, Ledger, pause
from tests.faults.ledger_service import CALLER, METADATA, SCHEMA, SERVICE, KnownIssuer

from career_agent.stack.servers import FAST, Postgres, Rabbit
from shared.bus import Bus, LocalBus, RabbitBus
from shared.consumer import queues_of
from shared.database import Listener, open_engine
from shared.settings import PlatformSettings
from shared.testing.nursery import Nursery
from shared.testing.servers.postgres import PostgresServer

SERVICE_MODULE = "tests.faults.ledger_service"
SENDERS = 4
QUEUES = queues_of(SERVICE.name, SERVICE.handlers)


@dataclass(slots=True)
class Servers:
    """Shared by the runs of one session; each run has a database and a virtual host of its own."""

    folder: Path
    postgres: Postgres
    rabbit: Rabbit
    nursery: Nursery | None = None

    async def repair(self) -> None:
        """Have both run and answer, whatever the last run did to them."""
        for server in (self.postgres, self.rabbit):
            server.thaw()
            await asyncio.to_thread(server.start)


@contextmanager
def servers() -> Iterator[Servers]:
    """PostgreSQL and RabbitMQ, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="career-agent-faults-", dir="/tmp"))
    folder.chmod(0o755)
    postgres, rabbit = Postgres(folder / "postgres", FAST), Rabbit(folder / "rabbitmq")
    try:
        postgres.start()
        rabbit.start()
        yield Servers(folder, postgres, rabbit)
    finally:
        for server in (rabbit, postgres):
            server.thaw()
            with suppress(OSError):
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Stage:
    """One run."""

    scenario: str
    seed: int
    servers: Servers
    database_url: str
    amqp_url: str | None
    folder: Path
    fleet: Fleet
    books: Books
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    serving: list[Member] = field(default_factory=list)
    fault_ends: list[float] = field(default_factory=list)
    """When a fault of the outside was over, by the wall clock."""
    serve_environ: dict[str, str] = field(default_factory=dict)
    work_environ: dict[str, str] = field(default_factory=dict)
    faulty: bool = False
    _next: int = 0

    async def start(self, *, servers: int = 1, workers: int = 1, serve: str = "", work: str = "") -> None:
        """Start processes; `serve` and `work` are their failpoints."""
        for number in range(servers):
            self.serving.append(await self.serve(f"serve-{number}", serve))
        for number in range(workers):
            await self.work(f"worker-{number}", work)
        await self.fleet.ready()

    async def serve(self, name: str, failpoints: str = "", **environ: str) -> Member:
        settings = {"FAILPOINTS": failpoints, **self.serve_environ, **environ}
        return await self.fleet.add(name, SERVICE_MODULE, "serve", environ=settings)

    async def work(self, name: str, failpoints: str = "", **environ: str) -> Member:
        settings = {"FAILPOINTS": failpoints, **self.work_environ, **environ}
        return await self.fleet.add(name, SERVICE_MODULE, "worker", environ=settings)

    async def drive(self, numbers: int, *, batch: int = 10, every: float = 0) -> None:
        """Order so many numbers, each command under one key until it is acknowledged or the time is up.

        While a fault is going on (`faulty`) there is no end of orders.
        """
        deadline = time.monotonic() + max(240.0, numbers / 10)
        again: list[Attempt] = []

        def next_attempt() -> Attempt | None:
            if again:
                return again.pop(0)
            return self._open(batch) if self._next < numbers or self.faulty else None

        async def send_all(http: httpx.AsyncClient) -> None:
            while time.monotonic() < deadline and (attempt := next_attempt()) is not None:
                acknowledged = await self.ledger.send(http, attempt)
                if not acknowledged:
                    again.append(attempt)
                await asyncio.sleep(every if acknowledged else pause(self.chance))

        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(self.client(number)) for number in range(SENDERS)]
            while again or self._next < numbers or self.faulty:
                await asyncio.gather(*(send_all(client) for client in clients))
                if time.monotonic() >= deadline:
                    return

    @asynccontextmanager
    async def under_load(self, numbers: int, *, every: float = 0.05) -> AsyncIterator[None]:
        """Orders go on for as long as the block does; at its end at least so many have been acknowledged."""
        self.faulty = True
        driving = asyncio.create_task(self.drive(numbers, every=every))
        try:
            yield
        finally:
            self.faulty = False
            await driving

    def client(self, number: int = 0) -> httpx.AsyncClient:
        """Somebody with a token, at one of the doors."""
        token = KnownIssuer(PlatformSettings()).token(CALLER)
        headers = {"Authorization": f"Bearer {token}"}
        url = self.serving[number % len(self.serving)].url
        return httpx.AsyncClient(base_url=url, timeout=35, headers=headers, trust_env=False)

    def _open(self, batch: int) -> Attempt:
        attempt = self.ledger.open(self._next, batch, f"{self.scenario}-{self._next}")
        self._next += batch
        return attempt

    async def bus(self) -> Bus:
        """A connection of the driver's own."""
        if self.amqp_url is not None:
            return await RabbitBus.open(self.amqp_url, name="driver")
        return LocalBus(open_engine(self.database_url, name="driver"), Listener(self.database_url))

    async def end(self, *, settle_seconds: float | None = None, recovery_limit: float | None = None) -> Verdict:
        """Let everything come to its end, stop the processes, and see what the books say."""
        began = time.monotonic()
        settled = await self.books.settle(settle_seconds or max(90.0, self.ledger.attempted / 10))
        drained = time.monotonic() - began
        moments = [*self.fleet.deaths, *self.fault_ends]
        longest_start = self.fleet.longest_start()
        await self.fleet.stop()
        verdict = await self.books.judge(Verdict(self.scenario, self.seed), self.ledger)
        verdict.recoveries = await self.books.recoveries(moments)
        verdict.recovery_limit, verdict.longest_start = recovery_limit, longest_start
        verdict.duplicated_deliveries = self.fleet.said("event_came_again")
        verdict.kills, verdict.unplanned_deaths = self.fleet.kills, self.fleet.unplanned_deaths
        verdict.kills_in_window = self.fleet.said("failpoint ")
        verdict.notes |= {"settled": settled, "drained_seconds": round(drained, 1)}
        verdict.notes |= {"unanswered": sum(self.ledger.unanswered.values()), "statuses": dict(self.ledger.statuses)}
        return verdict


@asynccontextmanager
async def stage(servers: Servers, scenario: str, *, seed: int = 1, local: bool = False) -> AsyncIterator[Stage]:
    """A stage with empty books; the bus is RabbitMQ, or the local one on PostgreSQL."""
    await servers.repair()
    server = PostgresServer(servers.postgres.url)
    database_url = await asyncio.to_thread(server.create_database)
    vhost = f"f{secrets.token_hex(5)}"
    amqp_url = None if local else await asyncio.to_thread(_virtual_host, servers.rabbit, vhost)
    folder = servers.folder / f"{scenario}-{vhost}"
    folder.mkdir()
    environ = {
        "DATABASE_URL": database_url,
        "AMQP_URL": amqp_url or "",
        "LOG_LEVEL": "INFO",
        "SHUTDOWN_SECONDS": "20",
        "LEDGER_POOL_OVERFLOW": "20",
    }
    fleet = Fleet(folder, environ, servers.nursery)
    books = Books(database_url, amqp_url, QUEUES)
    run = Stage(scenario, seed, servers, database_url, amqp_url, folder, fleet, books, random.Random(seed))
    try:
        await _prepare(run)
        yield run
    finally:
        await servers.repair()
        await fleet.stop()
        if amqp_url is not None:
            await asyncio.to_thread(servers.rabbit.control, "delete_vhost", vhost)
        await asyncio.to_thread(server.drop_database, database_url)


def _virtual_host(rabbit: Rabbit, name: str) -> str:
    rabbit.control("add_vhost", name)
    user = make_url(rabbit.url).username or ""
    rabbit.control("set_permissions", "--vhost", name, user, ".*", ".*", ".*")
    return rabbit.url + name


async def _prepare(run: Stage) -> None:
    engine = open_engine(run.database_url, name="prepare")
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        await connection.run_sync(METADATA.create_all)
    await engine.dispose()
    bus = await run.bus()
    await bus.declare(QUEUES)
    await bus.close()
