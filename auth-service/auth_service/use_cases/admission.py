"""The allowlist."""

from collections.abc import AsyncIterator, Sequence

from auth_service import queries
from auth_service.emails import read_email
from auth_service.errors import AlreadyAllowed, EmailUnusable, NotAllowed
from auth_service.tables import AllowedEmail, AuditRow
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database

PAGE = 1_000


async def allow(db: Database, written_email: str, by: Caller | None) -> AllowedEmail:
    """Let an address register. Raises EmailUnusable or AlreadyAllowed."""
    email = read_email(written_email)
    admin = by.id if by else None
    async with db.write() as session:
        added = await queries.allowlist.add(session, email, admin)
        if added is None:
            raise AlreadyAllowed
        row = AuditRow(action="allowlist.added", by_user_id=admin, facts={"allowlist_id": added.id})
        await queries.audit.add(session, row)
    audit(Audited.ADMIN_ACTED, action="allowlist.added", by=admin or "operator", allowlist_id=added.id)
    return added


async def disallow(db: Database, written_email: str, by: Caller | None) -> None:
    """Let an address register no longer; an account it has is left alone. Raises NotAllowed."""
    try:
        email = read_email(written_email)
    except EmailUnusable:
        raise NotAllowed from None
    admin = by.id if by else None
    async with db.write() as session:
        removed = await queries.allowlist.remove(session, email.key)
        if removed is None:
            raise NotAllowed
        row = AuditRow(action="allowlist.removed", by_user_id=admin, facts={"allowlist_id": removed})
        await queries.audit.add(session, row)
    audit(Audited.ADMIN_ACTED, action="allowlist.removed", by=admin or "operator", allowlist_id=removed)


async def allowed(db: Database, limit: int, offset: int) -> tuple[Sequence[AllowedEmail], int]:
    """A page of the allowlist, oldest first, and how many addresses are on it."""
    async with db.read() as session:
        page = await queries.allowlist.oldest_first(session, limit, offset)
        return page, await queries.allowlist.count(session)


async def everybody_allowed(db: Database) -> AsyncIterator[AllowedEmail]:
    """The whole allowlist, oldest first, read in pages."""
    offset = 0
    while page := (await allowed(db, PAGE, offset))[0]:
        for each in page:
            yield each
        offset += len(page)
