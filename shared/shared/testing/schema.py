"""Migrated databases for tests, and the test that migrations and tables say the same."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.engine import asyncpg_url
from shared.database.migrate import upgrade
from shared.service import Service
from shared.testing.servers import PostgresServer


@contextmanager
def migrated_database(server: PostgresServer, services: Sequence[Service]) -> Iterator[str]:
    """A fresh database that holds the services' schemas at their newest migration."""

    def fill(url: str) -> None:
        for service in services:
            upgrade(url, service.metadata, service.migrations)

    template = server.template("_".join(service.name for service in services), fill)
    with server.database(template) as url:
        yield url


async def schema_differences(url: str, service: Service) -> list[Any]:
    """What autogenerate would still change: nothing, when the migrations say what the tables say."""
    engine = create_async_engine(asyncpg_url(url))
    async with engine.connect() as connection:
        found = await connection.run_sync(_compare, service)
    await engine.dispose()
    return found


def _compare(connection: Connection, service: Service) -> list[Any]:
    schema = str(service.metadata.schema)
    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "include_name": lambda name, kind, _: name == schema if kind == "schema" else True,
            "version_table": "alembic_version",
            "version_table_schema": schema,
        },
    )
    return list(compare_metadata(context, service.metadata))
