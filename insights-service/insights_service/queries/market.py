"""Postings, skills and people: what the market asks for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from insights_service.market import CountedPosting, Scope, SkillInMarket
from insights_service.tables import CustomSkill, Person, Posting, SkillTotal
from shared.database import ReadSession, WriteSession

NEVER_HEARD_OF = -1
"""Version of a posting before its first event."""

SHARED = "cardinality(ARRAY(SELECT unnest(skill_keys) INTERSECT SELECT unnest(CAST(:field AS text[]))))"
"""How many of the person's skills a posting asks for."""

_ANALYSIS = f"""
WITH analyzed AS MATERIALIZED (
    SELECT job_id, skill_keys, salary_dollars FROM insights.postings
    WHERE closed_at IS NULL AND (:everything OR (skill_keys && CAST(:field AS text[]) AND {SHARED} >= :shared))
    ORDER BY job_id DESC LIMIT :most
), asked AS (
    SELECT unnest(skill_keys) AS skill_key, salary_dollars FROM analyzed
), counted AS (
    SELECT skill_key, count(*) AS asked_for, count(salary_dollars) AS with_salary,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY salary_dollars) AS median_salary
    FROM asked GROUP BY skill_key
    ORDER BY skill_key = ANY(CAST(:known AS text[])) DESC, asked_for DESC, skill_key LIMIT :skills
)
SELECT counted.*, totals.skill, others.without_with_salary, others.median_without
FROM counted
JOIN insights.skill_totals totals USING (skill_key)
CROSS JOIN LATERAL (
    SELECT count(salary_dollars) AS without_with_salary,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY salary_dollars) AS median_without
    FROM analyzed WHERE salary_dollars IS NOT NULL AND NOT counted.skill_key = ANY(analyzed.skill_keys)
) others
ORDER BY asked_for DESC, skill_key
"""  # noqa: S608 - a constant of ours

_ANALYZED = f"""
SELECT count(*) FROM (
    SELECT 1 FROM insights.postings
    WHERE closed_at IS NULL AND (:everything OR (skill_keys && CAST(:field AS text[]) AND {SHARED} >= :shared))
    LIMIT :most
) AS analyzed
"""  # noqa: S608 - a constant of ours


async def lock_postings(session: WriteSession, job_ids: Sequence[int]) -> dict[int, Posting]:
    """The postings as they are counted now, by id; new ones get an empty row first, so that there is one to lock."""
    unknown = [{"job_id": job_id, "version": NEVER_HEARD_OF, "skill_keys": []} for job_id in sorted(job_ids)]
    await session.execute(insert(Posting).values(unknown).on_conflict_do_nothing())
    known = select(Posting).where(Posting.job_id.in_(job_ids)).order_by(Posting.job_id).with_for_update()
    return {posting.job_id: posting for posting in await session.scalars(known)}


async def put_postings(session: WriteSession, postings: Sequence[CountedPosting]) -> None:
    """Insert or replace, all in one statement; an older version changes nothing."""
    rows: list[Mapping[str, Any]] = [
        {
            "job_id": each.job_id,
            "version": each.version,
            "skill_keys": sorted(each.skills),
            "salary_dollars": each.salary_dollars,
            "closed_at": None,
        }
        for each in postings
    ]
    await _put(session, rows)


async def close_postings(session: WriteSession, versions: Mapping[int, int], closed_at: datetime) -> None:
    """Close postings, those that were never heard of too."""
    rows: list[Mapping[str, Any]] = [
        {"job_id": job_id, "version": version, "skill_keys": [], "salary_dollars": None, "closed_at": closed_at}
        for job_id, version in sorted(versions.items())
    ]
    await _put(session, rows)


