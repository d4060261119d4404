"""Matches: stored in bulk, listed with their jobs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert

from match_service.pairs import ScoredPair
from match_service.queries.rows import as_json
from match_service.tables import MatchRow
from shared.database import ReadSession, WriteSession

_PAIRS = """
jsonb_to_recordset(CAST(:rows AS jsonb)) AS pair (
    user_id bigint, job_id bigint, posted_at timestamptz, tenths smallint, skill smallint, title smallint,
    experience smallint, work_type smallint, location smallint, salary smallint, stated smallint,
    matching text[], missing text[], related text[]
)
"""
_SCORES = "posted_at, tenths, skill, title, experience, work_type, location, salary, stated, matching, missing, related"

_AS_SEEN = """
(CAST(:snapshot AS text) IS NULL
 OR pg_visible_in_snapshot(postings.changed_in::text::xid8, CAST(CAST(:snapshot AS text) AS pg_snapshot)))
"""
"""The posting is as it was in the snapshot."""

_STORE = f"""
INSERT INTO match.matches AS known (user_id, job_id, {_SCORES}, own)
SELECT pair.user_id, pair.job_id, {", ".join(f"pair.{column}" for column in _SCORES.split(", "))},
    postings.user_id IS NOT NULL
FROM {_PAIRS} JOIN match.postings ON postings.job_id = pair.job_id AND postings.closed_at IS NULL AND {_AS_SEEN}
ORDER BY pair.user_id, pair.job_id
ON CONFLICT (user_id, job_id) DO UPDATE SET
    {", ".join(f"{column} = excluded.{column}" for column in _SCORES.split(", "))}, updated_at = now()
RETURNING (xmax = 0) AS is_new
"""  # noqa: S608 - constants of ours

_FORGET_OTHERS = f"""
DELETE FROM match.matches USING match.postings
WHERE matches.user_id = :user_id AND NOT matches.kept AND NOT matches.job_id = ANY(CAST(:jobs AS bigint[]))
  AND postings.job_id = matches.job_id AND {_AS_SEEN}
"""  # noqa: S608 - constants of ours

_DROP = """
DELETE FROM match.matches
USING unnest(CAST(:users AS bigint[]), CAST(:jobs AS bigint[])) AS pair (user_id, job_id)
WHERE matches.user_id = pair.user_id AND matches.job_id = pair.job_id AND NOT kept
"""

_TRIM = """
WITH past AS (
    SELECT best.*, row_number() OVER (PARTITION BY best.user_id ORDER BY tenths DESC, posted_at DESC, job_id) AS place
    FROM unnest(CAST(:users AS bigint[])) AS one (user_id) CROSS JOIN LATERAL (
        SELECT id, matches.user_id, job_id, tenths, posted_at FROM match.matches
        WHERE matches.user_id = one.user_id AND NOT kept
        ORDER BY tenths DESC, posted_at DESC, job_id OFFSET :most - 1
    ) AS best
), dropped AS (
    DELETE FROM match.matches USING past WHERE matches.id = past.id AND past.place > 1
)
UPDATE match.people SET bar = coalesce(past.tenths, :least), changed_in = pg_current_xact_id()::text::bigint
FROM unnest(CAST(:users AS bigint[])) AS one (user_id)
LEFT JOIN past ON past.user_id = one.user_id AND past.place = 1
WHERE people.user_id = one.user_id AND people.bar <> coalesce(past.tenths, :least)
"""

_DROPPABLE = """
SELECT user_id, job_id FROM match.matches WHERE job_id = ANY(CAST(:jobs AS bigint[])) AND NOT kept
ORDER BY user_id, job_id
"""

_KEEPERS = """
SELECT DISTINCT user_id FROM match.matches WHERE job_id = ANY(CAST(:jobs AS bigint[])) AND kept ORDER BY user_id
"""

_KEPT_JOBS = "SELECT job_id, status FROM match.matches WHERE user_id = :user_id AND kept"

_REMOVE_PASTED = """
DELETE FROM match.matches WHERE user_id = :user_id AND job_id = :job_id
  AND NOT status_set AND letter IS NULL AND highlights IS NULL
