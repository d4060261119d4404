"""A service's door to its schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, ExceptionContext, MetaData, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.database.passing import breaks_connection
from shared.database.sessions import ReadSession, WriteSession
from shared.failpoints import reach

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 20
LOCK_SECONDS = 5
POOL_WAIT_SECONDS = 2
IDLE_IN_TRANSACTION_SECONDS = 60

DATABASE_ERRORS = (DBAPIError, PoolTimeout, OSError, TimeoutError)
"""What a session or a connection may raise when the database does not serve us just now; a loop that goes on without
end survives all of these."""


def asyncpg_url(url: str) -> URL:
    """The same database for SQLAlchemy's asyncpg driver, whatever prefix the URL has."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def open_engine(url: str, *, name: str, pool_size: int = 5, pool_overflow: int = 10) -> AsyncEngine:
    """An engine whose every wait has an end: for a connection, a lock and a statement."""
    engine = create_async_engine(
        asyncpg_url(url),
        pool_size=pool_size,
        max_overflow=pool_overflow,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        pool_use_lifo=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS + CONNECT_SECONDS,
            "server_settings": {
                "application_name": name,
                "timezone": "UTC",
                "jit": "off",
                "statement_timeout": str(STATEMENT_SECONDS * 1000),
                "lock_timeout": str(LOCK_SECONDS * 1000),
                "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_SECONDS * 1000),
            },
        },
    )
    event.listen(engine.sync_engine, "handle_error", _keep_broken_out_of_pool)
    return engine


def _keep_broken_out_of_pool(context: ExceptionContext) -> None:
    """A connection on which the driver lost track must not go back to the pool, where it would fail the next ones.

    SQLAlchemy takes some of asyncpg's failures for the statement's own (sqlalchemy#13241). Only this connection is
    given up: the others find out by themselves.
    """
    if not context.is_disconnect and breaks_connection(context.original_exception):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False


class Database:
    """Read and write sessions on one service's schema.

    `read()` gives a read-only transaction; `write()` commits when its block ends without an error.
    """

    def __init__(self, engine: AsyncEngine, metadata: MetaData) -> None:
        self._engine = engine
        self._metadata = metadata

    @property
    def engine(self) -> AsyncEngine:
        """Where its connections come from."""
        return self._engine

    @property
    def metadata(self) -> MetaData:
        """The service's tables, the plumbing's among them."""
        return self._metadata

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        """A consistent view that changes nothing."""
        async with ReadSession(self._engine, expire_on_commit=False, tables=self._metadata) as session:
            await session.connection(
                execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
            )
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteSession]:
        """One transaction; its events go out when it commits, and only then."""
        opened = WriteSession(self._engine, expire_on_commit=False, tables=self._metadata)
        async with opened as session, session.begin():
            yield session
            await session.flush()
            await session.flush_outbox()
            reach("write.before_commit")
        reach("write.committed")

    @asynccontextmanager
    async def write_progress(self) -> AsyncIterator[WriteSession]:
        """A transaction beside a handler's effect, for what may be repeated when the event comes again."""
        async with self.write() as session:
            yield session

    async def ping(self) -> None:
        """Raise unless the database answers."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
