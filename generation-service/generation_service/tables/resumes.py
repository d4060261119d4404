"""Résumés as they were made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from generation_service.tables.base import Base


class ResumeFile(Base):
    """A résumé's PDF; a person's newest ones are kept."""

    __tablename__ = "resumes"
    __table_args__ = (Index("ix_resumes_user_id_made_at", "user_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    """The job it was tailored to."""
    command_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The command that asked for it, so that it is made once."""
    file_name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def public_id(self) -> str:
        """The id as the API shows it."""
        return f"res-{self.id}"
