"""Letters, highlights, and the requests for them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from generation_service.tables.base import Base


class Kind(StrEnum):
    """What is asked for."""

    LETTER = "letter"
    HIGHLIGHTS = "highlights"


class State(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a request failed."""

    UNAVAILABLE = "unavailable"
    UNUSABLE = "unusable"
    SHUT_OUT = "shut_out"
    """The person was deactivated before it was written."""


class Engine(StrEnum):
    """Who shall write."""

    RULES = "rules"
    MODEL = "model"
    """The language model."""


class Request(Base):
    """One letter or set of highlights asked for. At most one waits per match, kind and inputs."""

    __tablename__ = "requests"
    __table_args__ = (
        Index(
            "uq_requests_waiting", "user_id", "match_id", "kind", "inputs_hash", unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_requests_user_id", "user_id"),
        Index("ix_requests_finished_at", "finished_at"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    match_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[Kind] = mapped_column(Text)
    inputs_hash: Mapped[str] = mapped_column(Text)
    inputs: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The snapshot it is written from; gone once it is finished."""
    engine: Mapped[Engine] = mapped_column(Text, server_default=Engine.RULES)
    allowed_as_of: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """`updated_at` of the profile in which the model was allowed."""
    is_watched: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """Whether somebody reads along, so that passages are told as they are written."""
    is_owed: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """Whether who asked for it anew was sent away before it was there."""
    state: Mapped[State] = mapped_column(Text, server_default=State.WAITING)
    reason: Mapped[Reason | None] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    """What the person is told of the failure."""
    retry_after: Mapped[int | None] = mapped_column(Integer)
    """After how many seconds it is worth asking again."""
    result_id: Mapped[UUID | None] = mapped_column(Uuid)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ShownPassage(Base):
    """A passage of a letter that somebody reads while it is being written. Gone when the letter is there."""

    __tablename__ = "shown_passages"

    request_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("generation.requests.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Counts from 0 in the order of the letter."""
    user_id: Mapped[int] = mapped_column(BigInteger, index=True)
    paragraph: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The CV lines behind it."""


class CoverLetter(Base):
    """A version of a match's letter; the highest is the current one."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("user_id", "match_id", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    match_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    claims: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Sentences and the CV lines behind them; none in what the person wrote."""
    model: Mapped[str] = mapped_column(Text)
    inputs_hash: Mapped[str] = mapped_column(Text)
    """Of all that went in; an edit keeps that of the version it was made from."""
    letterhead: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Sender, company and job as they were when it was written: what its files show around it."""
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def public_id(self) -> str:
        """The id as the API shows it."""
        return f"cov-{self.id}"


class Highlights(Base):
    """A version of the CV lines chosen for a match; the highest is the current one."""

    __tablename__ = "highlights"
    __table_args__ = (UniqueConstraint("user_id", "match_id", "version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    match_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer)
    lines: Mapped[list[str]] = mapped_column(ARRAY(Text))
    model: Mapped[str] = mapped_column(Text)
    inputs_hash: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
