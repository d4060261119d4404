"""What postings and people are by number: what the schema keeps for the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from match_service.facts import currency_of, pay_of, person_of, posting_of, wished_pay
from match_service.scoring import Person, Posting, Stated, Title, Years
from match_service.scoring.experience import years_asked
from match_service.scoring.score import stated_by
from shared.events import PersonSnapshot, PostingFacts

Texts = tuple[str, ...]


class WordsKey(NamedTuple):
    """A title or role: its words' numbers, ascending, and its level."""

    words: tuple[int, ...]
    level: int | None


class TermsKey(NamedTuple):
    """Kind of contract, place of work, visa and countries of a posting; the lists are sorted."""

    job_type: str | None
    remote_type: str | None
    refuses_visa: bool
    eligible: Texts
    located: Texts


class WishKey(NamedTuple):
    """Kinds of contract, places of work, visa and countries a person wishes; the lists are sorted."""

    job_types: Texts
    remote_types: Texts
    needs_visa: bool
    eligible: Texts
    preferred: Texts
    prefers_remote: bool


class Numbers(NamedTuple):
    """The numbers of names."""

    skills: Mapping[str, int]
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PostingFeatures:
    """A posting by number; its title and terms have theirs elsewhere."""

    told: PostingFacts
    facts: Posting
    title: WordsKey
    terms: TermsKey
    required: tuple[int, ...]
    nice: tuple[int, ...]

    @property
    def years(self) -> Years | None:
        return years_asked(self.facts)

    @property
    def pays(self) -> int | None:
        return pay_of(self.told)

    @property
    def currency(self) -> str:
        return currency_of(self.told.salary_currency)


@dataclass(frozen=True, slots=True)
class PersonFeatures:
    """A person by number; their roles and wish have theirs elsewhere."""

    told: PersonSnapshot
    facts: Person
    skills: tuple[int, ...]
    roles: tuple[WordsKey, ...]
    wish: WishKey

    @property
    def stated(self) -> Stated:
        return stated_by(self.facts) | (Stated.SALARY if self.least_pay else Stated(0))

    @property
    def least_pay(self) -> int | None:
        return wished_pay(self.told)

    @property
    def currency(self) -> str:
        return currency_of(self.told.wishes.salary_currency)


def read_posting(told: PostingFacts) -> Posting:
    """A posting, but for what it pays: that is compared in the currency of the day."""
    return posting_of(told, {})


def read_person(user_id: int, told: PersonSnapshot) -> Person:
    """A person, but for what they wish to earn."""
    return person_of(user_id, told, {})


def names_of_postings(postings: Iterable[Posting]) -> tuple[set[str], set[str]]:
    """The skills and the title words of some postings."""
    skills, words = set[str](), set[str]()
    for posting in postings:
        skills |= posting.required | posting.nice
        words |= posting.title.words
    return skills, words


def names_of_person(person: Person) -> tuple[set[str], set[str]]:
    """The skills and the role words of a person."""
    return set(person.skills), set().union(*(role.words for role in person.roles))


def posting_features(told: PostingFacts, facts: Posting, numbers: Numbers) -> PostingFeatures:
    """A posting by the numbers of its names."""
    return PostingFeatures(
        told=told,
        facts=facts,
        title=words_key(facts.title, numbers),
        terms=TermsKey(
            facts.job_type,
            facts.remote_type,
            facts.sponsors_visa is False,
            tuple(sorted(facts.eligible_countries)),
            tuple(sorted(facts.located_in)),
        ),
        required=_numbered(facts.required, numbers.skills),
        nice=_numbered(facts.nice, numbers.skills),
    )


def person_features(told: PersonSnapshot, facts: Person, numbers: Numbers) -> PersonFeatures:
    """A person by the numbers of their names."""
    return PersonFeatures(
        told=told,
        facts=facts,
        skills=_numbered(facts.skills, numbers.skills),
        roles=tuple(words_key(role, numbers) for role in facts.roles),
        wish=WishKey(
            tuple(sorted(facts.job_types)),
            tuple(sorted(facts.remote_types)),
            facts.needs_visa,
            tuple(sorted(facts.eligible_countries)),
            tuple(sorted(facts.preferred_countries)),
            facts.prefers_remote,
        ),
    )


def words_key(title: Title, numbers: Numbers) -> WordsKey:
    """A title by the numbers of its words."""
    return WordsKey(_numbered(title.words, numbers.words), title.level)


def _numbered(names: Iterable[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted(numbers[name] for name in names))
