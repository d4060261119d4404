"""Alembic's environment, the same for every service: one schema, one version table in it, one transaction."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.engine import asyncpg_url

UPGRADE_LOCK = 4_207_005
"""Advisory lock of the transaction that migrates: of two processes the second finds everything done."""


def _is_ours(schema: str, name: str | None, kind: str) -> bool:
    return name == schema if kind == "schema" else True


def _migrate(connection: Connection) -> None:
    metadata = context.config.attributes["metadata"]
    schema = str(metadata.schema)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table="alembic_version",
        version_table_schema=schema,
        include_schemas=True,
        include_name=lambda name, kind, _: _is_ours(schema, name, kind),
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


async def _run() -> None:
    engine = create_async_engine(asyncpg_url(context.config.attributes["url"]))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


asyncio.run(_run())
