"""Giving numbers to what postings and people name."""

from collections.abc import Sequence

from match_service import queries
from match_service.features import (
    Numbers,
    PersonFeatures,
    PostingFeatures,
    names_of_person,
    names_of_postings,
    person_features,
    posting_features,
    read_person,
    read_posting,
)
from shared.database import WriteSession
from shared.events import PersonSnapshot, PostingFacts


async def number_postings(session: WriteSession, told: Sequence[PostingFacts]) -> list[PostingFeatures]:
    """Postings by number."""
    read = [read_posting(facts) for facts in told]
    numbers = await _numbers(session, *names_of_postings(read))
    return [posting_features(facts, posting, numbers) for facts, posting in zip(told, read, strict=True)]


async def number_person(session: WriteSession, user_id: int, told: PersonSnapshot) -> PersonFeatures:
    """A person by number."""
    read = read_person(user_id, told)
    return person_features(told, read, await _numbers(session, *names_of_person(read)))


async def _numbers(session: WriteSession, skills: set[str], words: set[str]) -> Numbers:
    dictionary = queries.dictionary
    return Numbers(await dictionary.skill_numbers(session, skills), await dictionary.word_numbers(session, words))
