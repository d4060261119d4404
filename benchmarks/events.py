"""P10: from an event's commit to its handler, on an idle bus; and how many events a second one relay carries.

Both buses in one run, in turn, five rounds each, on throwaway servers whose PostgreSQL does not sync to disk.
"""

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert, text

from shared.bus import Bus, Delivery, LocalBus, Queue, RabbitBus
from shared.database import Database, Listener, open_engine, table_of
from shared.events import SkillAdded
from shared.relay import Relay
from shared.testing.plain import METADATA, SCHEMA, until
from shared.testing.servers.lease import folder_of, lease
from shared.testing.servers.postgres import PostgresServer

ROUNDS = 5
LATENCY_EVENTS = 100
BURST_EVENTS = 5_000
SETTLING = Queue("bench.settle", (SkillAdded.name,), prefetch=50)


class Clock:
    """A consumer that notes when each event came."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.came: list[float] = []
        self.arrived = asyncio.Event()

    async def __call__(self, delivery: Delivery) -> None:
        self.came.append(time.perf_counter())
        self.arrived.set()
        async with self._database.write() as session:
            await delivery.settle(session)
        await delivery.finish()


async def latencies_ms(database: Database, clock: Clock) -> list[float]:
    """One event at a time, from just before the commit returns to the handler's first line."""
    taken = []
    for _ in range(LATENCY_EVENTS):
        clock.arrived.clear()
        async with database.write() as session:
            session.publish(SkillAdded(user_id=1, skill="Python"))
        committed = time.perf_counter()
        await asyncio.wait_for(clock.arrived.wait(), 10)
        taken.append(max(0.0, clock.came[-1] - committed) * 1000)
        await asyncio.sleep(0.01)
    return taken


async def carried_per_second(database: Database, bus: Bus, listener: Listener) -> float:
    """A full outbox, emptied by one relay."""
    outbox = table_of(METADATA, "outbox")
    body = SkillAdded(user_id=1, skill="Python").model_dump_json().encode()
    row = {"event": SkillAdded.name, "body": body, "occurred_at": datetime.now(UTC), "user_id": 1}
    async with database.write() as session:
        await session.execute(insert(outbox), [{**row, "id": uuid4()} for _ in range(BURST_EVENTS)])
    relay = Relay(database, bus, listener)
    began = time.perf_counter()
    await relay.start()
    await _until_empty(relay)
    taken = time.perf_counter() - began
    await relay.stop()
    return BURST_EVENTS / taken


async def _until_empty(relay: Relay) -> None:
    while await relay.oldest_seconds() > 0:  # noqa: ASYNC110 - the outbox is a table: there is nothing to wait on
        await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(kind: str, database_url: str, amqp_url: str) -> AsyncIterator[tuple[Bus, Database, Listener]]:
    """A bus of this kind with an empty plain schema behind it."""
    async with AsyncExitStack() as stack:
        engine = open_engine(database_url, name="bench")
        async with engine.begin() as connection:
            await connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            await connection.run_sync(METADATA.create_all)
        database = Database(engine, METADATA)
        stack.push_async_callback(database.close)
        listener = Listener(database_url)
        await listener.start()
        stack.push_async_callback(listener.stop)
        bus: Bus = LocalBus(open_engine(database_url, name="bus"), listener)
        if kind == "rabbit":
            bus = await RabbitBus.open(amqp_url, name="bench")
        stack.push_async_callback(bus.close)
        await bus.declare([SETTLING])
        yield bus, database, listener


async def one_round(kind: str, server: PostgresServer, amqp_url: str) -> tuple[list[float], float]:
    """Latencies in ms and events a second."""
    with server.database() as url:
        async with opened(kind, url, amqp_url) as (bus, database, listener):
            speed = await carried_per_second(database, bus, listener)
            clock = Clock(database)
            subscription = await bus.consume(SETTLING, clock)
            await until(lambda: len(clock.came) >= BURST_EVENTS, seconds=120)
            relay = Relay(database, bus, listener)
            await relay.start()
            taken = await latencies_ms(database, clock)
            await relay.stop()
            await subscription.stop()
            return taken, speed


async def measure() -> None:
    """Print a JSON line a figure, then a table."""
    table = Table("bus", "commit → handler p50 ms", "p99 ms", "one relay, events/s")
    with lease("wheel", folder_of("wheel")) as postgres, lease("rabbitmq", folder_of("rabbitmq")) as rabbit:
        server = PostgresServer(postgres["url"])
        rounds: dict[str, list[tuple[list[float], float]]] = {"local": [], "rabbit": []}
        for _ in range(ROUNDS):
            for kind, results in rounds.items():
                results.append(await one_round(kind, server, rabbit["url"]))
    for kind, results in rounds.items():
        p50 = statistics.median(statistics.median(taken) for taken, _ in results)
        p99 = statistics.median(statistics.quantiles(taken, n=100)[98] for taken, _ in results)
        speed = statistics.median(speed for _, speed in results)
        for name, value in (
            ("commit_to_handler_p50_ms", p50),
            ("commit_to_handler_p99_ms", p99),
            ("relay_per_s", speed),
        ):
            line = {"figure": f"P10.{kind}.{name}", "value": round(value, 2), "rounds": ROUNDS}
            Console(soft_wrap=True).print_json(json.dumps(line), indent=None)
        table.add_row(kind, f"{p50:.1f}", f"{p99:.1f}", f"{speed:,.0f}")
    Console().print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {ROUNDS} rounds")


if __name__ == "__main__":
    asyncio.run(measure())
