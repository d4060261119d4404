"""Signing keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, text, update

from auth_service.keys import KeyPair
from auth_service.tables import SigningKey
from shared.database import ReadSession, WriteSession

KEYS_LOCK = 4_207_102


async def verifying(session: ReadSession) -> Sequence[SigningKey]:
    """Newest first, those that will sign soon among them; those retired already are left out."""
    return (await session.scalars(select(SigningKey).where(_is_valid()).order_by(SigningKey.signs_from.desc()))).all()


async def signing(session: ReadSession) -> SigningKey | None:
    """The newest key whose time to sign has come."""
    newest = select(SigningKey).where(SigningKey.signs_from <= func.now(), _is_valid())
    return await session.scalar(newest.order_by(SigningKey.signs_from.desc()).limit(1))


async def lock(session: WriteSession) -> None:
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEYS_LOCK})


async def add(session: WriteSession, pair: KeyPair, signs_from: datetime | None) -> None:
    """None: it signs at once, by the database's clock, which is also asked who signs."""
    key = SigningKey(kid=pair.kid, public=pair.public, private_encrypted=pair.private_encrypted)
    if signs_from is not None:
        key.signs_from = signs_from
    session.add(key)
    await session.flush()


async def retire_others(session: WriteSession, kid: str, at: datetime) -> None:
    """All but this one verify until then, and no longer; one that retires sooner still does."""
    others = update(SigningKey).where(SigningKey.kid != kid, _is_valid())
    await session.execute(others.values(retired_at=func.least(SigningKey.retired_at, at)))


async def forget_retired(session: WriteSession) -> None:
    await session.execute(delete(SigningKey).where(SigningKey.retired_at < func.now()))


def _is_valid() -> ColumnElement[bool]:
    return or_(SigningKey.retired_at.is_(None), SigningKey.retired_at > func.now())
