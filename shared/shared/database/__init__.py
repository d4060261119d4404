"""PostgreSQL: sessions that read, sessions that write and publish, and the tables every schema has."""

from shared.database.commands import Command, KeptAnswer
from shared.database.engine import DATABASE_ERRORS, Database, open_engine
from shared.database.joined import JoinedDatabase, one_transaction
from shared.database.language_model_tables import add_language_model_tables, asks_language_model
from shared.database.listener import Listener, wait_for
from shared.database.passing import has_lost_connection, is_passing, is_undone, retried_when_undone
from shared.database.personal import erase_rows, export_rows, mentioning_columns, mentions, personal_tables
from shared.database.sessions import ReadSession, WriteSession
from shared.database.tables import SECRET, service_metadata, table_of
from shared.database.tombstones import bury, is_erased

__all__ = [
    "DATABASE_ERRORS",
    "SECRET",
    "Command",
    "Database",
    "JoinedDatabase",
    "KeptAnswer",
    "Listener",
    "ReadSession",
    "WriteSession",
    "add_language_model_tables",
    "asks_language_model",
    "bury",
    "erase_rows",
    "export_rows",
    "has_lost_connection",
    "is_erased",
    "is_passing",
    "is_undone",
    "mentioning_columns",
    "mentions",
    "one_transaction",
    "open_engine",
    "personal_tables",
    "retried_when_undone",
    "service_metadata",
    "table_of",
    "wait_for",
]
