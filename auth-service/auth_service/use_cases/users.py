"""What administrators see of accounts, and do with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import read_email
from auth_service.errors import AccountNotFound, EmailUnusable, LastAdministrator, OwnAccount
from auth_service.tables import Account, AuditRow, Revocation
from auth_service.use_cases.ending import end_all
from auth_service.use_cases.lifetimes import outlives_what_it_concerns
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, WriteSession
from shared.events import UserChanged

GREATEST_ID = 2**63 - 1
"""PostgreSQL's bigint."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different of an account; None: as it is."""

    is_active: bool | None = None
    is_admin: bool | None = None


async def users(db: Database, limit: int, offset: int) -> tuple[Sequence[Account], int]:
    """A page of all accounts, newest first, and how many there are."""
    async with db.read() as session:
        page = await queries.accounts.newest_first(session, limit, offset)
        return page, await queries.accounts.count(session)


async def id_of(db: Database, named: str) -> int | None:
    """The account that an e-mail address or an id names."""
    async with db.read() as session:
        if named.isdecimal() and int(named) <= GREATEST_ID:
            account = await queries.accounts.of_id(session, int(named))
        else:
            try:
                account = await queries.accounts.with_email(session, read_email(named).key)
            except EmailUnusable:
                account = None
    return account.user_id if account else None


async def change_user(db: Database, deps: Deps, caller: Caller, user_id: int, changes: Changes) -> Account:
    """Raises OwnAccount, AccountNotFound or LastAdministrator. Felt everywhere within a second."""
    if user_id == caller.id:
        raise OwnAccount
    return await _change(db, deps, user_id, changes, by=caller.id)


async def change_user_as_operator(db: Database, deps: Deps, user_id: int, changes: Changes) -> Account:
    """The same for the operator's command line, who has no account."""
    return await _change(db, deps, user_id, changes, by=None)


async def _change(db: Database, deps: Deps, user_id: int, changes: Changes, *, by: int | None) -> Account:
    async with db.write() as session:
        await queries.accounts.lock_administrators(session)
        account = await queries.accounts.lock(session, user_id)
        if account is None:
            raise AccountNotFound
        before = account.is_active, account.is_admin
        after = (
            account.is_active if changes.is_active is None else changes.is_active,
            account.is_admin if changes.is_admin is None else changes.is_admin,
        )
        if before == after:
            return account
        if all(before) and not all(after) and not await queries.accounts.has_other_admins(session, user_id):
            raise LastAdministrator
        account.is_active, account.is_admin = after
        account.version += 1
        await _let_everybody_know(session, deps, account, was_active=before[0])
        facts = {"is_active": account.is_active, "is_admin": account.is_admin}
        row = AuditRow(action="user.changed", by_user_id=by, about_user_id=user_id, facts=facts)
        await queries.audit.add(session, row)
    audit(Audited.ADMIN_ACTED, action="user.changed", by=by or "operator", about=user_id, **facts)
    return account


async def _let_everybody_know(session: WriteSession, deps: Deps, account: Account, *, was_active: bool) -> None:
    if account.is_admin:
        # Whoever is made an administrator by hand is the first one: nobody becomes it by registering any more.
        await queries.accounts.decide_first_admin(session)
    if was_active and not account.is_active:
        await end_all(session, deps, account)
    else:
        until = outlives_what_it_concerns(deps, account)
        if account.is_active:
            await queries.feed.shorten(session, account.user_id, until)
        role = Revocation(user_id=account.user_id, active=account.is_active, admin=account.is_admin, expires_at=until)
        await queries.feed.add(session, role)
    session.publish(
        UserChanged(
            user_id=account.user_id,
            version=account.version,
            email=account.email,
            is_active=account.is_active,
            is_admin=account.is_admin,
        )
    )
