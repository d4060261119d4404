"""Letters by their own id, as their files are asked for."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from generation_service.tables import CoverLetter
from shared.database import ReadSession


async def own_letters(session: ReadSession, user_id: int, ids: Collection[UUID]) -> Mapping[UUID, CoverLetter]:
    """Those of these letters that are the person's."""
    own = select(CoverLetter).where(CoverLetter.id.in_(ids), CoverLetter.user_id == user_id)
    return {letter.id: letter for letter in await session.scalars(own)}
