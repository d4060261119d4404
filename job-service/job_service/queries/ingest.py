"""Writing what boards list into the catalogue, in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType

from job_service.incoming import Incoming
from job_service.tables import BoardListing, Catalogue, Job, RawPosting, Source
from shared.database import ReadSession, WriteSession
from shared.events import PostingFacts

_STAGE = text(
    """CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
    SELECT source_id, url, title, company, description, location, countries, tags, salary_min, salary_max,
        salary_currency, remote_type, job_type, required_skills, nice_skills, years_min, years_max, seniority,
        eligible_regions, visa_sponsorship, languages, posted_at, expires_at, fingerprint,
        NULL::bytea AS content_hash, NULL::jsonb AS raw
    FROM job.jobs WITH NO DATA"""
)
_COLUMNS = (
    "url",
    "title",
    "company",
    "description",
    "location",
    "countries",
    "tags",
    "salary_min",
    "salary_max",
    "salary_currency",
    "remote_type",
    "job_type",
    "required_skills",
    "nice_skills",
    "years_min",
    "years_max",
    "seniority",
    "eligible_regions",
    "visa_sponsorship",
    "languages",
    "posted_at",
    "expires_at",
)
_OF_LISTING = ("source_id", "fingerprint", "content_hash", "raw")
_LISTING_COLUMNS = ("source", "source_id", "job_id", "content_hash", "last_seen_at", "expires_at")
# Lists as the driver gives them are good enough for an event, and SQLAlchemy would copy each.
_FACTS: tuple[ColumnElement[Any], ...] = (
    Job.id.label("job_id"),
    *(
        type_coerce(getattr(Job, name), NullType()).label(name)
        for name in PostingFacts.model_fields
        if name != "job_id"
    ),
)
_INCOMING = table("incoming", *(column(name) for name in (*_COLUMNS, *_OF_LISTING)))


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds of a listing: whether it changed since, and whether it is still open."""

    content_hash: bytes
    is_open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A job that was written: what the schema gave it, and whose posting it is."""

    job_id: int
    version: int
    source_id: str


@dataclass(frozen=True, slots=True)
class Written:
    """The jobs that are new and those that changed or came back."""

    new: Sequence[Row] = ()
    updated: Sequence[Row] = ()


async def known_listings(session: ReadSession, source: str, source_ids: Sequence[str]) -> Mapping[str, Known]:
    """Those of a board's listings that were seen before."""
    found = await session.execute(
        select(BoardListing.source_id, BoardListing.content_hash, Job.closed_at.is_(None))
        .join(Job, Job.id == BoardListing.job_id)
        .where(BoardListing.source == source, BoardListing.source_id == func.any(list(source_ids)))
    )
    return {source_id: Known(content_hash, is_open) for source_id, content_hash, is_open in found}


async def lock_catalogue(session: WriteSession) -> None:
    """Let one writer at a time change the catalogue, until its transaction ends."""
    await session.execute(select(Catalogue.version).with_for_update())


async def bump_catalogue(session: WriteSession) -> None:
    """Say that the catalogue is different now."""
    await session.execute(update(Catalogue).values(version=Catalogue.version + 1))


async def see_listings(session: WriteSession, source: str, source_ids: Sequence[str], read_at: datetime) -> None:
    """Note that a board still lists these; this or a later reading of it may have been noted already."""
    these = and_(BoardListing.source == source, BoardListing.source_id == func.any(list(source_ids)))
    unnoted = or_(BoardListing.last_seen_at < read_at, BoardListing.gone_at.is_not(None))
    await session.execute(update(BoardListing).where(these, unnoted).values(_seen(read_at)))


def _seen(read_at: datetime) -> dict[str, Any]:
    return {"last_seen_at": func.greatest(BoardListing.last_seen_at, read_at), "gone_at": None}


