"""What a service holds of a person: handed out without its secrets, and erased for good."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
    insert,
    text,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import (
    SECRET,
    Database,
    bury,
    erase_rows,
    export_rows,
    is_erased,
    open_engine,
    service_metadata,
    table_of,
)
from shared.events import UserDeleted

METADATA = service_metadata("personal")


class Mood(Enum):
    GLAD = "glad"


DIARIES = Table(
    "diaries",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("number", Uuid),
    Column("price", Numeric),
    Column("scan", LargeBinary),
    Column("mood", EnumType(Mood, schema="personal")),
    Column("tags", ARRAY(Text)),
    Column("more", JSONB),
    Column("password_hash", Text, info=SECRET),
)
PAGES = Table(
    "pages",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("diary_id", ForeignKey(DIARIES.c.id), nullable=False),
    Column("user_id", BigInteger, nullable=False),
)
PLACES = Table("places", METADATA, Column("id", BigInteger, primary_key=True, autoincrement=False))

NUMBER = UUID("0af76519-16cd-43dd-8448-eb211c80319c")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    engine = open_engine(database_url, name="test")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE SCHEMA personal"))
        await connection.run_sync(METADATA.create_all)
    database = Database(engine, METADATA)
    yield database
    await database.close()


async def fill(database: Database, *people: int) -> None:
    for user_id in people:
        async with database.write() as session:
            diary = await session.scalar(
                insert(DIARIES)
                .values(
                    user_id=user_id,
                    at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
                    day=date(2026, 11, 20),
                    number=NUMBER,
                    price=Decimal("12.50"),
                    scan=b"\x00\xff",
                    mood=Mood.GLAD,
                    tags=["a", "b"],
                    more={"n": [1, None]},
                    password_hash="never shown",
                )
                .returning(DIARIES.c.id)
            )
            await session.execute(insert(PAGES).values(diary_id=diary, user_id=user_id))
            await session.execute(insert(PLACES).values(id=user_id))
            session.publish(UserDeleted(user_id=user_id))
            letter = {"handler": "h", "message_id": uuid4(), "event": "e", "body": b"{}", "user_id": user_id}
            letter |= {"occurred_at": datetime.now(UTC), "attempts": 4, "reason": "r"}
            await session.execute(insert(table_of(METADATA, "dead_letters")).values(letter))


async def test_everything_of_a_person_is_handed_out_but_secrets_and_others_rows(database: Database) -> None:
    await fill(database, 1, 2)

    async with database.read() as session:
        handed_out = await export_rows(session, 1)

    assert handed_out["diaries"] == [
        {
            "id": 1,
            "user_id": 1,
            "at": "2026-11-20T08:30:00+00:00",
            "day": "2026-11-20",
            "number": str(NUMBER),
            "price": "12.50",
            "scan": "AP8=",
            "mood": "glad",
            "tags": ["a", "b"],
            "more": {"n": [1, None]},
        }
    ]
    assert handed_out["pages"] == [{"id": 1, "diary_id": 1, "user_id": 1}]
    assert len(handed_out["outbox"]) == len(handed_out["dead_letters"]) == 1
    assert "places" not in handed_out
    assert "never shown" not in json.dumps(handed_out)


async def test_erasing_a_person_leaves_nothing_of_them_and_all_of_the_others(database: Database) -> None:
    await fill(database, 1, 2)
    async with database.read() as session:
        others = await export_rows(session, 2)

    async with database.write() as session:
        await erase_rows(session, 1)

    async with database.read() as session:
        assert not any((await export_rows(session, 1)).values())
        assert await export_rows(session, 2) == others
        assert (await is_erased(session, 1), await is_erased(session, 2)) == (True, False)


async def test_what_is_published_after_the_erasure_in_its_block_leaves(database: Database) -> None:
    await fill(database, 1)

    async with database.write() as session:
        await erase_rows(session, 1)
        session.publish(UserDeleted(user_id=1))

    async with database.read() as session:
        assert [len(rows) for name, rows in (await export_rows(session, 1)).items() if name == "outbox"] == [1]


async def test_a_person_can_be_erased_twice(database: Database) -> None:
    for _ in range(2):
        async with database.write() as session:
            await bury(session, 1)

    async with database.read() as session:
        assert await is_erased(session, 1)
