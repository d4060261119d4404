"""Waiting for one's turn within this process, without a connection in hand."""

import asyncio
from weakref import WeakValueDictionary

DOORS = 4
"""Connections that those who ask and wait may have in hand at once; the others are for work and events."""


class Queues:
    """A burst of requests waits here, not for the pool's connections, which are refused to who waits too long."""

    def __init__(self) -> None:
        self._by_person: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.doors = asyncio.Semaphore(DOORS)
        """Held by who asks while they read or write: `async with queues.doors, db.read()`."""

    def of(self, user_id: int) -> asyncio.Lock:
        """What is written for one person is written one after the other: `async with queues.of(user_id)`.

        Between processes the person's advisory lock does the same. Taken before a door.
        """
        return self._by_person.setdefault(user_id, asyncio.Lock())
