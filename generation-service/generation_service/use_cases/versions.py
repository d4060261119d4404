"""The versions of a letter: read, edited, erased, pruned."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import structlog

from generation_service import queries
from generation_service.deps import Deps
from generation_service.errors import LetterNotFound
from generation_service.tables import CoverLetter
from generation_service.use_cases.keeping import keep_letter
from shared.auth import Caller
from shared.database import Database, erase_rows

log = structlog.get_logger()

EDITED = "edited"
"""The `model` of a version the person wrote."""


async def letters(db: Database, deps: Deps, caller: Caller, match_id: int) -> Sequence[CoverLetter]:
    """Every version of the caller's letter for a match, newest first. Raises MatchNotFound, NotYourMatch."""
    async with db.read() as session:
        own = await queries.letters.letters_of(session, caller.id, match_id)
    if not own:
        await deps.neighbours.match(caller, match_id)
    return own


async def edit_letter(db: Database, deps: Deps, caller: Caller, match_id: int, text: str) -> CoverLetter:
    """The person's own words as the newest version. Raises LetterNotFound, MatchNotFound, NotYourMatch."""
    if not await letters(db, deps, caller, match_id):
        raise LetterNotFound
    async with db.write() as session:
        await queries.people.lock_person(session, caller.id)
        former = next(iter(await queries.letters.letters_of(session, caller.id, match_id)), None)
        if former is None:
            raise LetterNotFound
        edited = CoverLetter(
            id=uuid4(),
            user_id=caller.id,
            match_id=match_id,
            job_id=former.job_id,
            text=text,
            language=former.language,
            claims=[],
            model=EDITED,
            inputs_hash=former.inputs_hash,
            letterhead=former.letterhead,
        )
        await keep_letter(session, edited)
    return edited


async def erase_person(db: Database, user_id: int) -> None:
    """Forget a person; letters that are being written for them are not kept."""
    async with db.write() as session:
        await queries.people.lock_person(session, user_id)
        await erase_rows(session, user_id)
    log.info("person_erased", user_id=user_id)


async def prune(db: Database, deps: Deps) -> None:
    """Drop versions, requests and attempts at interview questions that are kept long enough."""
    async with db.write() as session:
        kept = timedelta(days=deps.settings.requests_kept_days)
        await queries.letters.prune(session, deps.settings.versions_kept, kept)
        await queries.interviews.prune_attempts(session, deps.settings.versions_kept)
        await queries.interviews.prune_unusable_kits(session, kept)
