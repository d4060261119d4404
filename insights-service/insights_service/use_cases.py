"""What insights-service does."""

from collections.abc import Sequence
from datetime import UTC, datetime

from insights_service import queries
from insights_service.advice import advise
from insights_service.analysis import Analysis
from insights_service.deps import Deps
from insights_service.market import CountedPosting, Scope, counted, deltas
from insights_service.progress import Progress, progress_of
from insights_service.tables import CustomSkill
from shared.auth import Caller
from shared.database import Database, ReadSession, erase_rows, is_erased
from shared.events import (
    CvParsed,
    InterviewAnswered,
    InterviewCompleted,
    JobsClosed,
    JobsScraped,
    ProfileChanged,
    SkillAdded,
)
from vocabulary.skills import skill_key, skill_name

NEAREST_FIRST = (3, 2, 1)
"""How many skills a posting shares with a person whose field it is."""
ENOUGH_FOR_A_FIELD = 15
MOST_SKILLS = 60
"""Skills an analysis shows, the person's own first among equals."""
MOST_GAPS = 20
"""What a person could read, not everything a single posting names."""


async def analyze_market(db: Database, deps: Deps, caller: Caller) -> Analysis:
    """Count the open postings, and advise from those in the person's own field."""
    async with db.read() as session:
        person = await queries.person(session, caller.id)
        skills = list(person.skills) if person else []
        known = [skill_key(skill) for skill in skills]
        everything = Scope(deps.settings.postings_analyzed)
        jobs = await queries.analyzed_postings(session, everything)
        market = await queries.skills_in_market(session, everything, known, MOST_SKILLS + len(known))
        field, in_field = await _field_of(session, known, everything, jobs)
        asked = await queries.skills_in_market(session, field, known, MOST_SKILLS + len(known))
    gaps = [skill for skill in asked if skill.key not in set(known)][:MOST_GAPS]
    advice = advise(gaps, skills, in_field, own_field=field is not everything) if in_field else []
    return Analysis(caller.id, datetime.now(UTC), jobs, skills, market, gaps, advice)


async def _field_of(session: ReadSession, known: Sequence[str], everything: Scope, jobs: int) -> tuple[Scope, int]:
    """The postings nearest to a person's skills, and how many they are: three in common where enough of them have
    that, else two, else one; where none has any, the whole market."""
    for shared in NEAREST_FIRST if known else ():
        field = Scope(everything.most, frozenset(known), shared)
        found = await queries.analyzed_postings(session, field)
        if found >= (ENOUGH_FOR_A_FIELD if shared > 1 else 1):
            return field, found
    return everything, jobs


async def count_postings(db: Database, deps: Deps, event: JobsScraped) -> None:
    """Count new and changed postings; an older version of a posting counts for nothing."""
    batch = [counted(posting, deps.settings.currency_rates) for posting in event.postings]
    async with db.write() as session:
        known = await queries.lock_postings(session, [posting.job_id for posting in batch])
        fresh = [posting for posting in batch if posting.version > known[posting.job_id].version]
        changes = deltas((known[posting.job_id].skill_keys for posting in fresh), (posting.skills for posting in fresh))
        await queries.put_postings(session, fresh)
        await queries.add_to_totals(session, changes, _names(fresh))


async def close_postings(db: Database, event: JobsClosed) -> None:
    """Postings that are closed count no longer."""
    versions = dict(zip(event.job_ids, event.versions, strict=True))
    async with db.write() as session:
        known = await queries.lock_postings(session, event.job_ids)
        newer = {job_id: version for job_id, version in versions.items() if version > known[job_id].version}
        changes = deltas((known[job_id].skill_keys for job_id in newer), ())
        await queries.close_postings(session, newer, event.closed_at)
        await queries.add_to_totals(session, changes, {})


def _names(postings: Sequence[CountedPosting]) -> dict[str, str]:
    return {key: name for posting in postings for key, name in posting.skills.items()}


async def forget_closed_postings(db: Database, deps: Deps) -> None:
    """Drop rows that only kept an older event from reopening a posting."""
    async with db.write() as session:
        await queries.forget_closed(session, deps.settings.closed_kept_days)


async def know_person(db: Database, event: CvParsed | ProfileChanged) -> None:
    """Keep what a person can do."""
    async with db.write() as session:
        if not await is_erased(session, event.user_id):
            currency = event.person.wishes.salary_currency
            await queries.put_person(session, event.user_id, event.version, event.person.skills, currency)


async def note_answer(db: Database, event: InterviewAnswered) -> None:
    """Keep the score of an answer to an interview question."""
    async with db.write() as session:
        if not await is_erased(session, event.user_id):
            await queries.keep_answer(session, event)


async def note_completed_interview(db: Database, event: InterviewCompleted) -> None:
    """Keep that an interview session has ended."""
    async with db.write() as session:
        if not await is_erased(session, event.user_id):
            await queries.keep_completed(session, event)


async def interview_progress(db: Database, caller: Caller) -> Progress:
    """How far the caller's interview practice has come."""
    async with db.read() as session:
        answers = await queries.answers_of(session, caller.id)
        completed = await queries.completed_sessions(session, caller.id)
    return progress_of(answers, completed, datetime.now(UTC))


async def forget_person(db: Database, user_id: int) -> None:
    """Erase what is held of a person; the words they added stay, being nobody's."""
    async with db.write() as session:
        await erase_rows(session, user_id)


async def add_custom_skill(db: Database, caller: Caller, written: str) -> CustomSkill:
    """Take up a skill that a person names; their profile hears of it."""
    name = skill_name(written)
    async with db.write() as session:
        added = await queries.add_custom_skill(session, skill_key(name), name)
        session.publish(SkillAdded(user_id=caller.id, skill=added.skill))
    return added
