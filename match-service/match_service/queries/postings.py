"""Postings: put and closed by version."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, text

from match_service.features import PostingFeatures
from match_service.queries.dictionary import terms_numbers, title_numbers
from match_service.queries.rows import as_json
from match_service.reasons import PostingSkills
from match_service.tables import PostingRow
from shared.database import ReadSession, WriteSession
from shared.events import PostingFacts

_PUT = """
INSERT INTO match.postings AS known (
    job_id, version, user_id, posted_at, expires_at, title_id, terms_id, required, nice, years_least, years_most,
    pays, currency, facts, changed_in
)
SELECT job_id, version, :owner, posted_at, expires_at, title_id, terms_id, required, nice, years_least, years_most,
    pays, currency, facts, pg_current_xact_id()::text::bigint
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS told (
    job_id bigint, version bigint, posted_at timestamptz, expires_at timestamptz, title_id integer, terms_id integer,
    required integer[], nice integer[], years_least smallint, years_most smallint, pays bigint, currency text,
    facts jsonb
)
ORDER BY job_id
ON CONFLICT (job_id) DO UPDATE SET
    version = excluded.version, user_id = excluded.user_id, posted_at = excluded.posted_at,
    expires_at = excluded.expires_at, title_id = excluded.title_id, terms_id = excluded.terms_id,
    required = excluded.required, nice = excluded.nice, years_least = excluded.years_least,
    years_most = excluded.years_most, pays = excluded.pays, currency = excluded.currency, facts = excluded.facts,
    changed_in = excluded.changed_in, closed_at = NULL
WHERE known.version < excluded.version
"""

_SKILLS = """
SELECT job_id, posted_at, required, nice, pays IS NOT NULL AS names_pay FROM match.postings
WHERE job_id = ANY(CAST(:ids AS bigint[])) AND closed_at IS NULL
"""

_CLOSE = """
INSERT INTO match.postings AS known (job_id, version, user_id, closed_at, changed_in)
SELECT job_id, version, CAST(:owner AS bigint), :closed_at, pg_current_xact_id()::text::bigint
FROM unnest(CAST(:ids AS bigint[]), CAST(:versions AS bigint[])) AS told (job_id, version) ORDER BY job_id
ON CONFLICT (job_id) DO UPDATE
SET version = excluded.version, closed_at = excluded.closed_at, changed_in = excluded.changed_in
WHERE known.version < excluded.version
"""


async def put_postings(session: WriteSession, postings: Sequence[PostingFeatures], owner: int | None = None) -> None:
    """Keep postings whose version is newer than the one that is there; all in one statement."""
    titles = await title_numbers(session, {posting.title for posting in postings})
    terms = await terms_numbers(session, {posting.terms for posting in postings})
    rows = [_row(posting, titles[posting.title], terms[posting.terms]) for posting in postings]
    await session.execute(text(_PUT), {"owner": owner, "rows": as_json(rows)})


def _row(posting: PostingFeatures, title_id: int, terms_id: int) -> dict[str, Any]:
    told, facts = posting.told, posting.facts
    return {
        "job_id": told.job_id,
        "version": told.version,
        "posted_at": facts.posted_at,
        "expires_at": facts.expires_at,
        "title_id": title_id,
        "terms_id": terms_id,
        "required": posting.required,
        "nice": posting.nice,
        "years_least": None if posting.years is None else posting.years.least,
        "years_most": None if posting.years is None else posting.years.most,
        "pays": posting.pays,
        "currency": posting.currency,
        "facts": told.model_dump(mode="json"),
    }


async def close_postings(
    session: WriteSession,
    job_ids: Sequence[int],
    versions: Sequence[int],
    closed_at: datetime,
    owner: int | None = None,
) -> None:
    """Close postings unless a newer version is there; one not heard of yet is closed before it comes."""
    values = {"ids": list(job_ids), "versions": list(versions), "closed_at": closed_at, "owner": owner}
    await session.execute(text(_CLOSE), values)


async def versions_of(session: ReadSession, job_ids: Collection[int]) -> dict[int, int]:
    """The versions that are kept of some postings, closed ones too."""
    rows = await session.execute(select(PostingRow.job_id, PostingRow.version).where(PostingRow.job_id.in_(job_ids)))
    return {row.job_id: row.version for row in rows}


async def closed_among(session: ReadSession, job_ids: Collection[int]) -> list[int]:
    """Those of these postings that are closed."""
    closed = select(PostingRow.job_id).where(PostingRow.job_id.in_(job_ids), PostingRow.closed_at.is_not(None))
    return list(await session.scalars(closed.order_by(PostingRow.job_id)))


async def skills_of(session: ReadSession, job_ids: Sequence[int]) -> dict[int, PostingSkills]:
    """What goes into the reasons of matches with these postings, by id."""
    rows = await session.execute(text(_SKILLS), {"ids": list(job_ids)})
    return {row.job_id: PostingSkills(*row) for row in rows}


async def told_of(session: ReadSession, job_ids: Collection[int], *, closed_too: bool) -> list[PostingFacts]:
    """What job-service told of some postings."""
    told = select(PostingRow.facts).where(PostingRow.job_id.in_(job_ids), PostingRow.facts.is_not(None))
    wanted = told if closed_too else told.where(PostingRow.closed_at.is_(None))
    return [PostingFacts.model_validate(facts) for facts in await session.scalars(wanted)]


async def told_to(session: ReadSession, reader: int, job_id: int) -> PostingFacts | None:
    """What job-service told of a posting, open or closed; of a pasted one only to the person who pasted it."""
    shown = or_(PostingRow.user_id.is_(None), PostingRow.user_id == reader)
    facts = await session.scalar(select(PostingRow.facts).where(PostingRow.job_id == job_id, shown))
    return None if facts is None else PostingFacts.model_validate(facts)


async def pasted_by(session: ReadSession, user_id: int) -> list[int]:
    """The open jobs a person pasted."""
    own = select(PostingRow.job_id).where(
        PostingRow.user_id == user_id, PostingRow.closed_at.is_(None), PostingRow.facts.is_not(None)
    )
    return list(await session.scalars(own))


async def forget_closed(session: WriteSession, days: int) -> None:
    """Drop postings closed long ago that no match refers to."""
    await session.execute(
        text(
            "DELETE FROM match.postings WHERE closed_at < now() - make_interval(days => :days)"
            " AND NOT EXISTS (SELECT 1 FROM match.matches WHERE matches.job_id = postings.job_id)"
        ),
        {"days": days},
    )
