"""Passwords tried in vain."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Double, case, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from auth_service.tables import LoginAttempts
from shared.database import ReadSession, WriteSession

FREE_FAILURES = 5
LONGEST_DELAY_SECONDS = 60
FORGOTTEN_AFTER = timedelta(hours=1)
_STEEPEST = 16
"""2 ** 16 s is far beyond the longest delay: a greater exponent only overflows."""


async def count_attempt(session: WriteSession, email_hash: bytes, user_id: int | None) -> bool:
    """Count a try before it is made, so that a hundred at once do not slip through; whether it may be made.

    The first five are free, then nobody may try for 1, 3, 7, 15, 31 and never more than 60 seconds. A try that is
    refused does not count, so that whoever keeps knocking can't hold the door shut for longer.
    """
    kept = LoginAttempts
    again = case((kept.last_at < func.now() - FORGOTTEN_AFTER, 1), else_=kept.failures + 1)
    counted = insert(kept).values(
        email_hash=email_hash, user_id=user_id, failures=1, last_at=func.now(), free_at=func.now()
    )
    counted = counted.on_conflict_do_update(
        index_elements=[kept.email_hash],
        set_={
            "failures": again,
            "user_id": user_id,
            "last_at": func.now(),
            "free_at": func.now() + func.make_interval(0, 0, 0, 0, 0, 0, _delay_seconds(again)),
        },
        # Not now(), when this began: a try made beside it may have ended since, and was free until then.
        where=kept.free_at <= func.clock_timestamp(),
    )
    return await session.scalar(counted.returning(kept.failures)) is not None


def _delay_seconds(failures: ColumnElement[int]) -> ColumnElement[float]:
    beyond = func.least(func.greatest(failures - FREE_FAILURES, 0), _STEEPEST)
    return cast(func.least(func.power(2, beyond) - 1, LONGEST_DELAY_SECONDS), Double)


async def free_at(session: ReadSession, email_hash: bytes) -> datetime | None:
    return await session.scalar(select(LoginAttempts.free_at).where(LoginAttempts.email_hash == email_hash))


async def forget(session: WriteSession, email_hash: bytes) -> None:
    await session.execute(delete(LoginAttempts).where(LoginAttempts.email_hash == email_hash))


async def forget_old(session: WriteSession) -> None:
    await session.execute(delete(LoginAttempts).where(LoginAttempts.last_at < func.now() - FORGOTTEN_AFTER))
