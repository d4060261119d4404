"""A database with a role for each service, prepared as production's is."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from shared.local_servers import CannotStart
from shared.peers import SERVICES
from shared.testing.servers import PostgresServer

SCRIPTS = Path(__file__).parents[2] / "compose"
OWNER = "owner"
PASSWORD = "correct-horse-7"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class DatabaseWithRoles:
    """An empty database; nothing is migrated yet."""

    url: str
    """A superuser's, who is none of the product's roles."""

    def url_of(self, name: str) -> str:
        """How a service connects, or the owner that migrates."""
        url = make_url(self.url)
        return url.set(username=f"{url.database}_{name}", password=PASSWORD).render_as_string(hide_password=False)

    def environ(self) -> dict[str, str]:
        """The settings that let every service connect as itself and migrations as the owner."""
        own = {f"{name.upper()}_DATABASE_URL": self.url_of(name) for name in SERVICES}
        return {**own, "MIGRATION_DATABASE_URL": self.url_of(OWNER)}


@contextmanager
def database_with_roles(server: PostgresServer) -> Iterator[DatabaseWithRoles]:
    """A database that compose's roles.sh has prepared. Raises CannotStart where there is no psql to run it."""
    if shutil.which("psql") is None:
        raise CannotStart("psql is missing: install PostgreSQL's client.")
    with server.database() as url:
        try:
            _prepare(url)
            yield DatabaseWithRoles(url)
        finally:
            _forget_roles(url)


def run_script(name: str, **environ: str) -> str:
    """Run a script of compose's; what it wrote."""
    ended = subprocess.run(  # noqa: S603 - our own script
        ["sh", SCRIPTS / name],  # noqa: S607
        check=True,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
    )
    return ended.stdout


def _prepare(url: str) -> None:
    """As the image of PostgreSQL does it at its first start."""
    server = make_url(url)
    run_script(
        "roles.sh",
        PGHOST=str(server.host),
        PGPORT=str(server.port),
        PGPASSWORD=str(server.password),
        POSTGRES_USER=str(server.username),
        POSTGRES_DB=str(server.database),
        **{f"{name.upper()}_DATABASE_PASSWORD": PASSWORD for name in ("migration", *SERVICES)},
    )


def _forget_roles(url: str) -> None:
    """Drop the roles, which belong to the server and would outlive the database."""
    server = make_url(url)
    names = [f"{server.database}_{name}" for name in (*SERVICES, OWNER)]
    owned = "".join(f'REASSIGN OWNED BY "{name}" TO "{server.username}"; DROP OWNED BY "{name}";' for name in names)
    dropped = "".join(f'DROP ROLE "{name}";' for name in names)
    command = ["psql", "--quiet", "--no-psqlrc", url, "--command", owned + dropped]
    subprocess.run(command, check=True, timeout=SECONDS)  # noqa: S603 - our own command
