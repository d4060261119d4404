"""What a language needs so that a letter can be written in it: small grammar, and sentences to choose from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from generation_service.writing.subjects import Tone


class Form(Enum):
    """How a line of a CV can stand in a sentence."""

    PAST = "past"
    """Built an API: follows "I"."""
    BASE = "base"
    """Build APIs: follows "my task was to"."""
    STATE = "state"
    """Responsible for APIs: follows "I was"."""
    THING = "thing"
    """A tool that compares APIs: follows the name of what it describes."""
    OTHER = "other"
    """Anything else: it can only be listed."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A line made to stand inside a sentence: no capital at its start, no stop at its end."""

    text: str
    form: Form


def _listed(degree: str | None, subject: str | None, institution: str | None) -> str:
    studied = None if degree and subject and subject.casefold() in degree.casefold() else subject
    return ", ".join(part for part in (degree, studied, institution) if part)


class Crediting(Protocol):
    """How a language says what somebody is by licence and holds by examination."""

    def __call__(self, title: str, names: str, *, many: bool) -> str:
        """The sentence for a title and the joined names of qualifications; "" when it can say nothing of them."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The small words and rules of a language."""

    conjunction: Callable[[str], str]
    """The word for "and" before a given word."""
    role: Callable[[str], str]
    """A job title as it follows "as"."""
    clause_of: Callable[[str], Clause]
    """How a line of a CV in this language goes into a sentence."""
    station: str
    """With {title} and {company}."""
    station_title: str
    station_company: str
    since: str
    """With {start}."""
    numbers: tuple[str, ...]
    """Words for 2 and up, as far as they are written out."""
    quotes: tuple[str, str]
    credentials: Crediting
    languages: Mapping[str, str]
    """English names of spoken languages to the ones used here."""
    company: Callable[[str], str] = str
    """A company's name as it follows "at"."""
    of: Callable[[str], str] = str
    """A name after "of", where the language joins the two."""
    schooling: Callable[[str | None, str | None, str | None], str] = _listed
    """Degree, field and institution in one phrase."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Sentences of a letter in one language; those of one tuple say the same in other words."""

    language: str
    language_name: str
    grammar: Grammar
    subject: str
    """The line over the salutation, with {title}; empty where it isn't customary."""
    greeting: Mapping[Tone, tuple[str, ...]]
    greeting_unknown: Mapping[Tone, tuple[str, ...]]
    opening: Mapping[Tone, tuple[str, ...]]
    opening_unknown: Mapping[Tone, tuple[str, ...]]
    standing_now: tuple[str, ...]
    standing_past: tuple[str, ...]
    standing_now_years: tuple[str, ...]
    standing_past_years: tuple[str, ...]
    standing_years: tuple[str, ...]
    shared_many: tuple[str, ...]
    shared_one: tuple[str, ...]
    background: tuple[str, ...]
    """For {skills} the posting does not name."""
    told_here: Mapping[Form, tuple[str, ...]]
    """The first line of the position named just before, with {line}; in English also {is_} and {am}."""
    told_at: Mapping[Form, tuple[str, ...]]
    """The first line of another position, with {station} in front."""
    told_more: Mapping[Form, tuple[str, ...]]
    listed_here: tuple[str, ...]
    listed_at: tuple[str, ...]
    listed_quoted_here: tuple[str, ...]
    """As listed_here, for the first lines of a letter that are in another language than it."""
    listed_quoted_at: tuple[str, ...]
    also_worked: tuple[str, ...]
    """For a position of which the CV says no more."""
    involved: tuple[str, ...]
    project_told: tuple[str, ...]
    project_described: tuple[str, ...]
    """For a {project} and a {line} that says what it is; empty where grammar doesn't let it in."""
    project_named: tuple[str, ...]
    degree: tuple[str, ...]
    languages: tuple[str, ...]
    profile: tuple[str, ...]
    """For a {line} of the summary that says what the person is; empty where grammar doesn't let it in."""
    further: tuple[str, ...]
    bridge: tuple[str, ...]
    """From what was told to the opening, with {company}, {of_company} and {role}, the opening's title."""
    bridge_unknown: tuple[str, ...]
    closing: Mapping[Tone, tuple[str, ...]]
    closing_more: tuple[str, ...]
    """Courtesies; the first refers to what was told before."""
    farewell: Mapping[Tone, tuple[str, ...]]
