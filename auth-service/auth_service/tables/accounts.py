"""Accounts, and who may open one or log in to it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, LargeBinary, Text, func, true
from sqlalchemy.orm import Mapped, mapped_column

from auth_service.tables.base import Base
from shared.database import SECRET, mentions


class Account(Base):
    """A person who may log in. `email_key` is the address as it is compared."""

    __tablename__ = "accounts"

    user_id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text, unique=True)
    full_name: Mapped[str] = mapped_column(Text)
    """Empty for who registered without one."""
    password_hash: Mapped[str] = mapped_column(Text, info=SECRET)
    is_active: Mapped[bool] = mapped_column(server_default=true())
    is_admin: Mapped[bool] = mapped_column(server_default="false")
    version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Counts up with every `user.changed`."""
    name_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Version of the newest `profile.renamed` that was taken up."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class FirstAdmin(Base):
    """Holds one row for ever once the first administrator was decided on, even when that person is forgotten."""

    __tablename__ = "first_admin"
    __table_args__ = (CheckConstraint("only_row", name="only_row"),)

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AllowedEmail(Base):
    """An address that may register while registration is by allowlist."""

    __tablename__ = "allowed_emails"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text, unique=True)
    added_by: Mapped[int | None] = mapped_column(BigInteger, info=mentions("created_at"))
    """The administrator; none when it was the operator, or one who has been erased since."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class LoginAttempts(Base):
    """How often a password was tried in vain for an address, whether or not it has an account."""

    __tablename__ = "login_attempts"

    email_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    free_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """Nobody may try before."""
