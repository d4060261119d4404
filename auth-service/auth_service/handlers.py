"""Events that auth-service hears."""

from auth_service import use_cases
from auth_service.deps import Deps
from shared.database import Database
from shared.events import ProfileRenamed
from shared.handlers import Handlers

handlers = Handlers()


@handlers.on(ProfileRenamed)
async def take_over_name(event: ProfileRenamed, db: Database, _: Deps) -> None:
    await use_cases.take_over_name(db, event)
