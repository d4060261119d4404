"""Logging in and out, and staying logged in."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import read_email
from auth_service.errors import RefreshRefused, WrongCredentials
from auth_service.keys import AccessToken, Person, Signer
from auth_service.queries.sessions import KeptToken
from auth_service.tables import Account, RefreshToken, Revocation, Session
from auth_service.use_cases.keys import signer_of
from auth_service.use_cases.tries import prove
from shared.audit import Audited, audit
from shared.auth import Caller
from shared.database import Database, WriteSession

REFRESH_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client gets."""

    access: str
    seconds: int
    """How long the access token is good for."""
    refresh: str


async def log_in(db: Database, deps: Deps, written_email: str, password: str) -> str:
    """A new access token. Raises WrongCredentials, in the same time and words whatever is wrong, or TooManyTries."""
    account, rehashed = await _proven(db, deps, written_email, password)
    signer = await signer_of(db, deps)
    async with db.write() as session:
        account = await _lock_proven(session, account.user_id, account.password_hash, rehashed)
        token = signer.sign(_person(account), datetime.now(UTC))
    audit(Audited.LOGIN_SUCCEEDED, user_id=account.user_id)
    return token.text


async def start_session(
    db: Database, deps: Deps, user_id: int, password_hash: str, rehashed: str | None = None
) -> Tokens:
    """Begin a session of someone whose password was proven. Raises WrongCredentials when it was changed meanwhile."""
    signer = await signer_of(db, deps)
    async with db.write() as session:
        account = await _lock_proven(session, user_id, password_hash, rehashed)
        ends = datetime.now(UTC) + timedelta(days=deps.settings.refresh_longest_days)
        started = Session(id=uuid4(), user_id=user_id, expires_at=ends)
        await queries.sessions.begin(session, started)
        tokens = await _give_tokens(session, deps, signer, account, started)
    audit(Audited.LOGIN_SUCCEEDED, user_id=user_id, session=str(started.id))
    return tokens


async def log_in_to_session(db: Database, deps: Deps, written_email: str, password: str) -> Tokens:
    """The same as `log_in`, with a refresh token."""
    account, rehashed = await _proven(db, deps, written_email, password)
    return await start_session(db, deps, account.user_id, account.password_hash, rehashed)


async def _proven(db: Database, deps: Deps, written_email: str, password: str) -> tuple[Account, str | None]:
    """Who has this password, and the hash to keep instead of a weaker one."""
    account = await prove(db, deps, written_email, password)
    if account is None:
        raise WrongCredentials
    return account, await deps.passwords.rehash(password, account.password_hash)


async def _lock_proven(session: WriteSession, user_id: int, proven_hash: str, rehashed: str | None) -> Account:
    """The account, if the password that was proven is still its own: what changes it meanwhile ends this login."""
    account = await queries.accounts.lock(session, user_id)
    if account is None or not account.is_active or account.password_hash != proven_hash:
        raise WrongCredentials
    if rehashed is not None:
        account.password_hash = rehashed
    await queries.attempts.forget(session, read_email(account.email).fingerprint)
    return account


async def refresh(db: Database, deps: Deps, token: str) -> Tokens:
    """The next pair of tokens. Raises RefreshRefused.

    A token that comes again ends its session, with every token given out in it: one of the two who hold it is a thief.
    Two requests with the same token that overlap are one client in a hurry: one of them gets the pair, and that is all.
    """
    came_in = datetime.now(UTC)
    signer = await signer_of(db, deps)
    tokens = None
    async with db.write() as session:
        token_hash = _hash_of(token)
        owner = await queries.sessions.owner_of(session, token_hash)
        account = await queries.accounts.lock(session, owner) if owner is not None else None
        kept = await queries.sessions.kept_token(session, token_hash, came_in) if account else None
        if account and kept and kept.is_good and account.is_active:
            await queries.sessions.use(session, token_hash, datetime.now(UTC))
            running = Session(id=kept.session_id, user_id=account.user_id, expires_at=kept.session_expires_at)
            tokens = await _give_tokens(session, deps, signer, account, running)
        elif account and kept and kept.was_used and not kept.used_just_now:
            await _end(session, account, kept)
    if tokens is None:
        audit(Audited.REFRESH_FAILED, user_id=owner)
        raise RefreshRefused
    return tokens


async def _end(session: WriteSession, account: Account, kept: KeptToken) -> None:
    living = await queries.sessions.end(session, [kept.session_id])
    await queries.feed.add(session, *(_dead(token_id, until, account.is_admin) for token_id, until in living))
    audit(Audited.REFRESH_REUSED, user_id=account.user_id, session=str(kept.session_id))


async def _give_tokens(session: WriteSession, deps: Deps, signer: Signer, account: Account, running: Session) -> Tokens:
    """A fresh pair; neither token outlives the session."""
    now = datetime.now(UTC)
    access = signer.sign(_person(account), now, until=running.expires_at)
    refresh_token = secrets.token_urlsafe(REFRESH_TOKEN_BYTES)
    idle_until = now + timedelta(days=deps.settings.refresh_idle_days)
    kept = RefreshToken(
        token_hash=_hash_of(refresh_token),
        session_id=running.id,
        user_id=account.user_id,
        expires_at=min(idle_until, running.expires_at),
        access_token_id=access.token_id,
        access_expires_at=access.expires_at,
    )
    await queries.sessions.add_token(session, kept)
    return Tokens(access.text, _seconds(access, now), refresh_token)


async def log_out(db: Database, caller: Caller, refresh_token: str | None) -> None:
    """End the session of the caller's token, and that of the refresh token, everywhere, within a second."""
    token_hash = _hash_of(refresh_token) if refresh_token is not None else None
    async with db.write() as session:
        await queries.accounts.lock(session, caller.id)
        ids = await queries.sessions.session_ids(session, caller.id, caller.token_id, token_hash)
        ended = {caller.token_id: caller.expires_at, **dict(await queries.sessions.end(session, ids))}
        await queries.feed.add(session, *(_dead(token_id, until, caller.is_admin) for token_id, until in ended.items()))
    audit(Audited.SESSION_ENDED, user_id=caller.id)


def _person(account: Account) -> Person:
    return Person(account.user_id, account.email, account.full_name, account.is_admin, account.created_at)


def _dead(token_id: str, until: datetime, admin: bool) -> Revocation:
    return Revocation(token_id=token_id, active=True, admin=admin, expires_at=until)


def _hash_of(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _seconds(access: AccessToken, now: datetime) -> int:
    return round((access.expires_at - now).total_seconds())
