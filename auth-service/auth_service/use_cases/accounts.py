"""Accounts, opened and closed."""

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import Email, read_email
from auth_service.errors import AccountNotFound, EmailNotAllowed, EmailTaken, LastAdministrator, RegistrationClosed
from auth_service.passwords import check_password
from auth_service.tables import Account, AuditRow, Revocation
from auth_service.use_cases.lifetimes import outlives_all_tokens
from auth_service.use_cases.sessions import Tokens, start_session
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, WriteSession, erase_rows
from shared.errors import Forbidden
from shared.events import ProfileRenamed, UserDeleted, UserRegistered


async def open_account(db: Database, deps: Deps, written_email: str, password: str, full_name: str) -> Tokens:
    """Open an account and log in to it, both or neither. Raises what `register` does."""
    account = await register(db, deps, written_email, password, full_name)
    return await start_session(db, deps, account.user_id, account.password_hash)


async def register(db: Database, deps: Deps, written_email: str, password: str, full_name: str) -> Account:
    """Open an account.

    Raises EmailUnusable, RegistrationClosed, EmailNotAllowed, PasswordTooWeak or EmailTaken.
    """
    email = read_email(written_email)
    await _check_admission(db, deps, email)
    check_password(password, email)
    password_hash = await deps.passwords.hash(password)

    async with db.write() as session:
        account = await queries.accounts.add(session, email, full_name, password_hash)
        if account is None:
            raise EmailTaken
        await _decide_first_admin(session, deps, account, email)
        session.publish(
            UserRegistered(
                user_id=account.user_id,
                email=account.email,
                full_name=account.full_name,
                created_at=account.created_at,
            )
        )
    audit(Audited.ACCOUNT_OPENED, user_id=account.user_id)
    return account


async def _check_admission(db: Database, deps: Deps, email: Email) -> None:
    """Raise what keeps this address from registering; whatever mode is not known here keeps everybody out."""
    refused: type[Forbidden] = RegistrationClosed
    match deps.settings.registration_mode:
        case "open":
            return
        case "allowlist":
            async with db.read() as session:
                if await queries.allowlist.lists(session, email):
                    return
            refused = EmailNotAllowed
        case _:
            pass
    audit(Audited.REGISTRATION_REFUSED, mode=deps.settings.registration_mode)
    raise refused


async def _decide_first_admin(session: WriteSession, deps: Deps, account: Account, email: Email) -> None:
    """In development the first person to register, in production the one the settings name; once for ever."""
    if await queries.accounts.first_admin_is_decided(session):
        return
    named = deps.settings.first_admin_email
    fits = read_email(named).key == email.key if named else deps.is_development
    if not fits:
        return
    await queries.accounts.lock_first_admin(session)
    if not await queries.accounts.first_admin_is_decided(session):
        await queries.accounts.make_first_admin(session, account.user_id)
        await queries.audit.add(session, AuditRow(action="first_admin.decided", about_user_id=account.user_id))
        audit(Audited.ADMIN_ACTED, action="first_admin.decided", about=account.user_id)


async def delete_account(db: Database, deps: Deps, caller: Caller) -> None:
    """Close the caller's account and have every service forget them. Raises LastAdministrator."""
    async with db.write() as session:
        await _erase(session, deps, caller.id)
    audit(Audited.ACCOUNT_ERASED, user_id=caller.id)


async def erase_account(db: Database, deps: Deps, user_id: int) -> None:
    """The same by the operator. Raises AccountNotFound or LastAdministrator."""
    async with db.write() as session:
        if not await _erase(session, deps, user_id):
            raise AccountNotFound
        await queries.audit.add(session, AuditRow(action="user.erased", facts={"user_id": user_id}))
    audit(Audited.ACCOUNT_ERASED, user_id=user_id, by="operator")


async def _erase(session: WriteSession, deps: Deps, user_id: int) -> bool:
    await queries.accounts.lock_administrators(session)
    account = await queries.accounts.lock(session, user_id)
    if account is None:
        return False
    if account.is_admin and not await queries.accounts.has_other_admins(session, user_id):
        raise LastAdministrator
    email = read_email(account.email)
    await queries.allowlist.remove(session, email.key)
    await queries.attempts.forget(session, email.fingerprint)
    await queries.resets.drop_request(session, email.key)
    await erase_rows(session, user_id)
    # After the erasure: the feed's entry has to outlive the account, or its tokens would come alive again.
    until = outlives_all_tokens(deps)
    await queries.feed.add(session, Revocation(user_id=user_id, active=False, admin=False, expires_at=until))
    session.publish(UserDeleted(user_id=user_id))
    return True


async def take_over_name(db: Database, renamed: ProfileRenamed) -> None:
    """The profile's name is the account's too; an older one that comes late is left alone."""
    async with db.write() as session:
        account = await queries.accounts.lock(session, renamed.user_id)
        if account is not None and account.name_version < renamed.version:
            account.full_name = renamed.full_name
            account.name_version = renamed.version
