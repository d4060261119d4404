"""Migrations: from nothing to what the tables say, once, whoever comes at the same time."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database.engine import asyncpg_url
from shared.database.migrate import alembic_config, head_of, revision_in, upgrade
from shared.testing.plain import METADATA, SCHEMA


@pytest.fixture
async def versions(database_url: str, tmp_path: Path) -> Path:
    """The one migration that makes the plain schema, as `make revision` would write it."""
    config = alembic_config(database_url, METADATA, tmp_path)
    await asyncio.to_thread(command.revision, config, "begin", autogenerate=True, rev_id="0001")
    return tmp_path


async def differences(url: str) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: name == SCHEMA if kind == "schema" else True,
            "version_table_schema": SCHEMA,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))

    engine = create_async_engine(asyncpg_url(url))
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def test_the_written_migration_makes_what_the_tables_say_and_a_second_run_changes_nothing(
    database_url: str, versions: Path
) -> None:
    assert head_of(versions) == "0001"

    for _ in range(2):
        await asyncio.to_thread(upgrade, database_url, METADATA, versions)

        assert await revision_in(database_url, SCHEMA) == "0001"
        assert await differences(database_url) == []


async def test_a_new_schema_is_at_no_migration(database_url: str) -> None:
    assert await revision_in(database_url, SCHEMA) is None


async def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, versions: Path) -> None:
    (versions / "0002_break.py").write_text(
        "from alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = '0002', '0001', None, None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE plain.half_done (n int)')\n"
        "    op.execute('SELECT 1 / 0')\n"
    )

    with pytest.raises(Exception, match="division by zero"):
        await asyncio.to_thread(upgrade, database_url, METADATA, versions)

    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT to_regclass('plain.half_done')") is None
    await connection.close()


async def test_two_processes_that_migrate_at_once_both_succeed(database_url: str, versions: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        loop = asyncio.get_running_loop()
        runs = [loop.run_in_executor(pool, upgrade, database_url, METADATA, versions) for _ in range(2)]
        await asyncio.gather(*runs)

    assert await revision_in(database_url, SCHEMA) == "0001"
