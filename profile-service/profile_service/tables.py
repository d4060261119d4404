"""Tables of the `profile` schema."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Float, Identity, Index, Integer, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import add_language_model_tables, service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata("profile")


add_language_model_tables(Base.metadata)


class Profile(Base):
    """A person as they present themselves. `version` counts what matching and insights read."""

    __tablename__ = "profiles"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    bio: Mapped[str | None] = mapped_column(Text)
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    experience_years: Mapped[float | None] = mapped_column(Float)
    preferences: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    account_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Version of the newest `user.changed` that was taken up."""
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Cv(Base):
    """A CV's file and what it says, as read or as the person corrected it. The newest is the one that counts."""

    __tablename__ = "cvs"
    __table_args__ = (Index("ix_cvs_newest", "user_id", text("id DESC")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    parsed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, deferred=True)
    """Where each value stood in `text`; none for what the person corrected."""
    quality: Mapped[dict[str, Any]] = mapped_column(JSONB)
    model: Mapped[str] = mapped_column(Text)
    """The engine that read it."""
    uploaded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    corrected_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UploadCount(Base):
    """What a person has uploaded in a day (UTC), whether or not it could be read."""

    __tablename__ = "upload_counts"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    uploads: Mapped[int] = mapped_column(Integer)
    weight: Mapped[int] = mapped_column(BigInteger)
    """In bytes, all of them together."""


class Project(Base):
    """Something a person built: from their newest CV, until they change it and it is their own."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, index=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    technologies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    url: Mapped[str | None] = mapped_column(Text)
    from_cv: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
