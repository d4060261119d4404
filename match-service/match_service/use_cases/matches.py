"""A person's matches: what they did about them, and what was written for them."""

from datetime import UTC, datetime, timedelta

from match_service import queries
from match_service.deps import Deps
from match_service.errors import MatchNotFound, NotYourMatch
from match_service.status import Status
from match_service.tables import MatchRow, Refresh
from match_service.use_cases.own_jobs import person_as_told, score_own
from match_service.use_cases.runs import ask_for_runs
from shared.auth import Caller
from shared.database import Database, WriteSession, erase_rows, is_erased, retried_when_undone
from shared.events import HighlightsWritten, LetterWritten, MatchStatusChanged


@retried_when_undone
async def set_status(db: Database, caller: Caller, match_id: int, status: Status) -> MatchRow:
    """Say what the person did; the match is theirs for ever. Raises MatchNotFound or NotYourMatch."""
    now = datetime.now(UTC)
    async with db.write() as session:
        match = await queries.matches.lock_match(session, match_id)
        if match is None:
            raise MatchNotFound
        if match.user_id != caller.id:
            raise NotYourMatch
        match.status, match.status_set, match.updated_at = status.value, True, now
        if status is Status.APPLIED and match.applied_at is None:
            match.applied_at = now
        session.publish(
            MatchStatusChanged(
                user_id=caller.id, match_id=match.id, job_id=match.job_id, status=status.value, changed_at=now
            )
        )
    return match


async def keep_letter(db: Database, deps: Deps, event: LetterWritten) -> None:
    """Show a letter in its match; an older version that comes late is left alone."""
    async with db.write() as session:
        match = await _match_of(session, deps, event)
        if match is not None and match.letter_version < event.version:
            match.letter, match.letter_version = event.letter, event.version


async def keep_highlights(db: Database, deps: Deps, event: HighlightsWritten) -> None:
    """Show highlights in their match; an older version that comes late is left alone."""
    async with db.write() as session:
        match = await _match_of(session, deps, event)
        if match is not None and match.highlights_version < event.version:
            match.highlights, match.highlights_version = list(event.highlights), event.version


async def _match_of(session: WriteSession, deps: Deps, event: LetterWritten | HighlightsWritten) -> MatchRow | None:
    """The match something was written for. If a score dropped it meanwhile, it comes back under its id."""
    user_id, job_id = event.user_id, event.job_id
    if await is_erased(session, user_id):
        return None
    match = await queries.matches.lock_pair(session, user_id, job_id)
    if match is None and await queries.matches.lock_match(session, event.match_id) is None:
        person = await person_as_told(session, deps, user_id)
        for pair in await score_own(session, deps, person, [job_id], closed_too=True):
            await queries.matches.restore(session, event.match_id, pair)
        match = await queries.matches.lock_pair(session, user_id, job_id)
    return match


async def refresh(db: Database, caller: Caller) -> bool:
    """Ask for the caller to be scored anew; false when that is under way already."""
    async with db.write() as session:
        state = await queries.people.lock_refresh(session, caller.id)
        if state is not None and state.done < state.requested and not state.failed:
            return False
        await ask_for_runs(session, [caller.id])
    return True


async def refresh_state(db: Database, deps: Deps, caller: Caller) -> Refresh | None:
    """How the caller's last refresh goes; none when there was none within the hour."""
    since = datetime.now(UTC) - timedelta(seconds=deps.settings.refresh_shown_seconds)
    async with db.read() as session:
        return await queries.people.refresh_of(session, caller.id, since)


async def forget_person(db: Database, user_id: int) -> None:
    """Erase the person, their matches and the jobs they pasted."""
    async with db.write() as session:
        # Whoever stores matches of theirs holds the person: what is stored before is erased, nothing is stored after.
        await queries.people.lock_person(session, user_id)
        await erase_rows(session, user_id)
