"""The tables of a service that asks a language model: calls, spending, pauses, what the cache has to forget."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

CALLS, SPEND, PAUSES, FORGOTTEN = "llm_calls", "llm_spend", "llm_pauses", "llm_forgotten"


def add_language_model_tables(metadata: MetaData) -> None:
    """Add the ledger of paid calls to a service's metadata."""
    _calls(metadata)
    _spend(metadata)
    _pauses(metadata)
    _forgotten(metadata)


def asks_language_model(metadata: MetaData) -> bool:
    """Whether a service has the ledger."""
    return f"{metadata.schema}.{CALLS}" in metadata.tables


def _calls(metadata: MetaData) -> Table:
    """One row per question that was ever paid for, by the hash of all that decides its answer."""
    return Table(
        CALLS,
        metadata,
        Column("hash", Text, primary_key=True),
        Column("state", Text, nullable=False),
        # Counts up with every holder of the lease: only the newest may renew it or give up.
        Column("fence", BigInteger, nullable=False),
        Column("lease_until", DateTime(timezone=True), nullable=False),
        Column("user_id", BigInteger, index=True),
        Column("category", Text, nullable=False),
        Column("model", Text, nullable=False),
        Column("prompt_version", Text, nullable=False),
        Column("cache_key", Text, nullable=False),
        Column("budget", Text),
        Column("result", JSONB),
        # A first reply that was asked to be put right: whoever takes the call over goes on from it.
        Column("draft", JSONB(none_as_null=True)),
        Column("failure", Text),
        Column("retry_after_seconds", Integer),
        Column("input_tokens", Integer, nullable=False, server_default="0"),
        Column("output_tokens", Integer, nullable=False, server_default="0"),
        Column("cache_write_tokens", Integer, nullable=False, server_default="0"),
        Column("cache_read_tokens", Integer, nullable=False, server_default="0"),
        Column("cost_usd", Numeric(14, 6), nullable=False, server_default="0"),
        # What its holder has taken from the day's counters and not settled yet.
        Column("held_usd", Numeric(14, 6), nullable=False, server_default="0"),
        Column("held_on", Date),
        Column("asked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("finished_at", DateTime(timezone=True)),
        Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
        Index("ix_llm_calls_held_on", "held_on", postgresql_where=text("held_on IS NOT NULL")),
    )


def _spend(metadata: MetaData) -> Table:
    """US dollars by day (UTC) and scope: `all`, `user:<id>`, or the name of a further budget."""
    return Table(
        SPEND,
        metadata,
        Column("day", Date, primary_key=True),
        Column("scope", Text, primary_key=True),
        Column("user_id", BigInteger, index=True),
        Column("usd", Numeric(14, 6), nullable=False),
    )


def _pauses(metadata: MetaData) -> Table:
    """Until when the provider wants no calls to a model, as it told one process for all."""
    return Table(
        PAUSES,
        metadata,
        Column("model", Text, primary_key=True),
        Column("ends_at", DateTime(timezone=True), nullable=False),
    )


def _forgotten(metadata: MetaData) -> Table:
    """Cache keys of people who were erased, until they are gone from Redis too."""
    return Table(
        FORGOTTEN,
        metadata,
        Column("cache_key", Text, primary_key=True),
        Column("forgotten_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )
