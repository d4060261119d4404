"""Tables of the `match` schema.

A row that workers follow carries `changed_in`: the transaction that wrote it last.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Computed,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import service_metadata

NOW_WRITTEN = text("(pg_current_xact_id()::text::bigint)")


class Base(DeclarativeBase):
    metadata = service_metadata("match")


class PersonRow(Base):
    """What matching knows of a person, as their profile last told, and the numbers the index knows it by."""

    __tablename__ = "people"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    scored: Mapped[bool]
    """Whether there is anything to score the person by."""
    stated: Mapped[int] = mapped_column(SmallInteger)
    """match_service.scoring.Stated: what their scores rest on."""
    skills: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    roles: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    wish_id: Mapped[int]
    years: Mapped[float | None] = mapped_column(Float)
    least_pay: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    bar: Mapped[int] = mapped_column(SmallInteger)
    """The score in tenths that a new posting must reach to be among the person's best."""
    told_in: Mapped[int] = mapped_column(BigInteger)
    """The transaction that wrote what the profile told."""
    changed_in: Mapped[int] = mapped_column(BigInteger, index=True)


class PostingRow(Base):
    """What matching knows of a posting. `user_id`: whose it is, for a pasted one; only public ones are indexed.

    Everything but id, version and `closed_at` is missing when it was closed before it was heard of.
    """

    __tablename__ = "postings"
    __table_args__ = (
        Index("ix_postings_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),
        Index("ix_postings_changed_in", "changed_in", postgresql_where=text("user_id IS NULL")),
    )

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    posted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    title_id: Mapped[int | None]
    terms_id: Mapped[int | None]
    required: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    nice: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    years_least: Mapped[int | None] = mapped_column(SmallInteger)
    years_most: Mapped[int | None] = mapped_column(SmallInteger)
    pays: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(Text)
    changed_in: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What job-service told."""


class SkillRow(Base):
    __tablename__ = "skills"

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    changed_in: Mapped[int] = mapped_column(BigInteger, server_default=NOW_WRITTEN, index=True)


class WordRow(Base):
    """A word of titles and roles."""

    __tablename__ = "words"

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    word: Mapped[str] = mapped_column(Text, unique=True)


class _Words:
    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    words: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Ascending ids."""
    level: Mapped[int | None] = mapped_column(SmallInteger)
    """vocabulary.titles.Seniority as a number."""
    changed_in: Mapped[int] = mapped_column(BigInteger, server_default=NOW_WRITTEN, index=True)


class TitleRow(_Words, Base):
    """A title that postings have."""

    __tablename__ = "titles"
    __table_args__ = (UniqueConstraint("words", "level", postgresql_nulls_not_distinct=True),)


class RoleRow(_Words, Base):
    """A role that people look for."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("words", "level", postgresql_nulls_not_distinct=True),)


class TermsRow(Base):
    """Kind of contract, place of work, visa and countries, as postings combine them."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint(
            "eligible",
            "located",
            "refuses_visa",
            "job_type",
            "remote_type",
            name="uq_terms",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    job_type: Mapped[str | None] = mapped_column(Text)
    remote_type: Mapped[str | None] = mapped_column(Text)
    refuses_visa: Mapped[bool]
    eligible: Mapped[list[str]] = mapped_column(ARRAY(Text))
    located: Mapped[list[str]] = mapped_column(ARRAY(Text))
    changed_in: Mapped[int] = mapped_column(BigInteger, server_default=NOW_WRITTEN, index=True)


class WishRow(Base):
    """Kinds of contract, places of work, visa and countries, as people combine them."""

    __tablename__ = "wishes"
    __table_args__ = (
        UniqueConstraint(
            "eligible", "preferred", "job_types", "remote_types", "needs_visa", "prefers_remote", name="uq_wishes"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    job_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    remote_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_visa: Mapped[bool]
    eligible: Mapped[list[str]] = mapped_column(ARRAY(Text))
    preferred: Mapped[list[str]] = mapped_column(ARRAY(Text))
    prefers_remote: Mapped[bool]
    changed_in: Mapped[int] = mapped_column(BigInteger, server_default=NOW_WRITTEN, index=True)


class WeightsRow(Base):
    """One version of what skills and words weigh, counted once and used by every worker: a byte by number."""

    __tablename__ = "weights"

    version: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    postings: Mapped[int] = mapped_column(BigInteger)
    """How many open postings were counted."""
    skills: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    unseen_skill: Mapped[int] = mapped_column(SmallInteger)
    unseen_word: Mapped[int] = mapped_column(SmallInteger)


class MatchRow(Base):
    """A scored pair that is stored, and what the person did about it."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("user_id", "job_id"),
        Index("ix_matches_listed", "user_id", text("tenths DESC"), text("posted_at DESC"), "job_id"),
        Index(
            "ix_matches_best",
            "user_id",
            text("tenths DESC"),
            text("posted_at DESC"),
            "job_id",
            postgresql_where=text("NOT kept"),
        ),
        Index("ix_matches_job_id", "job_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[int] = mapped_column(BigInteger)
    posted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """The posting's, for the order of equal scores."""
    tenths: Mapped[int] = mapped_column(SmallInteger)
    """The score in tenths of a point."""
    skill: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[int] = mapped_column(SmallInteger)
    experience: Mapped[int] = mapped_column(SmallInteger)
    work_type: Mapped[int] = mapped_column(SmallInteger)
    location: Mapped[int] = mapped_column(SmallInteger)
    salary: Mapped[int] = mapped_column(SmallInteger)
    stated: Mapped[int] = mapped_column(SmallInteger)
    """match_service.scoring.Stated."""
    matching: Mapped[list[str]] = mapped_column(ARRAY(Text))
    missing: Mapped[list[str]] = mapped_column(ARRAY(Text))
    related: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[str] = mapped_column(Text, server_default="matched")
    status_set: Mapped[bool] = mapped_column(server_default="false")
    """Whether the person set the status."""
    own: Mapped[bool] = mapped_column(server_default="false")
    """Whether the match is there by the person's doing: they pasted the job, or asked for a match with it."""
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    letter: Mapped[str | None] = mapped_column(Text)
    letter_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    highlights: Mapped[list[str] | None] = mapped_column(JSONB)
    highlights_version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    kept: Mapped[bool] = mapped_column(
        Computed("status_set OR own OR letter IS NOT NULL OR highlights IS NOT NULL", persisted=True)
    )
    """Whether no score drops it."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Refresh(Base):
    """A person's runs: how many were asked for, which is in hand, which is done, and how the last one went."""

    __tablename__ = "refreshes"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    requested: Mapped[int] = mapped_column(BigInteger, server_default="0")
    begun: Mapped[int] = mapped_column(BigInteger, server_default="0")
    done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    failed: Mapped[bool] = mapped_column(server_default="false")
    created: Mapped[int] = mapped_column(BigInteger, server_default="0")
    updated: Mapped[int] = mapped_column(BigInteger, server_default="0")
    jobs_scored: Mapped[int] = mapped_column(BigInteger, server_default="0")
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
