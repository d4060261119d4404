"""Whether a language model may read what is a person's, as they say it while their letters wait."""

import structlog

from generation_service import queries
from shared.database import Database, is_erased
from shared.events import ConsentChanged

log = structlog.get_logger()


async def note_consent(db: Database, event: ConsentChanged) -> None:
    """Keep what the person has said last; an older word that comes late is left alone."""
    async with db.write() as session:
        if not await is_erased(session, event.user_id):
            await queries.people.put_consent(session, event)
    log.info("consent_noted", user_id=event.user_id, may_use_ai=event.may_use_ai)
