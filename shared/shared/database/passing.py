"""Which failures of the database pass by themselves, and how what they undid is done again."""

from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import stamina
from asyncpg.exceptions import (
    CannotConnectNowError,
    DeadlockDetectedError,
    InterfaceError,
    InternalClientError,
    LockNotAvailableError,
    OperatorInterventionError,
    OutOfMemoryError,
    PostgresConnectionError,
    QueryCanceledError,
    SerializationError,
    TooManyConnectionsError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

UNDONE_TRIES = 3

_UNDONE = (DeadlockDetectedError, SerializationError)
"""PostgreSQL rolled the transaction back for another's sake: the same one may well succeed at once."""

_BROKEN_CONNECTION = (PostgresConnectionError, InternalClientError, OSError, TimeoutError)

_PASSING = (
    *_UNDONE,
    CannotConnectNowError,
    TooManyConnectionsError,
    QueryCanceledError,
    LockNotAvailableError,
    OperatorInterventionError,
    OutOfMemoryError,
)

P = ParamSpec("P")
T = TypeVar("T")


def is_undone(error: BaseException) -> bool:
    """Whether the transaction lost against another one, by deadlock or serialization, and left no trace."""
    return any(isinstance(cause, _UNDONE) for cause in _causes(error))


def is_passing(error: BaseException) -> bool:
    """Whether the database is away or busy just now, so that the same work may well succeed in a moment."""
    if isinstance(error, PoolTimeout | OSError | TimeoutError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, DBAPIError) and any(
        isinstance(cause, _PASSING) or _is_broken(cause) for cause in _causes(error)
    )


def has_lost_connection(error: BaseException) -> bool:
    """Whether the session ended under the work, or none could be had."""
    if isinstance(error, OSError):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or breaks_connection(error))


def breaks_connection(error: BaseException | None) -> bool:
    """Whether the connection it happened on can't be used any more, whatever state it seems to be in."""
    return any(_is_broken(cause) for cause in _causes(error))


def _is_broken(cause: BaseException) -> bool:
    """asyncpg's own complaint is one of these too, but not those derived from it: they are about what was sent."""
    return isinstance(cause, _BROKEN_CONNECTION) or type(cause) is InterfaceError


def retried_when_undone(act: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Let a use case be done again, up to three times in all, when another's transaction undid its own.

    Only for one whose every effect is in a single `db.write()`, or may be had twice.
    """

    @wraps(act)
    async def acting(*args: P.args, **kwargs: P.kwargs) -> T:
        async for attempt in stamina.retry_context(
            on=is_undone_exception, attempts=UNDONE_TRIES, wait_initial=0.02, wait_max=0.5, wait_jitter=0.1
        ):
            with attempt:
                return await act(*args, **kwargs)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    return acting


def is_undone_exception(error: Exception) -> bool:
    """`is_undone` as stamina asks it."""
    return is_undone(error)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and the driver's that SQLAlchemy wrapped in it."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [getattr(each, "orig", None), each.__cause__]
