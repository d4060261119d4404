"""A person's rows in a service's schema: found by the column `user_id`, to be handed out or erased."""

import base64
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.database.language_model_tables import CALLS, FORGOTTEN, asks_language_model
from shared.database.sessions import ReadSession, WriteSession
from shared.database.tables import table_of
from shared.database.tombstones import bury, lock_for_erasure

_KEPT_AFTER_ERASURE = frozenset({"tombstones"})


def mentions(*shown: str) -> dict[str, tuple[str, ...]]:
    """`info` of a column that names a person in a row that is not theirs, such as who changed something.

    Erasure empties the column and leaves the row; an export shows the row's key, the column, and those named here.
    """
    return {"mentions": shown}


async def export_rows(session: ReadSession, user_id: int) -> dict[str, list[dict[str, object]]]:
    """Every row of every table that belongs to this person or mentions them, but for columns marked SECRET."""
    exported = {table.name: await _rows(session, table, user_id) for table in personal_tables(session.tables)}
    for column in mentioning_columns(session.tables):
        exported.setdefault(column.table.name, []).extend(await _mentions(session, column, user_id))
    return exported


async def erase_rows(session: WriteSession, user_id: int) -> None:
    """Delete everything of this person from the schema, empty what mentions them, and set the tombstone."""
    await lock_for_erasure(session, user_id)
    if asks_language_model(session.tables):
        await _remember_to_uncache(session, user_id)
    for table in reversed(personal_tables(session.tables)):
        await session.execute(delete(table).where(table.c.user_id == user_id))
    for column in mentioning_columns(session.tables):
        await session.execute(update(column.table).where(column == user_id).values({column.name: None}))
    await bury(session, user_id)


def personal_tables(tables: MetaData) -> list[Table]:
    """The tables whose rows belong to a person, parents before children."""
    return [table for table in tables.sorted_tables if "user_id" in table.c and table.name not in _KEPT_AFTER_ERASURE]


def mentioning_columns(tables: MetaData) -> list[Column[Any]]:
    """The columns that name a person in a row that is not theirs."""
    return [column for table in tables.sorted_tables for column in table.c if "mentions" in column.info]


async def _remember_to_uncache(session: WriteSession, user_id: int) -> None:
    """Redis is no part of this transaction: what it holds of the person is deleted afterwards, by this list."""
    calls = table_of(session.tables, CALLS)
    keys = select(calls.c.cache_key).where(calls.c.user_id == user_id).distinct()
    forgotten = insert(table_of(session.tables, FORGOTTEN)).from_select(["cache_key"], keys)
    await session.execute(forgotten.on_conflict_do_nothing())


async def _rows(session: ReadSession, table: Table, user_id: int) -> list[dict[str, object]]:
    shown = [column for column in table.c if not column.info.get("secret")]
    return await _plain_rows(session, select(*shown).where(table.c.user_id == user_id))


async def _mentions(session: ReadSession, column: Column[Any], user_id: int) -> list[dict[str, object]]:
    beside = [column.table.c[name] for name in column.info["mentions"]]
    shown = [*column.table.primary_key.columns, column, *beside]
    return await _plain_rows(session, select(*shown).where(column == user_id))


async def _plain_rows(session: ReadSession, wanted: Select[Any]) -> list[dict[str, object]]:
    rows = (await session.execute(wanted)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> object:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case Enum():
            return value.value
        case _:
            return value
