"""Who lets a language model read what is theirs."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from generation_service.tables.base import Base


class Consent(Base):
    """What a person has said last; of whom there is no row has never refused."""

    __tablename__ = "consents"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    may_use_model: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """By the profile's clock: to be held against `Request.allowed_as_of`, which is by the same."""
