"""Signing keys: the first one, and the next."""

from datetime import UTC, datetime, timedelta

from auth_service import queries
from auth_service.deps import Deps
from auth_service.keys import Signer
from auth_service.tables import AuditRow
from auth_service.use_cases.lifetimes import MARGIN
from shared.audit import Audited, audit
from shared.database import Database, WriteSession

PUBLISHED_BEFORE_IT_SIGNS = timedelta(minutes=5)
"""Verifying processes read the key set every minute."""


async def signer_of(db: Database, deps: Deps) -> Signer:
    """What signs tokens now."""
    async with db.read() as session:
        kept = await queries.keys.signing(session)
    if kept is None:
        await ensure_signing_key(db, deps)
        return await signer_of(db, deps)
    platform, lifetime = deps.platform, deps.settings.access_token_seconds
    key = deps.vault.open(kept.private_encrypted)
    return Signer(kept.kid, key, platform.token_issuer, platform.token_audience, lifetime)


async def ensure_signing_key(db: Database, deps: Deps) -> None:
    """Make the first signing key, once, whichever replica comes first."""
    async with db.write() as session:
        await queries.keys.lock(session)
        if await queries.keys.signing(session) is None:
            await _add_key(session, deps, None)


async def rotate_keys(db: Database, deps: Deps) -> None:
    """Publish the next key when the newest has signed long enough."""
    oldest = datetime.now(UTC) - timedelta(days=deps.settings.key_rotation_days)
    async with db.write() as session:
        await queries.keys.lock(session)
        newest = next(iter(await queries.keys.verifying(session)), None)
        if newest is not None and newest.signs_from < oldest:
            await _succeed(session, deps, datetime.now(UTC) + PUBLISHED_BEFORE_IT_SIGNS)


async def rotate_keys_at_once(db: Database, deps: Deps, *, forget_old: bool) -> None:
    """The operator's rotation. `forget_old`: for a key that was stolen; every token it signed dies within a minute."""
    async with db.write() as session:
        await queries.keys.lock(session)
        now = datetime.now(UTC)
        if forget_old:
            kid = await _add_key(session, deps, None)
            await queries.keys.retire_others(session, kid, now)
        else:
            await _succeed(session, deps, now + PUBLISHED_BEFORE_IT_SIGNS)
        await queries.audit.add(session, AuditRow(action="keys.rotated", facts={"forget_old": forget_old}))


async def _succeed(session: WriteSession, deps: Deps, signs_from: datetime) -> None:
    kid = await _add_key(session, deps, signs_from)
    await queries.keys.retire_others(session, kid, signs_from + deps.token_lifetime + MARGIN)


async def _add_key(session: WriteSession, deps: Deps, signs_from: datetime | None) -> str:
    pair = deps.vault.new_pair()
    await queries.keys.add(session, pair, signs_from)
    audit(Audited.KEYS_ROTATED, kid=pair.kid, signs_from=signs_from.isoformat() if signs_from else "now")
    return pair.kid