async def write_postings(
    session: WriteSession, source: str, postings: Sequence[Incoming], read_at: datetime
) -> Written:
    """Change the jobs that are known, join copies of other boards' jobs to those, and add the rest."""
    if not postings:
        return Written()
    await session.execute(_STAGE)
    await _copy(session, postings)
    updated = await _change_known(session, source, read_at)
    await _join_copies(session, source, read_at)
    new = await _add_unknown(session, source, read_at)
    await _keep_raw(session, source)
    return Written(new, updated)


async def _copy(session: WriteSession, postings: Sequence[Incoming]) -> None:
    records = [
        (*(each.columns[name] for name in _COLUMNS), each.source_id, each.fingerprint, each.content_hash, each.raw)
        for each in postings
    ]
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.copy_records_to_table("incoming", records=records, columns=(*_COLUMNS, *_OF_LISTING))


_KEPT_JOB, _KEPT_LISTING = aliased(Job), aliased(BoardListing)


def _known_jobs(source: str) -> Subquery:
    """The postings whose job the board has brought before, with its id as `kept`."""
    key = (_KEPT_JOB.source == source, _KEPT_JOB.source_id == _INCOMING.c.source_id)
    return _each_with(select(_KEPT_JOB.id.label("kept")).where(*key))


def _known_listings(source: str) -> Subquery:
    """The postings that the board has listed before, with the board and the id of their job as `kept`."""
    key = (_KEPT_LISTING.source == source, _KEPT_LISTING.source_id == _INCOMING.c.source_id)
    return _each_with(select(_KEPT_LISTING.job_id.label("kept"), _KEPT_LISTING.source).where(*key))


def _each_with(kept: Select[*tuple[Any, ...]]) -> Subquery:
    # One lookup by key for each: of a new board the planner believes that it has one row, and would go through all of
    # them for every part. An offset keeps it from joining as it likes.
    one = kept.offset(0).lateral("one")
    return select(_INCOMING, *one.c).join_from(_INCOMING, one, true()).subquery("known")


async def _change_known(session: WriteSession, source: str, read_at: datetime) -> Sequence[Row]:
    known = _known_jobs(source)
    values: dict[str, Any] = {name: known.c[name] for name in (*_COLUMNS, "fingerprint")}
    values |= {"scraped_at": read_at, "closed_at": None, "version": Job.version + 1}
    changing = update(Job).where(Job.id == known.c.kept).values(values)
    changed = await session.execute(changing.returning(Job.id, Job.version, Job.source_id))
    rows = [Row(*row) for row in changed]
    listed = _known_listings(source)
    these = (BoardListing.job_id == listed.c.kept, BoardListing.source_id == listed.c.source_id)
    values = {"content_hash": listed.c.content_hash, "expires_at": listed.c.expires_at, **_seen(read_at)}
    listing = update(BoardListing).where(*these, BoardListing.source == listed.c.source).values(values)
    await session.execute(listing)
    return rows


async def _join_copies(session: WriteSession, source: str, read_at: datetime) -> None:
    """List a posting under the open job of another board that says the very same."""
    same = (Job.fingerprint == _INCOMING.c.fingerprint, Job.closed_at.is_(None), Job.source != source)
    original = select(func.min(Job.id)).where(*same).scalar_subquery()
    copies = select(
        literal(source),
        _INCOMING.c.source_id,
        original,
        _INCOMING.c.content_hash,
        literal(read_at),
        _INCOMING.c.expires_at,
    ).where(original.is_not(None))
    await session.execute(insert(BoardListing).from_select(_LISTING_COLUMNS, copies).on_conflict_do_nothing())


async def _add_unknown(session: WriteSession, source: str, read_at: datetime) -> Sequence[Row]:
    known = select(BoardListing.job_id).where(
        BoardListing.source == source, BoardListing.source_id == _INCOMING.c.source_id
    )
    names = ("source_id", *_COLUMNS, "fingerprint")
    unknown = select(*(_INCOMING.c[name] for name in names), literal(source), literal(read_at)).where(
        ~known.offset(0).exists()
    )
    adding = insert(Job).from_select((*names, "source", "scraped_at"), unknown)
    added = adding.returning(Job.id, Job.source_id, Job.version).cte("added")
    listed = select(
        literal(source),
        added.c.source_id,
        added.c.id,
        _INCOMING.c.content_hash,
        literal(read_at),
        _INCOMING.c.expires_at,
    ).join_from(added, _INCOMING, _INCOMING.c.source_id == added.c.source_id)
    listing = insert(BoardListing).from_select(_LISTING_COLUMNS, listed)
    new = await session.execute(listing.returning(BoardListing.job_id, BoardListing.source_id))
    return [Row(job_id, 1, source_id) for job_id, source_id in new]


