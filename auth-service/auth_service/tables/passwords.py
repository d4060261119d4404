"""Forgotten passwords: who asked for a link, and which links are good."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from auth_service.tables.base import Base
from shared.database import SECRET


class ResetRequest(Base):
    """A link somebody asked for, until it is mailed: at most one per address, whether or not it has an account."""

    __tablename__ = "reset_requests"

    email_key: Mapped[str] = mapped_column(Text, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    """Nobody sends it before: a try that fails or dies comes again later."""


class ResetLink(Base):
    """A link that was given out; its token is kept only as a hash, and gone once it was used."""

    __tablename__ = "reset_links"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=SECRET)
    user_id: Mapped[int] = mapped_column(BigInteger, index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
