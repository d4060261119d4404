"""Which jobs the language model still has to read, and what it added to those it has."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, delete, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from job_service.extraction import Improvement
from job_service.tables import Extraction, Job
from shared.database import ReadSession, WriteSession


async def note_versions(session: WriteSession, versions: Sequence[tuple[int, int]]) -> None:
    """Note these versions (job id, version) to be read, unless they or newer ones are known."""
    # A job that is gone by now is nothing to read.
    ids, numbers = (literal(list(each), ARRAY(BigInteger)) for each in zip(*versions, strict=True))
    told = select(func.unnest(ids).label("job_id"), func.unnest(numbers).label("version")).subquery()
    there = select(told.c.job_id, told.c.version, true()).join(Job, Job.id == told.c.job_id)
    noted = insert(Extraction).from_select(["job_id", "version", "due"], there)
    newer = {"version": noted.excluded.version, "due": True}
    await session.execute(
        noted.on_conflict_do_update(
            index_elements=[Extraction.job_id], set_=newer, where=Extraction.version < noted.excluded.version
        )
    )


async def note_open_jobs(session: WriteSession) -> int:
    """Note every open job that was never noted; how many."""
    known = select(Extraction.job_id).where(Extraction.job_id == Job.id)
    unknown = select(Job.id, Job.version, true()).where(Job.closed_at.is_(None), ~known.exists())
    noted = insert(Extraction).from_select(["job_id", "version", "due"], unknown).on_conflict_do_nothing()
    return len((await session.execute(noted.returning(Extraction.job_id))).all())


async def due_jobs(session: ReadSession, most: int) -> Sequence[Job]:
    """Open jobs to be read, the newest first."""
    due = select(Job).join(Extraction, Extraction.job_id == Job.id).where(Extraction.due, Job.closed_at.is_(None))
    return (await session.scalars(due.order_by(Extraction.job_id.desc()).limit(most))).all()


async def improve(session: WriteSession, improvements: Sequence[Improvement]) -> Sequence[int]:
    """Change the jobs that are still what was read; ids of those that differ now. The catalogue must be locked."""
    seen = {each.job_id: each for each in improvements}
    current = await session.execute(
        select(Job.id, Job.version).where(Job.id == func.any(list(seen)), Job.closed_at.is_(None))
    )
    read = [seen[job_id] for job_id, version in current if seen[job_id].version == version]
    changed = [each for each in read if each.changes]
    if changed:
        rows = [{"id": each.job_id, **each.changes, "version": each.version + 1} for each in changed]
        await session.execute(update(Job), rows)
    await _settle(session, read)
    return [each.job_id for each in changed]


async def _settle(session: WriteSession, read: Sequence[Improvement]) -> None:
    """Nothing of these versions is due any more; what we made of them needs no reading either."""
    if not read:
        return
    rows = [(each.job_id, each.version, each.version + bool(each.changes)) for each in read]
    ids, versions, reached = (literal(list(each), ARRAY(BigInteger)) for each in zip(*rows, strict=True))
    done = select(
        func.unnest(ids).label("job_id"), func.unnest(versions).label("version"), func.unnest(reached).label("reached")
    ).subquery()
    settled = update(Extraction).where(Extraction.job_id == done.c.job_id, Extraction.version <= done.c.version)
    await session.execute(settled.values(version=done.c.reached, due=False))


async def forget_closed(session: WriteSession) -> None:
    """A job that comes back is told of, and noted, anew."""
    closed = select(Job.id).where(Job.closed_at.is_not(None))
    await session.execute(delete(Extraction).where(Extraction.job_id.in_(closed)))