"""

_SHOWN = """
SELECT matches.*, postings.facts, postings.closed_at FROM match.matches JOIN match.postings USING (job_id)
"""

_WANTED = """
WHERE matches.user_id = :user_id AND tenths >= :least
  AND (status = :status OR (:status = '' AND status NOT IN ('hidden', 'rejected')))
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Which matches of a list are shown."""

    least_tenths: int
    status: str | None
    limit: int
    offset: int


async def store(session: WriteSession, pairs: Sequence[ScoredPair], snapshot: str | None) -> tuple[int, int]:
    """Insert or replace scores with open postings, those that changed since the snapshot left out.

    All in one statement; how many were new and how many were not.
    """
    if not pairs:
        return 0, 0
    values = {"rows": as_json([pair.row for pair in pairs]), "snapshot": snapshot}
    new = list(await session.scalars(text(_STORE), values))
    return sum(new), len(new) - sum(new)


async def forget_others(session: WriteSession, user_id: int, jobs: Collection[int], snapshot: str) -> None:
    """Drop a person's matches that are not among these, but for kept ones and postings changed since the snapshot."""
    await session.execute(text(_FORGET_OTHERS), {"user_id": user_id, "jobs": list(jobs), "snapshot": snapshot})


async def droppable(session: ReadSession, jobs: Sequence[int]) -> list[tuple[int, int]]:
    """Everybody's matches with these jobs, but for kept ones: (person, job), in this order."""
    return [(row.user_id, row.job_id) for row in await session.execute(text(_DROPPABLE), {"jobs": list(jobs)})]


async def drop(session: WriteSession, pairs: Sequence[tuple[int, int]]) -> None:
    """Drop matches of (person, job), but for kept ones."""
    values = {"users": [user_id for user_id, _ in pairs], "jobs": [job_id for _, job_id in pairs]}
    await session.execute(text(_DROP), values)


async def trim(session: WriteSession, users: Sequence[int], most: int, least: int) -> None:
    """Drop what is past these people's last place, but for kept ones, and set their bars to it.

    Whose list is not full has the bar `least`.
    """
    await session.execute(text(_TRIM), {"users": list(users), "most": most, "least": least})


async def keepers(session: ReadSession, jobs: Sequence[int]) -> list[int]:
    """The people who have a kept match with one of these jobs."""
    return list(await session.scalars(text(_KEEPERS), {"jobs": list(jobs)}))


async def kept_jobs(session: ReadSession, user_id: int) -> dict[int, str]:
    """The jobs whose match with the person is kept for ever, with their status."""
    return {row.job_id: row.status for row in await session.execute(text(_KEPT_JOBS), {"user_id": user_id})}


async def remove_pasted(session: WriteSession, user_id: int, job_id: int) -> None:
    """Drop the match of a pasted job, unless it has a status of the person's or something was written for it."""
    await session.execute(text(_REMOVE_PASTED), {"user_id": user_id, "job_id": job_id})


async def listed(session: ReadSession, user_id: int, page: Page) -> tuple[list[Row[Any]], int]:
    """Best first, ties newest job first, then by id; and how many there are in all."""
    values = {"user_id": user_id, "least": page.least_tenths, "status": page.status or ""}
    order = "ORDER BY tenths DESC, matches.posted_at DESC, matches.job_id LIMIT :limit OFFSET :offset"
    shown = await session.execute(
        text(f"{_SHOWN} {_WANTED} {order}"), {**values, "limit": page.limit, "offset": page.offset}
    )
    total = await session.scalar(text(f"SELECT count(*) FROM match.matches {_WANTED}"), values)  # noqa: S608
    return list(shown), int(total or 0)


async def shown(session: ReadSession, match_id: int) -> Row[Any] | None:
    """One match with its job."""
    return (await session.execute(text(f"{_SHOWN} WHERE matches.id = :id"), {"id": match_id})).first()


async def lock_match(session: WriteSession, match_id: int) -> MatchRow | None:
    return await session.get(MatchRow, match_id, with_for_update=True, populate_existing=True)


async def lock_pair(session: WriteSession, user_id: int, job_id: int) -> MatchRow | None:
    pair = select(MatchRow).where(MatchRow.user_id == user_id, MatchRow.job_id == job_id)
    return await session.scalar(pair.with_for_update().execution_options(populate_existing=True))


async def make_own(session: WriteSession, pair: ScoredPair) -> tuple[int, bool]:
    """Keep the person's match with a job for ever, as scored when there is none yet; its id, and whether it is new."""
    made = insert(MatchRow).values(**pair.row, own=True)
    own = made.on_conflict_do_update(index_elements=["user_id", "job_id"], set_={"own": True})
    is_new: ColumnElement[bool] = literal_column("xmax = 0")
    match_id, was_made = (await session.execute(own.returning(MatchRow.id, is_new))).one()
    return match_id, was_made


async def restore(session: WriteSession, match_id: int, pair: ScoredPair) -> None:
    """Bring back a match that was dropped, under the id it had."""
    session.add(MatchRow(id=match_id, **pair.row))
    await session.flush()
