"""Several blocks of reading and writing as one transaction."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from shared.database.engine import Database
from shared.database.sessions import WriteSession

Begin = Callable[[WriteSession], Awaitable[None]]


class JoinedDatabase(Database):
    """The database to which every `write()` is a part of one transaction, begun by the first.

    What is read before that is read on its own, so that nothing slow stands inside; afterwards in the transaction.
    A block that fails takes back its own part alone.
    """

    def __init__(self, database: Database, begin: Begin, ending: AsyncExitStack) -> None:
        super().__init__(database.engine, database.metadata)
        self._database = database
        self._begin = begin
        self._ending = ending
        self._session: WriteSession | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        if self._session is not None:
            yield self._session
            return
        async with self._database.read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteSession]:
        session = await self._joined()
        published = session.published_count
        try:
            async with session.begin_nested():
                yield session
                await session.flush()
                await session.flush_outbox()
        except BaseException:
            session.unpublish(published)
            raise

    async def _joined(self) -> WriteSession:
        if self._session is None:
            session = await self._ending.enter_async_context(self._database.write())
            await self._begin(session)
            self._session = session
        return self._session


@asynccontextmanager
async def one_transaction(database: Database, begin: Begin) -> AsyncIterator[JoinedDatabase]:
    """All that is written in the block is kept together at its end, or not at all; `begin` comes first."""
    async with AsyncExitStack() as ending:
        yield JoinedDatabase(database, begin, ending)
