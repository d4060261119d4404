"""Jobs that are a person's by their doing: scored whatever the score, no filter asked."""

from collections.abc import Collection
from datetime import UTC, datetime

import numpy as np

from match_service import queries
from match_service.deps import Deps
from match_service.errors import JobNotFound
from match_service.facts import person_of, posting_of
from match_service.features import names_of_person, names_of_postings
from match_service.index.weights import Weights
from match_service.pairs import ScoredPair
from match_service.scoring import EVERYTHING_ALIKE, PairScorer, Person, Posting, Rarity
from match_service.use_cases.catching_up import weights_of
from match_service.use_cases.numbering import number_postings
from shared.database import Database, ReadSession, is_erased
from shared.events import PersonSnapshot, UserJobRemoved, UserJobSaved


async def match_pasted(db: Database, deps: Deps, event: UserJobSaved) -> None:
    """A pasted job always has its match with the person who pasted it, whatever the score."""
    user_id, job_id = event.user_id, event.posting.job_id
    async with db.write() as session:
        if await is_erased(session, user_id):
            return
        [posting] = await number_postings(session, [event.posting])
        await queries.postings.put_postings(session, [posting], owner=user_id)
        if (await queries.postings.versions_of(session, [job_id]))[job_id] == event.posting.version:
            person = await person_as_told(session, deps, user_id)
            await queries.matches.store(session, await score_own(session, deps, person, [job_id]), snapshot=None)


async def match_with(db: Database, deps: Deps, user_id: int, job_id: int) -> tuple[int, bool]:
    """The person's match with a job, made when there is none, whatever the score; it stays from now on.

    Its id, and whether it is new. Raises JobNotFound for a job that is not known here, or not the person's to see.
    """
    async with db.write() as session:
        if await is_erased(session, user_id) or await queries.postings.told_to(session, user_id, job_id) is None:
            raise JobNotFound
        person = await person_as_told(session, deps, user_id)
        [pair] = await score_own(session, deps, person, [job_id], closed_too=True)
        return await queries.matches.make_own(session, pair)


async def remove_pasted(db: Database, event: UserJobRemoved) -> None:
    """A deleted pasted job takes its match with it, unless it has a status or a letter."""
    async with db.write() as session:
        if await is_erased(session, event.user_id):
            return
        ids, versions, now = [event.job_id], [event.version], datetime.now(UTC)
        await queries.postings.close_postings(session, ids, versions, now, owner=event.user_id)
        await queries.matches.remove_pasted(session, event.user_id, event.job_id)


async def person_as_told(session: ReadSession, deps: Deps, user_id: int) -> Person:
    """The person as their profile last told; nobody has told of someone new yet."""
    row = await queries.people.person(session, user_id)
    told = PersonSnapshot.model_validate(row.snapshot if row else {})
    return person_of(user_id, told, deps.settings.currency_rates)


async def score_own(
    session: ReadSession, deps: Deps, person: Person, job_ids: Collection[int], *, closed_too: bool = False
) -> list[ScoredPair]:
    """The open ones of these jobs, or all, scored for the person one by one."""
    told = await queries.postings.told_of(session, job_ids, closed_too=closed_too)
    postings = [posting_of(facts, deps.settings.currency_rates) for facts in told]
    scorer = PairScorer.of(person, await _rarity(session, person, postings))
    return [ScoredPair(person.id, posting.id, posting.posted_at, scorer.score(posting)) for posting in postings]


async def _rarity(session: ReadSession, person: Person, postings: list[Posting]) -> Rarity:
    """The newest weights of all that these name."""
    newest = await queries.following.newest_weights(session, EVERYTHING_ALIKE.version)
    if newest is None:
        return EVERYTHING_ALIKE
    skills, words = names_of_postings(postings)
    skill_numbers = await queries.dictionary.known_skills(session, skills)
    word_numbers = await queries.dictionary.known_words(session, words | names_of_person(person)[1])
    return _named(weights_of(newest), skill_numbers, word_numbers)


def _named(weights: Weights, skills: dict[str, int], words: dict[str, int]) -> Rarity:
    skill_weights = weights.of_skills(np.fromiter(skills.values(), np.int64)).tolist()
    word_weights = weights.of_words(np.fromiter(words.values(), np.int64)).tolist()
    return Rarity(
        version=weights.version,
        skills=dict(zip(skills, skill_weights, strict=True)),
        words=dict(zip(words, word_weights, strict=True)),
        unseen_skill=weights.unseen_skill,
        unseen_word=weights.unseen_word,
    )
