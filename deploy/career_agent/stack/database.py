"""The stack's database: a role for each service, with rights on its own schema alone, made as production's are."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from shared.local_servers import CannotStart
from shared.peers import SERVICES

DATABASE = "career_agent"
OWNER = "owner"
SCRIPT = Path(__file__).parents[2] / "compose" / "roles.sh"
SCRIPT_SECONDS = 60


async def prepare(superuser_url: str, passwords: Path) -> dict[str, str]:
    """The settings by which each service connects as itself, and migrations as the owner. Raises CannotStart."""
    password = _password(passwords)
    if not await _exists(superuser_url):
        _make(superuser_url, password)
    own = {f"{name.upper()}_DATABASE_URL": _url_of(superuser_url, name, password) for name in SERVICES}
    return {**own, "MIGRATION_DATABASE_URL": _url_of(superuser_url, OWNER, password)}


async def _exists(superuser_url: str) -> bool:
    """Whether a start before this one made database and roles; one that was cut off half way is made anew."""
    connection = await asyncpg.connect(superuser_url, timeout=10)
    try:
        last = f"{DATABASE}_{SERVICES[-1]}"
        if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", last):
            return True
        await connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        for name in (*SERVICES, OWNER):
            await connection.execute(f'DROP ROLE IF EXISTS "{DATABASE}_{name}"')
        await connection.execute(f'CREATE DATABASE "{DATABASE}"')
        return False
    finally:
        await connection.close()


def _make(superuser_url: str, password: str) -> None:
    if shutil.which("psql") is None:
        raise CannotStart("psql is missing: install PostgreSQL's client, or use `make run`.")
    server = make_url(superuser_url)
    names = ("migration", *SERVICES)
    environ = {
        "PGHOST": str(server.host),
        "PGPORT": str(server.port),
        "PGPASSWORD": str(server.password),
        "POSTGRES_USER": str(server.username),
        "POSTGRES_DB": DATABASE,
        **{f"{name.upper()}_DATABASE_PASSWORD": password for name in names},
    }
    made = subprocess.run(  # noqa: S603 - our own script
        ["sh", SCRIPT],  # noqa: S607
        check=False,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=SCRIPT_SECONDS,
    )
    if made.returncode != 0:
        raise CannotStart(f"The database's roles could not be made: {made.stderr.strip().splitlines()[-1]}")


def _url_of(superuser_url: str, name: str, password: str) -> str:
    url = make_url(superuser_url)
    own = url.set(username=f"{DATABASE}_{name}", password=password, database=DATABASE)
    return own.render_as_string(hide_password=False)


def _password(file: Path) -> str:
    if not file.is_file():
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text()