async def _put(session: WriteSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    put = insert(Posting).values(list(rows))
    fresh = {name: put.excluded[name] for name in ("version", "skill_keys", "salary_dollars", "closed_at")}
    await session.execute(
        put.on_conflict_do_update(
            index_elements=[Posting.job_id], set_=fresh, where=Posting.version < put.excluded.version
        )
    )


async def forget_closed(session: WriteSession, kept_days: int) -> None:
    """Drop postings closed longer ago, and totals that came to nothing."""
    oldest = func.now() - func.make_interval(0, 0, 0, kept_days)
    await session.execute(delete(Posting).where(Posting.closed_at < oldest))
    await session.execute(delete(SkillTotal).where(SkillTotal.postings == 0))


async def add_to_totals(session: WriteSession, changes: Mapping[str, int], names: Mapping[str, str]) -> None:
    """Change skills' totals, in the order of their keys so that two batches never wait for each other in a circle."""
    if not changes:
        return
    rows = [
        {"skill_key": key, "skill": names.get(key, key), "postings": change} for key, change in sorted(changes.items())
    ]
    put = insert(SkillTotal).values(rows)
    await session.execute(
        put.on_conflict_do_update(
            index_elements=[SkillTotal.skill_key], set_={"postings": SkillTotal.postings + put.excluded.postings}
        )
    )


async def put_person(
    session: WriteSession, user_id: int, version: int, skills: Sequence[str], salary_currency: str | None
) -> None:
    """Keep a person's skills; an older version changes nothing."""
    put = insert(Person).values(user_id=user_id, version=version, skills=list(skills), salary_currency=salary_currency)
    fresh = {name: put.excluded[name] for name in ("version", "skills", "salary_currency")}
    await session.execute(
        put.on_conflict_do_update(
            index_elements=[Person.user_id], set_=fresh, where=Person.version < put.excluded.version
        )
    )


async def person(session: ReadSession, user_id: int) -> Person | None:
    return await session.get(Person, user_id)


async def analyzed_postings(session: ReadSession, scope: Scope) -> int:
    """How many postings an analysis looks at."""
    return int(await session.scalar(text(_ANALYZED), _values(scope)) or 0)


async def skills_in_market(
    session: ReadSession, scope: Scope, known: Sequence[str], most_skills: int
) -> list[SkillInMarket]:
    """The person's own skills and the most asked-for others, most frequent first."""
    values = {**_values(scope), "known": list(known), "skills": most_skills}
    return [_in_market(row) for row in await session.execute(text(_ANALYSIS), values)]


def _values(scope: Scope) -> dict[str, Any]:
    return {
        "field": sorted(scope.skill_keys),
        "everything": not scope.skill_keys,
        "most": scope.most,
        "shared": scope.shared,
    }


def _in_market(row: Row[Any]) -> SkillInMarket:
    return SkillInMarket(
        key=row.skill_key,
        name=row.skill,
        count=row.asked_for,
        median_salary=row.median_salary,
        with_salary=row.with_salary,
        median_without=row.median_without,
        without_with_salary=row.without_with_salary,
    )


async def popular_skills(session: ReadSession, limit: int) -> tuple[list[str], int]:
    """The skills asked for or added most, and how many there are."""
    used = func.coalesce(SkillTotal.postings, 0) + func.coalesce(CustomSkill.usage_count, 0)
    key = func.coalesce(SkillTotal.skill_key, CustomSkill.skill_key)
    both = (
        select(func.coalesce(SkillTotal.skill, CustomSkill.skill).label("skill"), func.count().over().label("total"))
        .join_from(SkillTotal, CustomSkill, SkillTotal.skill_key == CustomSkill.skill_key, full=True)
        .where(used > 0)
        .order_by(used.desc(), key)
        .limit(limit)
    )
    rows = (await session.execute(both)).all()
    return [row.skill for row in rows], rows[0].total if rows else 0


async def add_custom_skill(session: WriteSession, key: str, skill: str) -> CustomSkill:
    """The skill, used once more."""
    put = insert(CustomSkill).values(skill_key=key, skill=skill)
    added = await session.scalars(
        put.on_conflict_do_update(
            index_elements=[CustomSkill.skill_key], set_={"usage_count": CustomSkill.usage_count + 1}
        ).returning(CustomSkill)
    )
    return added.one()
