"""Ending sessions."""

from datetime import UTC, datetime

from auth_service import queries
from auth_service.deps import Deps
from auth_service.errors import AccountNotFound
from auth_service.tables import Account, AuditRow, Revocation
from auth_service.use_cases.lifetimes import outlives_what_it_concerns
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, WriteSession


async def end_all(session: WriteSession, deps: Deps, account: Account, *, spared: Caller | None = None) -> None:
    """End every session of an account that is locked."""
    token_id = spared.token_id if spared else None
    kept = await queries.sessions.session_ids(session, account.user_id, token_id, None) if token_id else ()
    await queries.sessions.end_all(session, account.user_id, but=kept)
    ended = Revocation(
        user_id=account.user_id,
        not_before=datetime.now(UTC),
        spares=token_id,
        active=account.is_active,
        admin=account.is_admin,
        expires_at=outlives_what_it_concerns(deps, account),
    )
    await queries.feed.add(session, ended)


async def end_sessions(db: Database, deps: Deps, user_id: int) -> None:
    """The operator logs someone out everywhere. Raises AccountNotFound."""
    async with db.write() as session:
        account = await queries.accounts.lock(session, user_id)
        if account is None:
            raise AccountNotFound
        await end_all(session, deps, account)
        await queries.audit.add(session, AuditRow(action="sessions.ended", about_user_id=user_id))
    audit(Audited.ADMIN_ACTED, action="sessions.ended", about=user_id, by="operator")
