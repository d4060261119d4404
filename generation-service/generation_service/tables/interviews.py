"""Interview kits, the sessions that practise them, and the answers given."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from generation_service.tables.base import Base


class SessionStatus(StrEnum):
    """A session ends once."""

    ACTIVE = "active"
    COMPLETED = "completed"


class PrepKit(Base):
    """Questions, insights and tips for a match, one for each state of CV, profile and posting."""

    __tablename__ = "prep_kits"
    __table_args__ = (UniqueConstraint("user_id", "match_id", "inputs_hash"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    match_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int] = mapped_column(BigInteger)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    company_insights: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    tips: Mapped[list[str]] = mapped_column(ARRAY(Text))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What it was made from, without name and contact: answers are judged against it."""
    inputs_hash: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class UnusableKit(Base):
    """An answer to the question for a kit that could not be used: the next time another question is asked."""

    __tablename__ = "unusable_kits"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    match_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    inputs_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Which of the questions it answers."""
    answered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class InterviewSession(Base):
    """One time that a person practises a kit."""

    __tablename__ = "interview_sessions"
    __table_args__ = (Index("ix_interview_sessions_user_id_started_at", "user_id", text("started_at DESC"), "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    prep_kit_id: Mapped[UUID] = mapped_column(ForeignKey("generation.prep_kits.id", ondelete="CASCADE"), index=True)
    status: Mapped[SessionStatus] = mapped_column(Text, server_default=SessionStatus.ACTIVE)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class InterviewAnswer(Base):
    """An answer as it was judged; the highest attempt is a question's current one."""

    __tablename__ = "interview_answers"
    __table_args__ = (Index("ix_interview_answers_user_id", "user_id"),)

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("generation.interview_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(Text, primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    command_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The command that gave it, so that it is given once."""
    answer: Mapped[str] = mapped_column(Text)
    score: Mapped[int] = mapped_column(Integer)
    feedback: Mapped[str] = mapped_column(Text)
    strengths: Mapped[list[str]] = mapped_column(ARRAY(Text))
    improvements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    model: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
