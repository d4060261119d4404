"""Events that generation-service hears."""

from generation_service import use_cases
from generation_service.deps import Deps
from shared.database import Database
from shared.events import ConsentChanged, LetterRequested, UserDeleted
from shared.handlers import Handlers

handlers = Handlers()


# The first in the list: a worker that comes back hears who has refused before it takes letters in hand.
@handlers.on(ConsentChanged)
async def note_consent(event: ConsentChanged, db: Database, _: Deps) -> None:
    await use_cases.note_consent(db, event)


@handlers.on(LetterRequested, prefetch_by=lambda settings: settings.writing_at_once)
async def write_requested(event: LetterRequested, db: Database, deps: Deps) -> None:
    await use_cases.write_requested(db, deps, event)


@handlers.on(UserDeleted)
async def erase_person(event: UserDeleted, db: Database, _: Deps) -> None:
    await use_cases.erase_person(db, event.user_id)
