"""The tables every service's schema has besides its own: outbox, inbox, dead letters, tombstones, commands."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
)

SECRET = {"secret": True}
"""`info` of a column that never leaves the service, such as a password's hash."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def service_metadata(schema: str) -> MetaData:
    """A service's metadata: its schema, our constraint names, and the plumbing tables in it."""
    metadata = MetaData(schema=schema, naming_convention=NAMING)
    _outbox(metadata)
    _inbox(metadata)
    _dead_letters(metadata)
    _tombstones(metadata)
    _commands(metadata)
    return metadata


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("id", Uuid, nullable=False),
        Column("event", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("traceparent", Text),
        Column("user_id", BigInteger, index=True),
    )


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("handler", Text, primary_key=True),
        Column("message_id", Uuid, primary_key=True),
        Column("handled_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    )


def _dead_letters(metadata: MetaData) -> Table:
    return Table(
        "dead_letters",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("handler", Text, nullable=False),
        Column("message_id", Uuid, nullable=False),
        Column("event", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("traceparent", Text),
        Column("user_id", BigInteger, index=True),
        Column("attempts", SmallInteger, nullable=False),
        Column("reason", Text, nullable=False),
        Column("died_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Index("uq_dead_letters_handler_message_id", "handler", "message_id", unique=True),
    )


def _tombstones(metadata: MetaData) -> Table:
    return Table(
        "tombstones",
        metadata,
        Column("user_id", BigInteger, primary_key=True, autoincrement=False),
        Column("erased_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


def _commands(metadata: MetaData) -> Table:
    """What came with an Idempotency-Key, and how it was answered."""
    return Table(
        "commands",
        metadata,
        Column("user_id", BigInteger, primary_key=True, autoincrement=False),
        Column("key", Text, primary_key=True),
        Column("route", Text, nullable=False),
        Column("asked", LargeBinary, nullable=False, info=SECRET),
        Column("status", SmallInteger),
        Column("media_type", Text),
        Column("answer", LargeBinary, info=SECRET),
        Column("began_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    )


def table_of(metadata: MetaData, name: str) -> Table:
    """One plumbing table of a service's metadata."""
    return metadata.tables[f"{metadata.schema}.{name}"]
