"""What all that is written for one person shares."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from generation_service.tables import Consent
from shared.database import ReadSession, WriteSession
from shared.events import ConsentChanged

PERSON_LOCK = 4_207_601
"""First key of the advisory locks that put one person's writes in a row."""


async def lock_person(session: WriteSession, user_id: int) -> None:
    """From here to the commit nobody else writes for this person, nor erases them."""
    keys = {"class": PERSON_LOCK, "key": user_id % 2**31}
    await session.execute(text("SELECT pg_advisory_xact_lock(:class, :key)"), keys)


async def put_consent(session: WriteSession, said: ConsentChanged) -> None:
    """Keep what the person says, unless something newer is kept."""
    row = {"version": said.version, "may_use_model": said.may_use_ai, "changed_at": said.changed_at}
    entered = insert(Consent).values(user_id=said.user_id, **row)
    newest = entered.on_conflict_do_update(
        index_elements=[Consent.user_id], set_=row, where=Consent.version < said.version
    )
    await session.execute(newest)


async def has_refused_since(session: ReadSession, user_id: int, allowed_as_of: datetime | None) -> bool:
    """Whether the person refuses a language model now, and had not in their profile as it was then."""
    refused = select(Consent.user_id).where(Consent.user_id == user_id, Consent.may_use_model.is_(False))
    if allowed_as_of is not None:
        refused = refused.where(Consent.changed_at > allowed_as_of)
    return await session.scalar(refused) is not None
