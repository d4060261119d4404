"""Changing a password."""

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import read_email
from auth_service.errors import NewPasswordTooWeak, WrongPassword
from auth_service.passwords import check_password
from auth_service.tables import Account
from auth_service.use_cases.ending import end_all
from auth_service.use_cases.tries import count_try
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, WriteSession


async def change_password(db: Database, deps: Deps, caller: Caller, current: str, new: str) -> None:
    """Change the caller's password and end their other sessions.

    Raises WrongPassword, TooManyTries or NewPasswordTooWeak.
    """
    async with db.read() as session:
        account = await queries.accounts.of_id(session, caller.id)
    if account is None:
        raise WrongPassword
    email = read_email(account.email)
    await count_try(db, deps, email.fingerprint, account.user_id)
    if not await deps.passwords.verify(current, account.password_hash):
        raise WrongPassword
    check_password(new, email, refused=NewPasswordTooWeak)
    new_hash = await deps.passwords.hash(new)
    async with db.write() as session:
        changing = await queries.accounts.lock(session, caller.id)
        if changing is None or changing.password_hash != account.password_hash:
            raise WrongPassword
        await replace_password(session, deps, changing, new_hash, spared=caller)
    audit(Audited.PASSWORD_CHANGED, user_id=caller.id)


async def replace_password(
    session: WriteSession, deps: Deps, account: Account, new_hash: str, *, spared: Caller | None = None
) -> None:
    """Keep the new password's hash; every session ends but the one that is spared, and tries start from none."""
    account.password_hash = new_hash
    await queries.attempts.forget(session, read_email(account.email).fingerprint)
    await queries.resets.drop_links(session, account.user_id)
    await end_all(session, deps, account, spared=spared)
