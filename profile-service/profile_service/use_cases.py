"""What profile-service does."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import structlog

from profile_service import queries
from profile_service.deps import Deps
from profile_service.errors import (
    CvNotReadable,
    NoCv,
    NoProfileYet,
    PersonErased,
    ProjectNotFound,
    TooManyProjects,
    WrongFileType,
)
from profile_service.person import distinct_skills, parsed_as_json, snapshot_of, take_over
from profile_service.preferences import may_use_ai, merged
from profile_service.reader import CvReader
from profile_service.reading.document import Kind
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.kinds import kind_of
from profile_service.reading.parsed import Reading
from profile_service.schemas import ParsedCvIn, ProfileIn, ProjectIn
from profile_service.tables import Cv, Profile, Project
from shared.auth import Caller
from shared.database import Database, WriteSession, erase_rows, is_erased, retried_when_undone
from shared.errors import Unavailable
from shared.events import (
    CvParsed,
    PersonSnapshot,
    ProfileChanged,
    ProfileRenamed,
    SkillAdded,
    UserChanged,
    UserRegistered,
)
from shared.peers import SERVICES

log = structlog.get_logger()

MOST_PROJECTS = 100


async def profile_and_cv(db: Database, caller: Caller) -> tuple[Profile, Cv | None]:
    """The caller's profile and newest CV; the profile is made when it is not there yet. Raises PersonErased."""
    async with db.read() as session:
        profile = await queries.profile_of(session, caller.id)
        cv = await queries.newest_cv(session, caller.id)
    if profile is not None:
        return profile, cv
    async with db.write() as session:
        return await _own_profile(session, caller), None


async def _own_profile(session: WriteSession, caller: Caller) -> Profile:
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
        profile = await _own_profile(session, caller)
        before = snapshot_of(profile)
        if "full_name" in sent and changes.full_name is not None and changes.full_name != profile.full_name:
            _rename(session, profile, changes.full_name)
        if "bio" in sent:
            profile.bio = changes.bio
        if "skills" in sent:
            profile.skills = distinct_skills(changes.skills or [])
        if "experience_years" in sent:
            profile.experience_years = changes.experience_years
        if changes.preferences is not None:
            profile.preferences = merged(profile.preferences, changes.preferences)
        profile.updated_at = datetime.now(UTC)
        _tell_change(session, profile, before)
        return profile, await queries.newest_cv(session, caller.id)


def _rename(session: WriteSession, profile: Profile, full_name: str) -> None:
    profile.full_name = full_name
    profile.version += 1
    session.publish(ProfileRenamed(user_id=profile.user_id, version=profile.version, full_name=full_name))


def _tell_change(session: WriteSession, profile: Profile, before: PersonSnapshot) -> None:
    """Tell matching and insights, when something they read has changed."""
    now = snapshot_of(profile)
    if now != before:
        profile.version += 1
        session.publish(ProfileChanged(user_id=profile.user_id, version=profile.version, person=now))


async def upload_cv(
    db: Database, deps: Deps, caller: Caller, filename: str, content: bytes, kinds: Collection[Kind]
) -> Cv:
    """Read a CV of one of these kinds and keep it as the person's newest.

    Raises WrongFileType or CvNotReadable; then nothing is kept.
    """
    reader = deps.reader(may_use_ai=await _allows_ai(db, caller))
    reading = await _read(reader, content, kinds, caller.id)
    async with db.write() as session:
        profile = await _own_profile(session, caller)
        before = await queries.newest_cv(session, caller.id)
        cv = _cv_of(caller.id, filename, content, reading)
        session.add(cv)
        take_over(profile, cv.parsed, before.parsed if before else None)
        profile.version += 1
        profile.updated_at = datetime.now(UTC)
        await queries.replace_cv_projects(session, caller.id, reading.parsed.projects)
        await session.flush()
        await session.refresh(cv, ["id", "uploaded_at"])
        await queries.forget_older_cvs(session, caller.id, deps.settings.cvs_kept)
        session.publish(CvParsed(user_id=caller.id, version=profile.version, person=snapshot_of(profile)))
    log.info("cv_read", cv_id=cv.id, kind=cv.kind, skills=len(cv.parsed["skills"]), model=cv.model)
    return cv


