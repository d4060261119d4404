"""Sessions and their refresh tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from auth_service.tables import RefreshToken, Session
from shared.database import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A refresh token as it stands, and its session."""

    session_id: UUID
    is_good: bool
    """Never used, not expired, and its session is alive."""
    was_used: bool
    used_just_now: bool
    """Its use was not over when this request came in: two requests with the same token, at the same time."""
    session_expires_at: datetime


async def begin(session: WriteSession, started: Session) -> None:
    session.add(started)
    await session.flush()


async def add_token(session: WriteSession, token: RefreshToken) -> None:
    session.add(token)
    await session.flush()


async def owner_of(session: ReadSession, token_hash: bytes) -> int | None:
    """The person a refresh token was given to, whatever has become of it."""
    return await session.scalar(select(RefreshToken.user_id).where(RefreshToken.token_hash == token_hash))


async def kept_token(session: WriteSession, token_hash: bytes, came_in: datetime) -> KeptToken | None:
    """Read under the lock on the account, so that nobody else uses it meanwhile."""
    alive = RefreshToken.expires_at > func.now(), Session.expires_at > func.now(), Session.ended_at.is_(None)
    found = await session.execute(
        select(
            RefreshToken.session_id,
            func.coalesce(RefreshToken.used_at.is_(None) & alive[0] & alive[1] & alive[2], False),
            RefreshToken.used_at.is_not(None),
            func.coalesce(RefreshToken.used_at > came_in, False),
            Session.expires_at,
        )
        .join(Session, Session.id == RefreshToken.session_id)
        .where(RefreshToken.token_hash == token_hash)
    )
    row = found.one_or_none()
    return None if row is None else KeptToken(*row)


async def use(session: WriteSession, token_hash: bytes, at: datetime) -> None:
    await session.execute(update(RefreshToken).where(RefreshToken.token_hash == token_hash).values(used_at=at))


async def session_ids(session: ReadSession, user_id: int, token_id: str, token_hash: bytes | None) -> Sequence[UUID]:
    """The sessions that an access token and a refresh token of this person belong to."""
    one_of_both = or_(RefreshToken.access_token_id == token_id, RefreshToken.token_hash == token_hash)
    found = select(RefreshToken.session_id).where(RefreshToken.user_id == user_id, one_of_both).distinct()
    return (await session.scalars(found)).all()


async def end(session: WriteSession, ids: Sequence[UUID]) -> Sequence[tuple[str, datetime]]:
    """End sessions; the access tokens given out in them that have not expired, each with when it does."""
    await session.execute(
        update(Session).where(Session.id.in_(ids), Session.ended_at.is_(None)).values(ended_at=func.now())
    )
    living = select(RefreshToken.access_token_id, RefreshToken.access_expires_at).where(
        RefreshToken.session_id.in_(ids), RefreshToken.access_expires_at > func.now()
    )
    return [(token_id, expires_at) for token_id, expires_at in await session.execute(living)]


async def end_all(session: WriteSession, user_id: int, *, but: Sequence[UUID] = ()) -> None:
    ended = update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None), Session.id.not_in(but))
    await session.execute(ended.values(ended_at=func.now()))


async def forget_over(session: WriteSession) -> None:
    """Sessions that ended or expired a day ago; until then a token that comes again is told from an unknown one."""
    long_ago = func.now() - func.make_interval(0, 0, 0, 1)
    await session.execute(delete(Session).where(or_(Session.expires_at < long_ago, Session.ended_at < long_ago)))
