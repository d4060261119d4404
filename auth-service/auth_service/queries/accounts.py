"""Accounts."""

from collections.abc import Sequence

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from auth_service.emails import Email
from auth_service.tables import Account, FirstAdmin
from shared.database import ReadSession, WriteSession

FIRST_ADMIN_LOCK = 4_207_103
ADMINS_LOCK = 4_207_104


async def add(session: WriteSession, email: Email, full_name: str, password_hash: str) -> Account | None:
    """The new account; none when the address is taken."""
    added = await session.scalars(
        insert(Account)
        .values(email=email.shown, email_key=email.key, full_name=full_name, password_hash=password_hash)
        .on_conflict_do_nothing(index_elements=[Account.email_key])
        .returning(Account)
    )
    return added.one_or_none()


async def with_email(session: ReadSession, email_key: str) -> Account | None:
    return await session.scalar(select(Account).where(Account.email_key == email_key))


async def of_id(session: ReadSession, user_id: int) -> Account | None:
    return await session.get(Account, user_id)


async def lock(session: WriteSession, user_id: int) -> Account | None:
    """The account as it is now; whatever changes a person's sessions, password or role waits for this lock."""
    return await session.get(Account, user_id, with_for_update=True)


async def newest_first(session: ReadSession, limit: int, offset: int) -> Sequence[Account]:
    page = select(Account).order_by(Account.user_id.desc()).limit(limit).offset(offset)
    return (await session.scalars(page)).all()


async def count(session: ReadSession) -> int:
    return await session.scalar(select(func.count()).select_from(Account)) or 0


async def first_admin_is_decided(session: ReadSession) -> bool:
    return await session.scalar(select(FirstAdmin.decided_at)) is not None


async def lock_first_admin(session: WriteSession) -> None:
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FIRST_ADMIN_LOCK})


async def make_first_admin(session: WriteSession, user_id: int) -> None:
    await decide_first_admin(session)
    await session.execute(update(Account).where(Account.user_id == user_id).values(is_admin=True))


async def decide_first_admin(session: WriteSession) -> None:
    await session.execute(insert(FirstAdmin).on_conflict_do_nothing())


async def lock_administrators(session: WriteSession) -> None:
    """Nobody else becomes an administrator or stops being one before the commit. Taken before an account's lock."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADMINS_LOCK})


async def has_other_admins(session: ReadSession, user_id: int) -> bool:
    others = select(Account.user_id).where(Account.is_admin, Account.is_active, Account.user_id != user_id)
    return await session.scalar(others.limit(1)) is not None
