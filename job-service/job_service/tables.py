"""Tables of the `job` schema."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Sequence,
    SmallInteger,
    Text,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import add_language_model_tables, service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata("job")


add_language_model_tables(Base.metadata)


JOB_IDS = Sequence("job_ids", metadata=Base.metadata)
"""Scraped and pasted jobs draw their ids from here, so that a job id means one job."""

_NEXT_ID = JOB_IDS.next_value()
_OPEN = text("closed_at IS NULL")


class Posted:
    """What every job says, whether a board or a person brought it."""

    url: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    company: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(Text)
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    salary_min: Mapped[int | None] = mapped_column(BigInteger)
    salary_max: Mapped[int | None] = mapped_column(BigInteger)
    salary_currency: Mapped[str | None] = mapped_column(Text)
    remote_type: Mapped[str | None] = mapped_column(Text)
    job_type: Mapped[str | None] = mapped_column(Text)
    required_skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    nice_skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    years_min: Mapped[int | None] = mapped_column(SmallInteger)
    years_max: Mapped[int | None] = mapped_column(SmallInteger)
    seniority: Mapped[int | None] = mapped_column(SmallInteger)
    eligible_regions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    visa_sponsorship: Mapped[int | None] = mapped_column(SmallInteger)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")
    """Counts up with every change, closing and reopening included."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Catalogue(Base):
    """One row whose version counts up with every change of the public catalogue. Who changes it holds its lock."""

    __tablename__ = "catalogue"
    __table_args__ = (CheckConstraint("only_row", name="only_row"),)

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    samples_loaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Set once for ever when the sample jobs went in."""


_NEXT_VERSION = select(Catalogue.version + 1).scalar_subquery()


class Job(Posted, Base):
    """A job of the public catalogue."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_closed_at", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_jobs_open_fingerprint", "fingerprint", postgresql_where=_OPEN),
        Index("uq_jobs_source_source_id", "source", "source_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default=_NEXT_ID)
    source: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    scraped_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When this version was read; seeing it unchanged does not move it."""
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_in: Mapped[int] = mapped_column(
        BigInteger, server_default="0", default=_NEXT_VERSION, onupdate=_NEXT_VERSION, index=True
    )
    """The version of the catalogue that this row came with; set by every statement that writes one."""


class BoardListing(Base):
    """A job as one board lists it. The copies of a job on several boards are several listings of one job."""

    __tablename__ = "board_listings"
    # Partial, so that a planner that knows nothing of a new board has one index to look a listing up in: the key.
    __table_args__ = (
        Index(
            "ix_board_listings_source_last_seen_at",
            "source",
            "last_seen_at",
            postgresql_where=text("gone_at IS NULL"),
        ),
    )

    source: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[str] = mapped_column(Text, primary_key=True)
    job_id: Mapped[int] = mapped_column(BigInteger, ForeignKey(Job.id, ondelete="CASCADE"), index=True)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    gone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RawPosting(Base):
    """A board's own answer about a job; kept for a while after the job was closed."""

    __tablename__ = "raw_postings"

    job_id: Mapped[int] = mapped_column(BigInteger, ForeignKey(Job.id, ondelete="CASCADE"), primary_key=True)
    raw: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Source(Base):
    """A board, and when it was last read whole."""

    __tablename__ = "sources"

    source: Mapped[str] = mapped_column(Text, primary_key=True)
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ScrapeLog(Base):
    """One run over the boards. At most one is pending or running."""

    __tablename__ = "scrape_logs"
    __table_args__ = (
        Index(
            "uq_scrape_logs_active",
            text("(true)"),
            unique=True,
            postgresql_where=text("status IN ('pending', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SourceRun(Base):
    """What a run found on one board. Counts grow while it is read; `status` is set when it is done."""

    __tablename__ = "source_runs"

    scrape_log_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey(ScrapeLog.id, ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str | None] = mapped_column(Text)
    found: Mapped[int] = mapped_column(server_default="0")
    new: Mapped[int] = mapped_column(server_default="0")
    updated: Mapped[int] = mapped_column(server_default="0")
    closed: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None] = mapped_column(Text)


class Extraction(Base):
    """How far a job has been read by the language model; only where that is switched on."""

    __tablename__ = "extractions"
    __table_args__ = (Index("ix_extractions_due", text("job_id DESC"), postgresql_where=text("due")),)

    job_id: Mapped[int] = mapped_column(BigInteger, ForeignKey(Job.id, ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    """The newest version of the job that this knows of."""
    due: Mapped[bool]
    """Whether that version is still to be read."""


class UserJob(Posted, Base):
    """A job a person pasted; nobody else ever sees it."""

    __tablename__ = "user_jobs"
    __table_args__ = (
        Index(
            "uq_user_jobs_user_company_title",
            "user_id",
            text("lower(company)"),
            text("lower(title)"),
            unique=True,
            postgresql_where=text("company IS NOT NULL"),
        ),
        Index("ix_user_jobs_user_id", "user_id", text("created_at DESC"), text("id DESC")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default=_NEXT_ID)
    user_id: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
