"""Bring one service's schema to its newest migration, or see that it is there already."""

from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, make_url

ENVIRONMENT = Path(__file__).parent / "migrations"


def alembic_config(url: str, metadata: MetaData, versions: Path) -> Config:
    """Alembic's configuration for one service, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    config.attributes["metadata"] = metadata
    return config


def upgrade(url: str, metadata: MetaData, versions: Path) -> None:
    """Run the migrations that are missing. Blocks: call it in a process of its own."""
    command.upgrade(alembic_config(url, metadata, versions), "head")


def head_of(versions: Path) -> str | None:
    """The newest migration the code knows."""
    config = alembic_config("", MetaData(), versions)
    return ScriptDirectory.from_config(config).get_current_head()


async def revision_in(url: str, schema: str) -> str | None:
    """The migration the database is at; none when the schema is new."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        if await connection.fetchval("SELECT to_regclass($1)", f"{schema}.alembic_version") is None:
            return None
        at: str | None = await connection.fetchval(f'SELECT version_num FROM "{schema}".alembic_version')  # noqa: S608
        return at
    finally:
        await connection.close()
