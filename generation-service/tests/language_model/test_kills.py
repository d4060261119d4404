"""A worker killed within a paid call, again and again: at most one payment more for each kill that landed there.

Three kills by default; `KILLS=10` makes it ten.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import Select, select

from generation_service import queries
from generation_service.service import service
from generation_service.tables import Request
from generation_service.testing.neighbours import ADA, Neighbours
from generation_service.testing.processes import Workers, begin, serving
from generation_service.testing.provider import well
from shared.database import Database, open_engine, table_of
from shared.database.language_model_tables import CALLS
from shared.testing.messages_api import Answer, StandIn, stand_in
from shared.testing.plain import eventually, until

from .conftest import LETTER, LETTERS, ON_ONE_SERVER

pytestmark = ON_ONE_SERVER
KILLS = int(os.environ.get("KILLS", "3"))


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in(Answer(well, latency=0.5)) as standing:
        yield standing


@pytest.fixture
async def workers(database_url: str, provider: StandIn) -> AsyncIterator[Workers]:
    told = {
        "DATABASE_URL": database_url,
        "ANTHROPIC_BASE_URL": provider.url,
        "ANTHROPIC_API_KEY": provider.settings().anthropic_api_key.get_secret_value(),
        "LLM_LEASE_SECONDS": "1",
        "REDIS_URL": "",
    }
    workers = Workers(told)
    yield workers
    await workers.end()


@pytest.mark.timeout(60 + 30 * KILLS)
async def test_each_kill_within_the_call_costs_at_most_one_payment_more(
    database_url: str,
    neighbours: Neighbours,
    provider: StandIn,
    workers: Workers,
    record_property: Callable[[str, object], None],
) -> None:
    landed = 0
    async with serving(database_url, neighbours, provider.settings()) as ada:
        asked = asyncio.create_task(_letter(ada))
        process = await workers.warm()
        for number in range(KILLS):
            await begin(process)
            following = asyncio.create_task(workers.warm())
            await _is_asked(provider, number + 1, asked)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            landed += not asked.done()
            process = await following
        await begin(process)
        answer = await asked

        assert answer.status_code == 200, answer.text
        assert (await ada.get(LETTERS)).json()["total"] == 1
    record_property("kills_that_landed", landed)
    assert landed >= 1
    assert provider.paid.total() <= 1 + landed, f"{provider.paid.total()} payments for {landed} kills that landed"


async def _is_asked(provider: StandIn, times: int, asked: asyncio.Task[Any]) -> None:
    """Wait until the provider has the call in hand, or there is nothing more to ask."""
    await until(lambda: len(provider.asked) >= times or asked.done(), seconds=60)


async def _letter(ada: AsyncClient) -> Response:
    """Ask for the letter as somebody does who is told that it takes longer: again."""
    while (answer := await ada.post(LETTER)).status_code == 504:
        pass
    return answer


async def test_what_was_paid_and_stored_before_a_kill_is_not_paid_again(
    database_url: str, neighbours: Neighbours, provider: StandIn, workers: Workers
) -> None:
    """The answer is in the ledger, and the worker dies before it can keep the letter: the next one takes it up."""
    db = Database(open_engine(database_url, name="test"), service.metadata)
    async with serving(database_url, neighbours, provider.settings()) as ada:
        asked = asyncio.create_task(ada.post(LETTER))
        await eventually(lambda: _is_there(db, select(Request.id)))
        process, following = await workers.warm(), await workers.warm()
        async with db.write() as session:
            await queries.people.lock_person(session, ADA)
            await begin(process)
            calls = table_of(service.metadata, CALLS)
            await eventually(lambda: _is_there(db, select(calls.c.state).where(calls.c.state == "done")), seconds=30)
            process.send_signal(signal.SIGKILL)
            await process.wait()
        await begin(following)

        assert (await asked).status_code == 200
        assert provider.paid.total() == 1
    await db.close()


async def _is_there(db: Database, rows: Select[Any]) -> bool:
    async with db.read() as session:
        return (await session.execute(rows)).first() is not None
