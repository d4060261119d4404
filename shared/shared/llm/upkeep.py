"""What is done by the clock about a ledger: old answers go, and those of erased people leave the cache too.

Also without a key: what was written while there was one still has to go.
"""

from typing import Any

from shared.database import Database
from shared.llm.ledger import rows
from shared.periodic import Periodic
from shared.settings import PlatformSettings

PRUNE_EVERY_SECONDS = 3600.0
FORGET_EVERY_SECONDS = 5.0


def ledger_jobs(platform: PlatformSettings) -> tuple[Periodic, ...]:
    """The periodic jobs of a service that has a ledger."""

    async def forget(database: Database, _: Any) -> None:
        await forget_erased(database, platform.redis_url)

    return (
        Periodic("prune_llm_ledger", prune_ledger, PRUNE_EVERY_SECONDS),
        Periodic("forget_llm_answers", forget, FORGET_EVERY_SECONDS),
    )


async def prune_ledger(database: Database, _: Any) -> None:
    """Forget answers that are kept long enough."""
    async with database.write() as session:
        await rows.prune(session)


async def forget_erased(database: Database, redis_url: str) -> None:
    """Delete from Redis what it holds of people who were erased; tried again until Redis has done it."""
    async with database.read() as session:
        keys = await rows.to_forget(session)
    if not keys:
        return
    from shared.llm.cache import AnswerCache

    cache = AnswerCache(redis_url)
    try:
        is_gone = await cache.forget(keys)
    finally:
        await cache.close()
    if is_gone:
        async with database.write() as session:
            await rows.are_forgotten(session, keys)
