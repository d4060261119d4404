"""What workers follow: rows written since a transaction, streamed in PostgreSQL's binary COPY format.

A transaction's number is given before it commits. So a reader goes on from the horizon, before which every transaction
has ended, and reads again what lies beyond it: nothing that commits late under a lower number is missed.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import delete, select, text

from match_service.features import TermsKey, WishKey
from match_service.index.copied import LIST, NUMBER, Copied, CopyReader
from match_service.snapshot import Snapshot
from match_service.tables import SkillRow, TermsRow, WeightsRow, WishRow
from shared.database import ReadSession, WriteSession

_POSTINGS = """
SELECT job_id, extract(epoch FROM posted_at)::bigint, extract(epoch FROM expires_at)::bigint, pays,
    array_position($2::text[], currency), title_id, terms_id, years_least, years_most, closed_at IS NOT NULL,
    required, nice
FROM match.postings
WHERE changed_in >= $1 AND user_id IS NULL AND (closed_at IS NULL OR $1 > 0)
"""
_POSTING_KINDS = [NUMBER] * 10 + [LIST] * 2

_PEOPLE = """
SELECT user_id, floor(years)::bigint, (years > floor(years)), wish_id, least_pay, array_position($2::text[], currency),
    bar, scored, skills, roles
FROM match.people WHERE changed_in >= $1
"""
_PERSON_KINDS = [NUMBER] * 8 + [LIST] * 2

_TITLES = "SELECT id, level, words FROM match.titles WHERE changed_in >= $1"
_ROLES = "SELECT id, level, words FROM match.roles WHERE changed_in >= $1"
_WORDS_KINDS = [NUMBER, NUMBER, LIST]

_SNAPSHOT = """
SELECT pg_current_snapshot()::text AS snapshot, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
    now() AS at
"""

_ERASED = "SELECT user_id FROM match.tombstones WHERE erased_at >= CAST(:since AS timestamptz) - interval '5 minutes'"
"""No transaction of ours lasts five minutes: none that began before can still come."""

LOADING_SECONDS = 600

Use = Callable[[Copied], Awaitable[None]]


async def snapshot(session: ReadSession) -> Snapshot:
    """What this session sees."""
    row = (await session.execute(text(_SNAPSHOT))).one()
    return Snapshot(row.snapshot, row.horizon, row.at)


async def postings(session: ReadSession, since: int, currencies: Sequence[str], use: Use) -> None:
    """Public postings as `Catalogue.put_postings` takes them; closed ones too, but not from the beginning."""
    await _copy(session, _POSTINGS, (since, list(currencies)), _POSTING_KINDS, use)


async def people(session: ReadSession, since: int, currencies: Sequence[str], use: Use) -> None:
    """People as `Catalogue.put_people` takes them."""
    await _copy(session, _PEOPLE, (since, list(currencies)), _PERSON_KINDS, use)


async def titles(session: ReadSession, since: int, use: Use) -> None:
    """Titles as `Catalogue.learn_titles` takes them."""
    await _copy(session, _TITLES, (since,), _WORDS_KINDS, use)


async def roles(session: ReadSession, since: int, use: Use) -> None:
    """Roles as `Catalogue.learn_roles` takes them."""
    await _copy(session, _ROLES, (since,), _WORDS_KINDS, use)


async def _copy(session: ReadSession, query: str, values: tuple[Any, ...], kinds: Sequence[int], use: Use) -> None:
    reader = CopyReader(kinds)

    async def take(chunk: bytes) -> None:
        for rows in reader.feed(chunk):
            await use(rows)

    raw = (await (await session.connection()).get_raw_connection()).driver_connection
    if not isinstance(raw, asyncpg.Connection):
        raise TypeError(raw)
    await raw.copy_from_query(query, *values, output=take, format="binary", timeout=LOADING_SECONDS)
    await use(reader.rest())


async def allow_long_loading(session: ReadSession) -> None:
    """Let a statement of this transaction last: a whole catalogue takes its time."""
    await session.execute(text(f"SET LOCAL statement_timeout = '{LOADING_SECONDS}s'"))


async def skills(session: ReadSession, since: int) -> dict[int, str]:
    """Names of skills by number."""
    rows = await session.execute(select(SkillRow.id, SkillRow.name).where(SkillRow.changed_in >= since))
    return {row.id: row.name for row in rows}


async def terms(session: ReadSession, since: int) -> dict[int, TermsKey]:
    """Terms by number."""
    rows = await session.scalars(select(TermsRow).where(TermsRow.changed_in >= since))
    return {
        row.id: TermsKey(row.job_type, row.remote_type, row.refuses_visa, tuple(row.eligible), tuple(row.located))
        for row in rows
    }


async def wishes(session: ReadSession, since: int) -> dict[int, WishKey]:
    """Wishes by number."""
    rows = await session.scalars(select(WishRow).where(WishRow.changed_in >= since))
    return {
        row.id: WishKey(
            tuple(row.job_types),
            tuple(row.remote_types),
            row.needs_visa,
            tuple(row.eligible),
            tuple(row.preferred),
            row.prefers_remote,
        )
        for row in rows
    }


async def erased(session: ReadSession, since: datetime) -> list[int]:
    """People erased since."""
    return list(await session.scalars(text(_ERASED), {"since": since}))


async def newest_weights(session: ReadSession, not_version: int) -> WeightsRow | None:
    """The newest weights, unless they have this version."""
    newest = select(WeightsRow).where(WeightsRow.version > not_version)
    return await session.scalar(newest.order_by(WeightsRow.version.desc()).limit(1))


async def put_weights(session: WriteSession, weights: WeightsRow) -> None:
    """Keep these weights instead of those before them."""
    await session.execute(delete(WeightsRow).where(WeightsRow.version < weights.version))
    session.add(weights)