async def _allows_ai(db: Database, caller: Caller) -> bool:
    """Whether what the caller sends may leave for a language model. Raises PersonErased."""
    async with db.read() as session:
        profile = await queries.profile_of(session, caller.id)
        if profile is None and await is_erased(session, caller.id):
            raise PersonErased
    return may_use_ai(profile.preferences if profile else {})


async def _read(reader: CvReader, content: bytes, kinds: Collection[Kind], user_id: int) -> Reading:
    try:
        if await asyncio.to_thread(kind_of, content) not in kinds:
            raise WrongFileType(f"Upload one of these: {', '.join(sorted(kind.upper() for kind in kinds))}.")
        return await reader.read(content, datetime.now(UTC).date(), user_id)
    except CvUnreadable as unreadable:
        if unreadable.fault in (Fault.WRONG_TYPE, Fault.OLD_WORD):
            raise WrongFileType(unreadable.fault.value) from None
        raise CvNotReadable(unreadable.fault.value) from None


def _cv_of(user_id: int, filename: str, content: bytes, reading: Reading) -> Cv:
    return Cv(
        user_id=user_id,
        filename=filename,
        kind=reading.kind.value,
        content=content,
        text=reading.text,
        parsed=parsed_as_json(reading.parsed),
        evidence=[asdict(each) for each in reading.evidence],
        quality=asdict(reading.quality),
        model=reading.engine,
    )


async def newest_cv(db: Database, caller: Caller) -> Cv:
    """The caller's newest CV, without its file. Raises NoCv."""
    async with db.read() as session:
        cv = await queries.newest_cv(session, caller.id)
    if cv is None:
        raise NoCv
    return cv


async def cv_file(db: Database, caller: Caller) -> Cv:
    """The caller's newest CV with its file. Raises NoCv."""
    async with db.read() as session:
        cv = await queries.newest_cv_with_file(session, caller.id)
    if cv is None:
        raise NoCv
    return cv


@retried_when_undone
async def correct_cv(db: Database, caller: Caller, corrections: ParsedCvIn) -> Cv:
    """Change what was read from the newest CV; the profile follows as if it had been read so. Raises NoCv."""
    async with db.write() as session:
        profile = await _own_profile(session, caller)
        cv = await queries.newest_cv(session, caller.id)
        if cv is None:
            raise NoCv
        before, snapshot = cv.parsed, snapshot_of(profile)
        cv.parsed = _corrected(before, corrections)
        cv.corrected_at = profile.updated_at = datetime.now(UTC)
        take_over(profile, cv.parsed, before)
        _tell_change(session, profile, snapshot)
    return cv


def _corrected(parsed: Mapping[str, Any], corrections: ParsedCvIn) -> dict[str, Any]:
    sent = corrections.model_dump(exclude_unset=True)
    if "skills" in sent:
        sent["skills"] = distinct_skills(sent["skills"])
    return {**parsed, **sent}


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
        _tell_change(session, profile, before)


async def add_project(db: Database, caller: Caller, wanted: ProjectIn) -> Project:
    """Keep a project of the caller's. Raises TooManyProjects."""
    async with db.write() as session:
        await _own_profile(session, caller)
        if await queries.count_projects(session, caller.id) >= MOST_PROJECTS:
            raise TooManyProjects
        project = Project(user_id=caller.id, from_cv=False, **_fields_of(wanted))
        session.add(project)
        await session.flush()
        await session.refresh(project)
    return project


@retried_when_undone
async def change_project(db: Database, caller: Caller, project_id: int, wanted: ProjectIn) -> Project:
    """Replace a project; it is the caller's own from then on. Raises ProjectNotFound."""
    async with db.write() as session:
        project = await queries.lock_project(session, caller.id, project_id)
        if project is None:
            raise ProjectNotFound
        for name, value in _fields_of(wanted).items():
            setattr(project, name, value)
        project.from_cv = False
        project.updated_at = datetime.now(UTC)
    return project


@retried_when_undone
async def remove_project(db: Database, caller: Caller, project_id: int) -> None:
    """Delete a project. Raises ProjectNotFound."""
    async with db.write() as session:
        project = await queries.lock_project(session, caller.id, project_id)
        if project is None:
            raise ProjectNotFound
        await session.delete(project)


def _fields_of(wanted: ProjectIn) -> dict[str, Any]:
    return {**wanted.model_dump(), "technologies": distinct_skills(wanted.technologies)}


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
