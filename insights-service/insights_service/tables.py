"""Tables of the `insights` schema."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata("insights")


class Posting(Base):
    """What counts of a posting. One that is closed keeps its row, so that an older event can't reopen it."""

    __tablename__ = "postings"
    __table_args__ = (
        Index("ix_postings_open", "job_id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_postings_skill_keys", "skill_keys", postgresql_using="gin", postgresql_where=text("closed_at IS NULL")
        ),
    )

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    skill_keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    salary_dollars: Mapped[int | None] = mapped_column(BigInteger)
    """Yearly, the middle of the stated range; none when nothing was stated."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SkillTotal(Base):
    """How many open postings ask for a skill, and what it is called."""

    __tablename__ = "skill_totals"
    __table_args__ = (Index("ix_skill_totals_popular", text("postings DESC"), "skill_key"),)

    skill_key: Mapped[str] = mapped_column(Text, primary_key=True)
    skill: Mapped[str] = mapped_column(Text)
    postings: Mapped[int] = mapped_column(BigInteger)


class CustomSkill(Base):
    """A skill that people added themselves; it belongs to nobody."""

    __tablename__ = "custom_skills"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    skill_key: Mapped[str] = mapped_column(Text, unique=True)
    skill: Mapped[str] = mapped_column(Text)
    usage_count: Mapped[int] = mapped_column(BigInteger, server_default="1")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Person(Base):
    """The skills of a person, as their profile last told."""

    __tablename__ = "people"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    salary_currency: Mapped[str | None] = mapped_column(Text)


class InterviewAnswer(Base):
    """The score of an answer to an interview question; never its words."""

    __tablename__ = "interview_answers"
    __table_args__ = (Index("ix_interview_answers_user_id", "user_id"),)

    session_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    question_id: Mapped[str] = mapped_column(Text, primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    prep_kit_id: Mapped[UUID] = mapped_column(Uuid)
    score: Mapped[int] = mapped_column(Integer)
    questions: Mapped[int] = mapped_column(Integer)
    answered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CompletedInterview(Base):
    """An interview session that has ended."""

    __tablename__ = "completed_interviews"
    __table_args__ = (Index("ix_completed_interviews_user_id", "user_id"),)

    session_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    completed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
