"""The operator's verbs on the product in one process, whether or not it runs just now."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from auth_service.operator import OPERATIONS
from auth_service.service import service
from career_agent.embedded import EmbeddedPostgres, owned
from career_agent.parts import writable
from career_agent.settings import Settings
from shared.operations import operate
from shared.settings import PlatformSettings, read_settings

ANSWERS_WITHIN_SECONDS = 5.0


def administer(platform: PlatformSettings, arguments: Namespace) -> str:
    """Do what the verb says. Raises Failure, MisconfiguredError or CannotStart."""
    [operation] = [each for each in OPERATIONS if each.name == arguments.verb]

    async def work() -> str:
        async with _database(platform) as url:
            return await operate(service, platform.model_copy(update={"database_url": url}), operation, arguments)

    return asyncio.run(work())


@asynccontextmanager
async def _database(platform: PlatformSettings) -> AsyncIterator[str]:
    """The database of the settings; else the embedded one, started for as long as it is needed when it does not run."""
    if platform.database_url:
        yield platform.database_url
        return
    data_dir = writable(read_settings(Settings).data_dir.absolute())
    postgres = EmbeddedPostgres.at(data_dir)
    if await _answers(postgres.url):
        yield postgres.url
        return
    with owned(data_dir):
        await postgres.start()
        try:
            yield postgres.url
        finally:
            await postgres.stop()


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=ANSWERS_WITHIN_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close(timeout=ANSWERS_WITHIN_SECONDS)
    return True
