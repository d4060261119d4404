"""A PostgreSQL server that tests make databases on."""

import asyncio
import itertools
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import make_url

FIRST_WITH_STRATEGIES = 15
"""The major version of PostgreSQL that lets one choose how a database is copied."""


@dataclass(slots=True)
class PostgresServer:
    """Makes and drops databases; `url` is an administrator's."""

    url: str
    _templates: dict[str, str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=itertools.count)

    def create_database(self, template: str | None = None) -> str:
        """A new database, empty or a copy of a template, and its URL."""
        name = f"t{os.getpid()}_{next(self._names)}_{secrets.token_hex(3)}"
        self._run(_create(self.url, name, template or "template0"))
        return self._url_of(name)

    def drop_database(self, url: str) -> None:
        """Drop a database; whoever is still connected is thrown out."""
        self._run(_drop(self.url, str(make_url(url).database)))

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """A database for the length of the block."""
        url = self.create_database(template)
        try:
            yield url
        finally:
            self.drop_database(url)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The template of that name, filled once by `fill(url)`, which must leave no connection open."""
        if name not in self._templates:
            url = self.create_database()
            with ThreadPoolExecutor(1) as pool:
                pool.submit(fill, url).result()
            self._templates[name] = str(make_url(url).database)
        return self._templates[name]

    def drop_templates(self) -> None:
        """Drop what `template` made."""
        for name in self._templates.values():
            self.drop_database(self._url_of(name))
        self._templates.clear()

    def _url_of(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """On a loop of its own: the test's may be running, or not."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, work).result()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


async def _create(url: str, name: str, template: str) -> None:
    async with _connected(url) as server:
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {await _strategy(server)}')


async def _drop(url: str, name: str) -> None:
    async with _connected(url) as server:
        await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _strategy(server: asyncpg.Connection) -> str:
    """Copying files is quicker than logging them where the checkpoints it takes cost nothing."""
    copies_files = server.get_server_version().major >= FIRST_WITH_STRATEGIES
    return "STRATEGY file_copy" if copies_files and await server.fetchval("SHOW fsync") == "off" else ""
