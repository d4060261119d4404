"""Letters asked for by job, one or many: the same path as a letter asked for by match."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from generation_service.deps import Deps
from generation_service.errors import LetterUnusable
from generation_service.inputs import Inputs
from generation_service.job_letters import JobLetter, JobRef, NoLetter, job_id_of
from generation_service.orders import Order, Subject
from generation_service.statements import Statements, candidate_as_stated
from generation_service.tables import CoverLetter, Engine, Kind
from generation_service.told import PersonTold, match_of, opening_of
from generation_service.use_cases.asking import kept_or_placed
from generation_service.use_cases.waiting import deadline, result_of
from generation_service.writing import Candidate
from shared.auth import Caller
from shared.database import Database
from shared.errors import Failure, TookTooLong, Unavailable

log = structlog.get_logger()

PREPARED_AT_ONCE = 8
"""Of many letters, the jobs and matches asked for at the same time."""


async def letter_for_job(db: Database, deps: Deps, caller: Caller, job_ref: JobRef, stated: Statements) -> JobLetter:
    """The letter for a job, with what the person states of themselves. The match is made when there is none.

    Raises JobNotFound, Unavailable when a neighbour is away, TookTooLong while it is still being written.
    """
    until = deadline(deps.settings.wait_seconds)
    job_id_of(job_ref)
    desk = await _desk_of(db, deps, caller, stated, until)
    return await desk.letter_for(job_ref)


async def letters_for_jobs(
    db: Database, deps: Deps, caller: Caller, job_refs: Sequence[JobRef], stated: Statements
) -> list[JobLetter | NoLetter]:
    """A letter for each job, repeated ones once, or why there is none; all within the time that one may take."""
    desk = await _desk_of(db, deps, caller, stated, deadline(deps.settings.wait_seconds))
    return await asyncio.gather(*(desk.outcome_for(ref) for ref in _once_each(job_refs)))


def _once_each(job_refs: Sequence[JobRef]) -> list[JobRef]:
    """The first mention of each job, in whatever way it is written."""
    first: dict[str, JobRef] = {}
    for ref in job_refs:
        first.setdefault(str(ref).strip().removeprefix("job-"), ref)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class _Desk:
    """One person's letters on their way: asked of the neighbours a few at a time, written by whoever is free."""

    db: Database
    deps: Deps
    caller: Caller
    person: PersonTold
    candidate: Candidate
    until: float
    turns: asyncio.Semaphore

    async def outcome_for(self, job_ref: JobRef) -> JobLetter | NoLetter:
        try:
            return await self.letter_for(job_ref)
        except Failure as failure:
            log.info("letter_missing", status=failure.status)
            return NoLetter(job_ref, failure)

    async def letter_for(self, job_ref: JobRef) -> JobLetter:
        try:
            async with asyncio.timeout_at(self.until):
                return await self._letter_for(job_ref)
        except TimeoutError:
            raise TookTooLong from None

    async def _letter_for(self, job_ref: JobRef) -> JobLetter:
        job_id = job_id_of(job_ref)
        async with self.turns:
            job = await self.deps.neighbours.job_with(self.caller, job_id)
            match = await self.deps.neighbours.match_with(self.caller, job_id)
        subject = Subject(self.caller.id, match.id, job_id)
        inputs = Inputs(self.candidate, opening_of(job, match), match_of(match))
        letter, by_model = await self._written(subject, inputs)
        return JobLetter(job_ref, job, letter, by_model)

    async def _written(self, subject: Subject, inputs: Inputs) -> tuple[CoverLetter, bool]:
        """The letter; by the rules when the language model may not or can't write it."""
        writers = self.deps.writers
        if writers.engine_for(may_use_model=self.person.profile.allows_model) is Engine.MODEL:
            try:
                letter = await self._served(subject, inputs, Engine.MODEL)
            except TookTooLong:
                raise
            except (Unavailable, LetterUnusable):
                log.warning("template_stands_in", job_id=subject.job_id)
            else:
                return letter, letter.model != writers.rules.model(Kind.LETTER)
        return await self._served(subject, inputs, Engine.RULES), False

    async def _served(self, subject: Subject, inputs: Inputs, engine: Engine) -> CoverLetter:
        edition = self.deps.writers.by(engine).edition(Kind.LETTER)
        order = Order.of(subject, Kind.LETTER, inputs, engine, edition, self.person.profile.updated_at)
        found = await kept_or_placed(self.db, self.deps, order)
        letter = await result_of(self.db, self.deps, found, self.until) if isinstance(found, UUID) else found
        assert isinstance(letter, CoverLetter)
        return letter


async def _desk_of(db: Database, deps: Deps, caller: Caller, stated: Statements, until: float) -> _Desk:
    person = await deps.neighbours.person(caller)
    candidate = candidate_as_stated(person, stated)
    return _Desk(db, deps, caller, person, candidate, until, asyncio.Semaphore(PREPARED_AT_ONCE))
