"""What is forgotten with time, and what is done once for ever."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from job_service.tables import Catalogue, Job, RawPosting
from shared.database import ReadSession, WriteSession


async def forget_raw_postings(session: WriteSession, closed_before: datetime) -> None:
    closed = select(Job.id).where(Job.closed_at < closed_before)
    await session.execute(delete(RawPosting).where(RawPosting.job_id.in_(closed)))


async def samples_are_due(session: ReadSession) -> bool:
    """Whether the sample jobs have never been loaded."""
    return await session.scalar(select(Catalogue.samples_loaded_at)) is None


async def note_samples(session: WriteSession) -> None:
    """Remember for ever that the sample jobs were loaded."""
    await session.execute(update(Catalogue).values(samples_loaded_at=func.now()))
