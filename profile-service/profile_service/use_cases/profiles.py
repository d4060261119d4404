"""A person's profile, and all that is held of them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from profile_service import queries
from profile_service.deps import Deps
from profile_service.errors import NoProfileYet, PersonErased
from profile_service.person import distinct_skills, snapshot_of
from profile_service.preferences import may_use_ai, merged
from profile_service.schemas import ProfileIn
from profile_service.tables import Cv, Profile
from shared.auth import Caller
from shared.database import Database, WriteSession, erase_rows, is_erased, retried_when_undone
from shared.errors import Unavailable
from shared.events import (
    ConsentChanged,
    PersonSnapshot,
    ProfileChanged,
    ProfileRenamed,
    SkillAdded,
    UserChanged,
    UserRegistered,
)
from shared.peers import SERVICES


async def profile_and_cv(db: Database, caller: Caller) -> tuple[Profile, Cv | None]:
    """The caller's profile and newest CV; the profile is made when it is not there yet. Raises PersonErased."""
    async with db.read() as session:
        profile = await queries.profile_of(session, caller.id)
        cv = await queries.newest_cv(session, caller.id)
    if profile is not None:
        return profile, cv
    async with db.write() as session:
        return await own_profile(session, caller), None


async def own_profile(session: WriteSession, caller: Caller) -> Profile:
    """The caller's profile, locked; made from the token's claims when the event has not come yet."""
    profile = await queries.lock_profile(session, caller.id)
    if profile is not None:
        return profile
    if await is_erased(session, caller.id):
        raise PersonErased
    await queries.add_profile(session, caller.id, caller.email, caller.name, caller.created_at)
    profile = await queries.lock_profile(session, caller.id)
    assert profile is not None
    return profile


async def welcome(db: Database, event: UserRegistered) -> None:
    """Make a new account's profile."""
    async with db.write() as session:
        if not await is_erased(session, event.user_id):
            await queries.add_profile(session, event.user_id, event.email, event.full_name, event.created_at)


async def take_over_account(db: Database, event: UserChanged) -> None:
    """The account's address is the profile's too; an older one that comes late is left alone."""
    async with db.write() as session:
        profile = await queries.lock_profile(session, event.user_id)
        if profile is not None and profile.account_version < event.version:
            profile.email = event.email
            profile.account_version = event.version


@retried_when_undone
async def change_profile(db: Database, caller: Caller, changes: ProfileIn) -> tuple[Profile, Cv | None]:
    """Change what was sent and tell whoever reads it. Raises PreferencesUnusable."""
    sent = changes.model_fields_set
    async with db.write() as session:
        profile = await own_profile(session, caller)
        before = snapshot_of(profile)
        if "full_name" in sent and changes.full_name is not None and changes.full_name != profile.full_name:
            _rename(session, profile, changes.full_name)
        if "bio" in sent:
            profile.bio = changes.bio
        if "skills" in sent:
            profile.skills = distinct_skills(changes.skills or [])
        if "experience_years" in sent:
            profile.experience_years = changes.experience_years
        profile.updated_at = datetime.now(UTC)
        if changes.preferences is not None:
            _prefer(session, profile, merged(profile.preferences, changes.preferences))
        tell_change(session, profile, before)
        return profile, await queries.newest_cv(session, caller.id)


def _rename(session: WriteSession, profile: Profile, full_name: str) -> None:
    profile.full_name = full_name
    profile.version += 1
    session.publish(ProfileRenamed(user_id=profile.user_id, version=profile.version, full_name=full_name))


def _prefer(session: WriteSession, profile: Profile, preferences: dict[str, Any]) -> None:
    allowed = may_use_ai(preferences)
    changed_mind = allowed != may_use_ai(profile.preferences)
    profile.preferences = preferences
    if changed_mind:
        profile.version += 1
        session.publish(
            ConsentChanged(
                user_id=profile.user_id, version=profile.version, may_use_ai=allowed, changed_at=profile.updated_at
            )
        )


def tell_change(session: WriteSession, profile: Profile, before: PersonSnapshot) -> None:
    """Tell matching and insights, when something they read has changed."""
    now = snapshot_of(profile)
    if now != before:
        profile.version += 1
        session.publish(ProfileChanged(user_id=profile.user_id, version=profile.version, person=now))


async def add_skill(db: Database, event: SkillAdded) -> None:
    """Take up a skill the person added elsewhere. Raises NoProfileYet: the event has to come again."""
    async with db.write() as session:
        profile = await queries.lock_profile(session, event.user_id)
        if profile is None:
            if await is_erased(session, event.user_id):
                return
            raise NoProfileYet
        before = snapshot_of(profile)
        profile.skills = distinct_skills([*profile.skills, event.skill])
        tell_change(session, profile, before)


async def export_everything(deps: Deps, caller: Caller) -> dict[str, Any]:
    """What every service holds of the caller. Raises Unavailable when one does not answer: half is not everything."""
    paths = [f"/api/export/{service}" for service in SERVICES]
    asked = (deps.peers.get(service, path, token=caller.token) for service, path in zip(SERVICES, paths, strict=True))
    answers = await asyncio.gather(*asked)
    if not all(answer.is_success for answer in answers):
        raise Unavailable
    return {service: answer.json()["data"] for service, answer in zip(SERVICES, answers, strict=True)}


async def forget_person(db: Database, user_id: int) -> None:
    """Erase the profile, every CV and every project."""
    async with db.write() as session:
        await erase_rows(session, user_id)
