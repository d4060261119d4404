"""Reading and writing: what a block may do, and what is left of it."""

import asyncio

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared import tracing
from shared.database import Database, WriteSession, table_of
from shared.events import SkillAdded, UserDeleted, event_of
from shared.events.base import Message
from shared.testing.plain import EFFECTS, METADATA, effects_in, rows_in

CONTEXT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Changed(Exception):
    """Something went wrong in the middle of a block."""


async def outbox_of(database: Database) -> list[Message]:
    outbox = table_of(METADATA, "outbox")
    async with database.read() as session:
        rows = (await session.execute(select(outbox).order_by(outbox.c.seq))).mappings().all()
    return [Message.model_validate(dict(row)) for row in rows]


async def test_a_read_session_can_not_write_and_the_next_session_on_its_connection_can(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await session.execute(insert(EFFECTS).values(what="sneaked in"))

    async with database.write() as session:
        await session.execute(insert(EFFECTS).values(what="allowed"))

    assert await effects_in(database) == ["allowed"]


async def test_a_read_session_does_not_see_what_is_committed_beside_it(database: Database) -> None:
    async with database.read() as session:
        before = await session.scalar(select(func.count()).select_from(EFFECTS))
        async with database.write() as beside:
            await beside.execute(insert(EFFECTS).values(what="meanwhile"))
        after = await session.scalar(select(func.count()).select_from(EFFECTS))

    assert (before, after) == (0, 0)
    assert await effects_in(database) == ["meanwhile"]


async def test_what_is_published_leaves_with_what_it_tells_of(database: Database) -> None:
    async with database.write() as session:
        await session.execute(insert(EFFECTS).values(what="done"))
        session.publish(SkillAdded(user_id=7, skill="Python"))
        session.publish(UserDeleted(user_id=8))
        assert await rows_in(database, "outbox") == 0

    assert await effects_in(database) == ["done"]
    messages = await outbox_of(database)
    assert [event_of(message) for message in messages] == [
        SkillAdded(user_id=7, skill="Python"),
        UserDeleted(user_id=8),
    ]
    assert [message.user_id for message in messages] == [7, 8]


async def test_a_published_event_carries_the_trace_of_the_work_that_caused_it(database: Database) -> None:
    context = tracing.traceparent.set(CONTEXT)
    async with database.write() as session:
        session.publish(UserDeleted(user_id=7))
    tracing.traceparent.reset(context)

    assert [message.traceparent for message in await outbox_of(database)] == [CONTEXT]


async def write_and_publish(session: WriteSession) -> None:
    await session.execute(insert(EFFECTS).values(what="half done"))
    session.publish(UserDeleted(user_id=7))
    await session.flush_outbox()
    session.publish(UserDeleted(user_id=8))


async def test_a_failing_block_changes_nothing_and_publishes_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await write_and_publish(session)
            raise Changed

    with pytest.raises(Changed):
        await fail()

    assert await effects_in(database) == []
    assert await rows_in(database, "outbox") == 0


async def test_a_cancelled_block_changes_nothing_and_publishes_nothing(database: Database) -> None:
    reached = asyncio.Event()

    async def be_slow() -> None:
        async with database.write() as session:
            await write_and_publish(session)
            reached.set()
            await session.execute(text("SELECT pg_sleep(30)"))

    task = asyncio.create_task(be_slow())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await effects_in(database) == []
    assert await rows_in(database, "outbox") == 0


async def test_a_block_that_fails_only_at_its_commit_publishes_nothing(database: Database) -> None:
    async with database.write() as session:
        await session.execute(
            text("ALTER TABLE plain.effects ADD CONSTRAINT once UNIQUE (what) DEFERRABLE INITIALLY DEFERRED")
        )

    async def write_twice() -> None:
        async with database.write() as session:
            await session.execute(insert(EFFECTS), [{"what": "twice"}, {"what": "twice"}])
            session.publish(UserDeleted(user_id=7))

    with pytest.raises(IntegrityError):
        await write_twice()

    assert await effects_in(database) == []
    assert await rows_in(database, "outbox") == 0
