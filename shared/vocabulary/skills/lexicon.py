"""The skill lexicon as it is shipped: one line a skill, parsed once."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files


class Ask(Enum):
    """What a name asks for before it counts as a skill in running text."""

    NOTHING = ""
    CASE = "^"
    CASE_INSIDE_A_SENTENCE = "~"
    CONTEXT = "?"
    CONTEXT_IN_ANY_CASE = "*"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One written form of a skill, and what it asks for."""

    text: str
    ask: Ask

    @classmethod
    def parse(cls, marked: str) -> "Spelling":
        """Read a form with its mark: "Go?" asks for context."""
        mark = marked[-1:]
        return cls(marked[:-1], Ask(mark)) if mark in _MARKS else cls(marked, Ask.NOTHING)


_MARKS = frozenset(ask.value for ask in Ask if ask.value)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of the lexicon."""

    name: str
    family: str | None
    spellings: tuple[Spelling, ...]


@cache
def lexicon() -> tuple[Skill, ...]:
    """All skills, by name."""
    text = files(__package__).joinpath("lexicon.tsv").read_text(encoding="utf-8")
    return tuple(_skill(line) for line in text.splitlines() if line and not line.startswith("#"))


def _skill(line: str) -> Skill:
    name, family, spellings = line.split("\t")
    return Skill(name, family or None, tuple(map(Spelling.parse, spellings.split("|"))))
