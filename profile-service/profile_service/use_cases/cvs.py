"""CVs: read, kept, corrected."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import structlog

from profile_service import queries
from profile_service.deps import Deps
from profile_service.errors import CvNotReadable, NoCv, PersonErased, WrongFileType
from profile_service.person import distinct_skills, parsed_as_json, snapshot_of, take_over
from profile_service.preferences import may_use_ai
from profile_service.reader import CvReader
from profile_service.reading.document import Kind
from profile_service.reading.failures import CvUnreadable, Fault
from profile_service.reading.kinds import kind_of
from profile_service.reading.parsed import Reading
from profile_service.schemas import ParsedCvIn
from profile_service.tables import Cv
from profile_service.use_cases.profiles import own_profile, tell_change
from profile_service.use_cases.quotas import count_upload
from shared.auth import Caller
from shared.database import Database, is_erased, retried_when_undone
from shared.events import CvParsed

log = structlog.get_logger()


async def upload_cv(
    db: Database, deps: Deps, caller: Caller, filename: str, content: bytes, kinds: Collection[Kind]
) -> Cv:
    """Read a CV of one of these kinds and keep it as the person's newest.

    Raises TooManyUploads, WrongFileType or CvNotReadable; then nothing is kept.
    """
    reader = deps.reader(may_use_ai=await _allows_ai(db, caller))
    await count_upload(deps, caller, len(content))
    reading = await _read(reader, content, kinds, caller.id)
    async with db.write() as session:
        profile = await own_profile(session, caller)
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
        profile = await own_profile(session, caller)
        cv = await queries.newest_cv(session, caller.id)
        if cv is None:
            raise NoCv
        before, snapshot = cv.parsed, snapshot_of(profile)
        cv.parsed = _corrected(before, corrections)
        cv.corrected_at = profile.updated_at = datetime.now(UTC)
        take_over(profile, cv.parsed, before)
        tell_change(session, profile, snapshot)
    return cv


def _corrected(parsed: Mapping[str, Any], corrections: ParsedCvIn) -> dict[str, Any]:
    sent = corrections.model_dump(exclude_unset=True)
    if "skills" in sent:
        sent["skills"] = distinct_skills(sent["skills"])
    return {**parsed, **sent}
