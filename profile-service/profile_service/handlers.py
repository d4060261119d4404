"""Events that profile-service hears."""

from profile_service import use_cases
from profile_service.deps import Deps
from shared.database import Database
from shared.events import SkillAdded, UserChanged, UserDeleted, UserRegistered
from shared.handlers import Handlers

handlers = Handlers()


@handlers.on(UserRegistered)
async def welcome(event: UserRegistered, db: Database, _: Deps) -> None:
    await use_cases.welcome(db, event)


@handlers.on(UserChanged)
async def take_over_account(event: UserChanged, db: Database, _: Deps) -> None:
    await use_cases.take_over_account(db, event)


@handlers.on(SkillAdded)
async def add_skill(event: SkillAdded, db: Database, _: Deps) -> None:
    await use_cases.add_skill(db, event)


@handlers.on(UserDeleted)
async def forget_person(event: UserDeleted, db: Database, _: Deps) -> None:
    await use_cases.forget_person(db, event.user_id)
