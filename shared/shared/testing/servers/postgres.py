"""A PostgreSQL server that tests make databases on."""

import asyncio
import itertools
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy import make_url


@dataclass(slots=True)
class PostgresServer:
    """Makes and drops databases; `url` is an administrator's."""

    url: str
    _templates: dict[str, str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=itertools.count)

    def create_database(self, template: str | None = None) -> str:
        """A new database, empty or a copy of a template, and its URL."""
        name = f"t{os.getpid()}_{next(self._names)}_{secrets.token_hex(3)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return self._url_of(name)

    def drop_database(self, url: str) -> None:
        """Drop a database; whoever is still connected is thrown out."""
        self._execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

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

    def _execute(self, statement: str) -> None:
        """On a loop of its own: the test's may be running, or not."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, _execute(self.url, statement)).result()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
