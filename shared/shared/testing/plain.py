"""The smallest schema there can be, for tests of the plumbing itself; and waiting for something to become true."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select, text

from shared.database import Database, service_metadata, table_of

SCHEMA = "plain"


def _metadata() -> MetaData:
    metadata = service_metadata(SCHEMA)
    Table("effects", metadata, Column("id", Integer, primary_key=True), Column("what", Text, nullable=False))
    return metadata


METADATA = _metadata()
EFFECTS = METADATA.tables[f"{SCHEMA}.effects"]


async def effects_in(database: Database) -> list[str]:
    """What the effects did, in the order of their rows."""
    async with database.read() as session:
        return list(await session.scalars(select(EFFECTS.c.what).order_by(EFFECTS.c.id)))


async def rows_in(database: Database, name: str) -> int:
    """How many rows a plumbing table has."""
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table_of(METADATA, name))) or 0


async def end_connections_with(database: Database, lock: str) -> None:
    """Have PostgreSQL end the connections to this database that hold such a lock: a condition on `pg_locks`."""
    async with database.write() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE pid <> pg_backend_pid() AND granted "  # noqa: S608
                f"AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND {lock}"
            )
        )


async def until(true: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for something to become true; fails the test after that long."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not become true within {seconds} s"
        await asyncio.sleep(0.01)


async def eventually(true: Callable[[], Awaitable[bool]], *, seconds: float = 30) -> None:
    """The same for what has to be looked up."""
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, f"did not become true within {seconds} s"
        await asyncio.sleep(0.02)