async def _keep_raw(session: WriteSession, source: str) -> None:
    known = _known_jobs(source)
    raw = insert(RawPosting).from_select(("job_id", "raw"), select(known.c.kept, known.c.raw))
    await session.execute(raw.on_conflict_do_update(index_elements=["job_id"], set_={"raw": raw.excluded.raw}))


async def reopen_jobs(
    session: WriteSession, source: str, source_ids: Sequence[str], read_at: datetime
) -> Sequence[int]:
    """Open the closed jobs a board lists again under its copy of them."""
    listed = select(BoardListing.job_id).where(
        BoardListing.source == source, BoardListing.source_id == func.any(list(source_ids))
    )
    reopened = update(Job).where(Job.id.in_(listed), Job.closed_at.is_not(None))
    values = {"closed_at": None, "scraped_at": read_at, "version": Job.version + 1}
    return (await session.scalars(reopened.values(values).returning(Job.id))).all()


async def facts_of_jobs(session: ReadSession, ids: Sequence[int]) -> list[PostingFacts]:
    """What others are told of the jobs with these ids."""
    if not ids:
        return []
    stated = await session.execute(select(*_FACTS).where(Job.id == func.any(list(ids))).order_by(Job.id))
    return [PostingFacts(**row._asdict()) for row in stated]


async def drop_missing(session: WriteSession, source: str, read_at: datetime) -> Sequence[int]:
    """Mark the listings gone that a whole answer did not hold; ids of their jobs."""
    return await _drop(session, and_(BoardListing.source == source, BoardListing.last_seen_at < read_at), read_at)


async def drop_expired(
    session: WriteSession, now: datetime, unseen: timedelta, source: str | None = None
) -> Sequence[int]:
    """Mark the listings gone that their board no longer shows and that have expired, or name no expiry and were not
    seen for long, of one board or of all; ids of their jobs. Time in which a board could not be read does not count.
    """
    last_read = select(Source.read_at).where(Source.source == BoardListing.source).scalar_subquery()
    expired = or_(
        BoardListing.expires_at <= now,
        and_(BoardListing.expires_at.is_(None), BoardListing.last_seen_at < last_read - unseen),
    )
    of_board = true() if source is None else BoardListing.source == source
    return await _drop(session, and_(of_board, BoardListing.last_seen_at < last_read, expired), now)


async def _drop(session: WriteSession, these: Any, now: datetime) -> Sequence[int]:
    gone = update(BoardListing).where(BoardListing.gone_at.is_(None), these).values(gone_at=now)
    return (await session.scalars(gone.returning(BoardListing.job_id))).all()


async def close_unlisted(session: WriteSession, job_ids: Sequence[int], now: datetime) -> list[tuple[int, int]]:
    """Close those of the jobs that no board lists any more; ids and versions."""
    still_listed = select(BoardListing.job_id).where(BoardListing.job_id == Job.id, BoardListing.gone_at.is_(None))
    closing = update(Job).where(Job.id == func.any(list(job_ids)), Job.closed_at.is_(None), ~still_listed.exists())
    closed = await session.execute(
        closing.values(closed_at=now, version=Job.version + 1).returning(Job.id, Job.version)
    )
    return sorted((job_id, version) for job_id, version in closed)


async def note_read(session: WriteSession, source: str, read_at: datetime) -> None:
    """Remember when a board was last read whole."""
    noted = insert(Source).values(source=source, read_at=read_at)
    await session.execute(noted.on_conflict_do_update(index_elements=[Source.source], set_={"read_at": read_at}))
