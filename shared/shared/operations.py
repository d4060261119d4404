"""The operator's verbs: what is done from a terminal beside a running product, on a service's own schema."""

import argparse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.database import DATABASE_ERRORS, Database, Listener, migrate, open_engine
from shared.peers import Peers
from shared.service import Outside, Service, database_url_of
from shared.settings import MisconfiguredError, PlatformSettings, read_settings


@dataclass(frozen=True, slots=True)
class Argument:
    """What a verb is told: a word after it, or a flag (whose name begins with `--`)."""

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb. It says what it did in one sentence, or raises a Failure whose sentence says why not."""

    name: str
    help: str
    run: Callable[[Database, Any, argparse.Namespace], Awaitable[str]]
    arguments: tuple[Argument, ...] = ()


def add_parser(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", operation: Operation) -> None:
    """Let a command line know the verb."""
    parser = parsers.add_parser(operation.name, help=operation.help, description=operation.help)
    for argument in operation.arguments:
        if argument.name.startswith("--"):
            parser.add_argument(argument.name, help=argument.help, action="store_true")
        else:
            parser.add_argument(argument.name.lower(), help=argument.help, metavar=argument.name)


async def operate(
    service: Service, platform: PlatformSettings, operation: Operation, arguments: argparse.Namespace
) -> str:
    """Do it, and return what it says. Raises Failure, or MisconfiguredError when the database can't be used."""
    async with _opened(service, platform) as (db, deps):
        return await operation.run(db, deps, arguments)


@asynccontextmanager
async def _opened(service: Service, platform: PlatformSettings) -> AsyncIterator[tuple[Database, Any]]:
    """The service's database and deps, and nothing that serves, works or listens."""
    settings = read_settings(service.settings)
    url = database_url_of(service, settings, platform)
    await _check_schema(service, url)
    async with AsyncExitStack() as stack:
        db = Database(open_engine(url, name=f"{service.name}-operator"), service.metadata)
        stack.push_async_callback(db.close)
        peers = Peers({})
        stack.push_async_callback(peers.close)
        deps = await stack.enter_async_context(service.open_deps(Outside(settings, platform, peers, Listener(url), db)))
        yield db, deps


async def _check_schema(service: Service, url: str) -> None:
    try:
        is_current = await migrate.revision_in(url, str(service.metadata.schema)) == migrate.head_of(service.migrations)
    except (*DATABASE_ERRORS, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MisconfiguredError(
            f"The database of {service.name}-service does not answer: {type(error).__name__}."
        ) from None
    if not is_current:
        raise MisconfiguredError(f"The schema of {service.name}-service is not up to date: run `migrate` first.")
