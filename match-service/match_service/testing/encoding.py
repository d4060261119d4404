"""Numbers for skills, words, titles and places, handed out as they are met: what the schema does in the product."""

from collections.abc import Hashable, Sequence

import numpy as np

from match_service.index.layout import (
    BLOCK_ROWS,
    NEVER,
    Array,
    PostingRows,
    own_years_code,
    posting_rows,
    ragged,
    seconds,
    skill_keys,
    terms_code,
    terms_wish,
    years_code,
)
from match_service.index.people import Opening, PeopleIndex, person_rows
from match_service.index.places import place_of, wish_of
from match_service.index.postings import PostingIndex, Seeker
from match_service.index.titles import NO_LEVEL, Words
from match_service.index.weights import Weights
from match_service.scoring import Person, Posting, Rarity, Title
from match_service.scoring.experience import years_asked
from match_service.scoring.skills import family


class Numbers(dict[Hashable, int]):
    """Hands out the next number to what it has not met."""

    def __missing__(self, thing: Hashable) -> int:
        self[thing] = len(self)
        return self[thing]


class EncodedIndex:
    """An index of postings and one of people, fed with facts instead of numbers."""

    def __init__(self, block_rows: int = BLOCK_ROWS) -> None:
        self.index = PostingIndex(block_rows)
        self.skills, self.words = Numbers(), Numbers()
        self.titles, self.places = Numbers(), Numbers()
        self.people = PeopleIndex(self.index.skills, block_rows)
        self.roles, self.wishes = Numbers(), Numbers()

    def put(self, postings: Sequence[Posting]) -> None:
        rows = self.rows(postings)
        self.index.put(rows)

    def rows(self, postings: Sequence[Posting]) -> PostingRows:
        rows = posting_rows(
            job=[posting.id for posting in postings],
            posted=[seconds(posting.posted_at) for posting in postings],
            expires=[seconds(posting.expires_at) if posting.expires_at else NEVER for posting in postings],
            salary=[posting.salary or 0 for posting in postings],
            title=[self.titles[posting.title] for posting in postings],
            place=[self.places[place_of(posting)] for posting in postings],
            terms=[terms_code(posting.job_type, posting.remote_type, posting.sponsors_visa) for posting in postings],
            years=[years_code(years_asked(posting)) for posting in postings],
            skills=ragged(self._keys(posting) for posting in postings),
        )
        self._learn()
        return rows

    def seeker(self, person: Person) -> Seeker:
        skills = [self.skills[skill] for skill in sorted(person.skills)]
        roles = [self.words_of(role) for role in person.roles]
        self._learn()
        return Seeker(person, skills, roles)

    def put_people(self, people: Sequence[Person], bars: Sequence[int]) -> None:
        rows = person_rows(
            person=[person.id for person in people],
            years=[own_years_code(person.years) for person in people],
            terms=[terms_wish(person) for person in people],
            wish=[self.wishes[wish_of(person)] for person in people],
            least_salary=[person.least_salary or 0 for person in people],
            bar=bars,
            skills=ragged([self.skills[skill] for skill in sorted(person.skills)] for person in people),
            roles=ragged([self.roles[role] for role in person.roles] for person in people),
        )
        self._learn()
        self.people.put(rows)

    def opening(self, posting: Posting) -> Opening:
        opening = Opening(
            title=self.words_of(posting.title),
            place=place_of(posting),
            terms=terms_code(posting.job_type, posting.remote_type, posting.sponsors_visa),
            years=years_asked(posting),
            salary=posting.salary,
            required=self._numbers(posting.required),
            nice=self._numbers(posting.nice - posting.required),
        )
        self._learn()
        return opening

    def words_of(self, title: Title) -> Words:
        words = np.array([self.words[word] for word in sorted(title.words)], np.int32)
        return Words(words, NO_LEVEL if title.level is None else title.level)

    def weigh(self, rarity: Rarity) -> None:
        """Use the weights; what they do not name, and comes later, is unseen to both."""
        for numbers, named in ((self.skills, rarity.skills), (self.words, rarity.words)):
            for name in named:
                numbers[name]
        skills = [rarity.of_skill(str(skill)) for skill in self.skills]
        words = [rarity.of_words(frozenset([str(word)])) for word in self.words]
        weights = np.array(skills, np.uint8), np.array(words, np.uint8)
        for index in (self.index, self.people):
            index.weigh(Weights(rarity.version, *weights, rarity.unseen_skill, rarity.unseen_word))

    def _keys(self, posting: Posting) -> Array:
        required, nice = self._numbers(posting.required), self._numbers(posting.nice - posting.required)
        return np.concatenate([skill_keys(required, required=True), skill_keys(nice, required=False)])

    def _numbers(self, skills: frozenset[str]) -> Array:
        return np.array([self.skills[skill] for skill in sorted(skills)], np.int64)

    def _learn(self) -> None:
        self.index.skills.put({number: family(str(name)) for name, number in self.skills.items()})
        for titles, table in ((self.titles, self.index.titles), (self.roles, self.people.roles)):
            new = [self.words_of(title) for title in list(titles)[len(table) :]]  # type: ignore[arg-type]
            table.extend(ragged(title.words for title in new), np.array([title.level for title in new], np.uint8))
        for places, known in ((self.places, self.index.places), (self.wishes, self.people.wishes)):
            known.extend(list(places)[len(known) :])  # type: ignore[arg-type]
