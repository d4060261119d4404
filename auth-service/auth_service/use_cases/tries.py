"""Proving a password, and how often it may be tried."""

from datetime import UTC, datetime
from math import ceil

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import Email, fingerprint_of, read_email
from auth_service.errors import EmailUnusable, TooManyTries
from auth_service.tables import Account
from shared.audit import Audited, audit
from shared.database import Database


async def prove(db: Database, deps: Deps, written_email: str, password: str) -> Account | None:
    """The active account of this address if this is its password; the same work is done whatever is wrong.

    Raises TooManyTries while the address has to wait.
    """
    email = _email_of(written_email)
    async with db.read() as session:
        account = await queries.accounts.with_email(session, email.key) if email else None
    fingerprint = email.fingerprint if email else fingerprint_of(written_email)
    await count_try(db, deps, fingerprint, account.user_id if account else None)
    right = await deps.passwords.verify(password, account.password_hash if account else None)
    if account is None or not right or not account.is_active:
        audit(Audited.LOGIN_FAILED, user_id=account.user_id if account else None)
        return None
    return account


async def count_try(db: Database, deps: Deps, fingerprint: bytes, user_id: int | None) -> None:
    """Count a try at an address's password, before it is made. Raises TooManyTries."""
    if deps.platform.rate_limits == "off":
        return
    async with db.write() as session:
        if await queries.attempts.count_attempt(session, fingerprint, user_id):
            return
        free_at = await queries.attempts.free_at(session, fingerprint)
    audit(Audited.LOGIN_DELAYED, user_id=user_id)
    waits = (free_at - datetime.now(UTC)).total_seconds() if free_at else 0
    raise TooManyTries(retry_after=max(1, ceil(waits)))


def _email_of(written: str) -> Email | None:
    try:
        return read_email(written)
    except EmailUnusable:
        return None
