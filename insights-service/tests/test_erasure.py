"""Who is erased while something of theirs is being kept."""

import asyncio

from sqlalchemy import text

from insights_service import queries, use_cases
from shared.database import is_erased
from shared.testing.plain import eventually
from shared.testing.running import ServiceUnderTest


async def test_what_is_kept_of_a_person_while_they_are_erased_is_erased_too(app: ServiceUnderTest) -> None:
    async with app.db.write() as keeping:
        assert not await is_erased(keeping, 7)
        erasing = asyncio.create_task(use_cases.forget_person(app.db, 7))
        await eventually(lambda: _is_over_or_waits(app, erasing))
        await queries.put_person(keeping, 7, version=1, skills=["Python"], salary_currency=None)
    await erasing

    held = (await app.person(7).get("/api/export/insights")).json()["data"]

    assert held["people"] == []


async def _is_over_or_waits(app: ServiceUnderTest, task: "asyncio.Task[None]") -> bool:
    async with app.db.read() as session:
        waits = await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
    return task.done() or bool(waits)
