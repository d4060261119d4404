"""The smallest service there can be, for faults: numbers are ordered over HTTP, and each has its effect by an event.

`python -m tests.faults.ledger_service serve|worker|all` with the same settings as any service. Its effects are rows
without a unique key, so that one that is had twice shows.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text, func, insert
from sqlalchemy.dialects.postgresql import insert as upsert
from tests.faults import unsafe

from shared import command
from shared import consumer as consumer_module
from shared.auth.feed import TokenSource
from shared.bus import RETRIES
from shared.database import Database, service_metadata
from shared.events import Event
from shared.handlers import Handlers
from shared.http import CommandRoute, CurrentCaller, Db
from shared.service import Outside, Service
from shared.settings import PlatformSettings, ServiceSettings, read_settings
from shared.testing.issuer import Issuer

SCHEMA = "ledger"
METADATA = service_metadata(SCHEMA)

ORDERS = Table(
    "orders",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
)
EFFECTS = Table(
    "effects",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("subject", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("value", Text, nullable=False),
)

CALLER = 1
SIGNING_KEY = b"tests sign with this, and nobody"
FAILING = -1
"""A number whose handler has a bug."""


class NumberOrdered(Event, name="fault.number_ordered", owner="ledger"):
    """A number was ordered."""

    number: int


class SubjectChanged(Event, name="fault.subject_changed", owner="ledger"):
    """What a subject is now, from a certain version on."""

    subject: int
    version: int
    value: str


class HandlerBug(Exception):
    """What the handler of a failing number raises."""


handlers = Handlers()


@handlers.on(NumberOrdered, prefetch=8)
async def have_effect(event: NumberOrdered, db: Database, _: Any) -> None:
    async with db.write() as session:
        if event.number <= FAILING:
            raise HandlerBug
        await session.execute(insert(EFFECTS).values(number=event.number))


@handlers.on(SubjectChanged, prefetch=8)
async def keep_newest(event: SubjectChanged, db: Database, _: Any) -> None:
    row = {"subject": event.subject, "version": event.version, "value": event.value}
    async with db.write() as session:
        kept = upsert(SNAPSHOTS).values(row)
        await session.execute(
            kept.on_conflict_do_update(
                index_elements=["subject"], set_=row, where=SNAPSHOTS.c.version < kept.excluded.version
            )
        )


class OrderIn(BaseModel):
    numbers: list[int] = Field(min_length=1, max_length=1000)


router = APIRouter(route_class=CommandRoute)


@router.post("/orders", status_code=HTTPStatus.CREATED)
async def order(wanted: OrderIn, _: CurrentCaller, db: Db) -> int:
    """Order numbers, all or none."""
    async with db.write() as session:
        await session.execute(insert(ORDERS), [{"number": number} for number in wanted.numbers])
        for number in wanted.numbers:
            session.publish(NumberOrdered(number=number))
    return len(wanted.numbers)


class KnownIssuer(Issuer):
    """Signs with a key that every process of a run has."""

    def __init__(self, settings: PlatformSettings) -> None:
        super().__init__(settings)
        self._key = Ed25519PrivateKey.from_private_bytes(SIGNING_KEY)
        self._kid = "faults"


def _token_source(_: Database, __: Any) -> TokenSource:
    return KnownIssuer(read_settings(PlatformSettings))


class Settings(ServiceSettings, env_prefix="LEDGER_"):
    """None of its own."""


@asynccontextmanager
async def _open_deps(_: Outside) -> AsyncIterator[None]:
    yield None


SERVICE = Service(SCHEMA, Settings, METADATA, Path(), _open_deps, (router,), handlers, token_source=_token_source)

RETRIES_SETTING = "LEDGER_RETRIES"


def main() -> None:
    """As any service; with as many waits of a failing message as the environment says."""
    if given := os.environ.get(RETRIES_SETTING):
        setattr(consumer_module, "RETRIES", RETRIES[: int(given)])  # noqa: B010
    for switch in filter(None, os.environ.get(unsafe.SETTING, "").split(",")):
        unsafe.SWITCHES[switch]()
    command.main(SERVICE)


if __name__ == "__main__":
    main()
