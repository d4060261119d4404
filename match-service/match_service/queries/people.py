"""People and their runs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from match_service.features import PersonFeatures, WordsKey
from match_service.queries.dictionary import role_numbers, wish_number
from match_service.scoring import Stated
from match_service.tables import PersonRow, Refresh, RoleRow
from shared.database import ReadSession, WriteSession

THIS_TRANSACTION = text("pg_current_xact_id()::text::bigint")

PeopleSkills = dict[int, tuple[list[int], Stated]]
"""The numbers of people's skills and what their scores rest on, by id."""

_LOCK = """
SELECT user_id, skills, stated FROM match.people WHERE user_id = ANY(CAST(:users AS bigint[]))
    AND (CAST(:snapshot AS text) IS NULL
         OR pg_visible_in_snapshot(told_in::text::xid8, CAST(CAST(:snapshot AS text) AS pg_snapshot)))
ORDER BY user_id FOR NO KEY UPDATE
"""

_REQUEST = """
INSERT INTO match.refreshes AS known (user_id, requested)
SELECT user_id, 1 FROM unnest(CAST(:users AS bigint[])) AS user_id ORDER BY user_id
ON CONFLICT (user_id) DO UPDATE SET requested = known.requested + 1, failed = false, updated_at = now()
RETURNING user_id, requested - begun = 1 AS is_first
"""


async def put_person(session: WriteSession, user_id: int, version: int, person: PersonFeatures, bar: int) -> bool:
    """Keep a person; false when a newer version is there already. Someone new gets the bar."""
    roles = await role_numbers(session, set(person.roles))
    told = {
        "version": version,
        "snapshot": person.told.model_dump(mode="json"),
        "scored": person.facts.can_be_scored,
        "stated": person.stated,
        "skills": list(person.skills),
        "roles": [roles[role] for role in person.roles],
        "wish_id": await wish_number(session, person.wish),
        "years": person.facts.years,
        "least_pay": person.least_pay,
        "currency": person.currency,
        "told_in": THIS_TRANSACTION,
        "changed_in": THIS_TRANSACTION,
    }
    put = insert(PersonRow).values(user_id=user_id, bar=bar, **told)
    fresh = {column: put.excluded[column] for column in told}
    older = PersonRow.version < put.excluded.version
    changed = put.on_conflict_do_update(index_elements=[PersonRow.user_id], set_=fresh, where=older)
    return (await session.scalar(changed.returning(PersonRow.user_id))) is not None


async def person(session: ReadSession, user_id: int) -> PersonRow | None:
    return await session.get(PersonRow, user_id, populate_existing=True)


async def lock_person(session: WriteSession, user_id: int) -> PersonRow | None:
    return await session.get(PersonRow, user_id, with_for_update=True, populate_existing=True)


async def lock_unchanged(session: WriteSession, users: Sequence[int], snapshot: str | None) -> PeopleSkills:
    """Those of these people who are still there and have told nothing new since the snapshot; they are locked."""
    rows = await session.execute(text(_LOCK), {"users": list(users), "snapshot": snapshot})
    return {row.user_id: (row.skills, Stated(row.stated)) for row in rows}


async def roles(session: ReadSession, numbers: Sequence[int]) -> tuple[WordsKey, ...]:
    """Roles by their numbers."""
    rows = await session.scalars(select(RoleRow).where(RoleRow.id.in_(numbers)))
    return tuple(WordsKey(tuple(row.words), row.level) for row in rows)


async def request_runs(session: WriteSession, users: Sequence[int]) -> list[int]:
    """Count a request each; the people for whom none was waiting, so that a message has to be sent."""
    rows = await session.execute(text(_REQUEST), {"users": list(users)})
    return [row.user_id for row in rows if row.is_first]


async def begin_run(session: WriteSession, user_id: int) -> int | None:
    """The number of the newest request, which this run answers; none when nothing is asked for."""
    begun = (
        update(Refresh)
        .where(Refresh.user_id == user_id, Refresh.done < Refresh.requested)
        .values(begun=Refresh.requested, failed=False, updated_at=func.now())
        .returning(Refresh.begun)
    )
    return await session.scalar(begun)


async def lock_refresh(session: WriteSession, user_id: int) -> Refresh | None:
    return await session.get(Refresh, user_id, with_for_update=True, populate_existing=True)


async def fail_run(session: WriteSession, user_id: int) -> None:
    """Note that what waits has failed; a run that another one has overtaken fails nothing."""
    waiting = update(Refresh).where(Refresh.user_id == user_id, Refresh.done < Refresh.requested)
    await session.execute(waiting.values(failed=True, updated_at=func.now()))


async def refresh_of(session: ReadSession, user_id: int, since: datetime) -> Refresh | None:
    """The person's refresh, unless it is older than it is shown."""
    return await session.scalar(select(Refresh).where(Refresh.user_id == user_id, Refresh.updated_at >= since))
