"""What administrators and the operator did."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from auth_service.tables.base import Base
from shared.database import mentions


class AuditRow(Base):
    """One action. It outlives the people in it: when one is erased, the row stays and no longer says who."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    action: Mapped[str] = mapped_column(Text)
    by_user_id: Mapped[int | None] = mapped_column(BigInteger, info=mentions("at", "action"), index=True)
    """The administrator; none for the operator's command line."""
    about_user_id: Mapped[int | None] = mapped_column(BigInteger, info=mentions("at", "action", "facts"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
