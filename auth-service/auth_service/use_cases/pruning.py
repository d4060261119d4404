"""Nothing grows without end."""

from datetime import timedelta

from auth_service import queries
from auth_service.deps import Deps
from shared.database import Database


async def prune(db: Database, deps: Deps) -> None:
    """Forget what has served: feed entries and keys whose tokens expired, old sessions, links, tries, audit rows."""
    async with db.write() as session:
        await queries.feed.forget_expired(session)
        await queries.keys.forget_retired(session)
        await queries.sessions.forget_over(session)
        await queries.resets.forget_expired(session)
        await queries.attempts.forget_old(session)
        await queries.audit.forget_older(session, timedelta(days=deps.settings.audit_kept_days))
