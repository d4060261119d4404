"""Where a text mentions skills: one pass of an Aho-Corasick automaton, then word boundaries and context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from vocabulary.skills.context import Candidate, accepted
from vocabulary.skills.folding import fold, folded_name
from vocabulary.skills.lexicon import Ask, Skill, Spelling, lexicon

_WEB_ADDRESS = re.compile(r"https?://\S+")
# A plural or a version may follow ("APIs", "Python3"); "C" is not in "C#", nor "Vue" in "vue.js".
_ENDS_WELL = re.compile(r"(?:s|\d{1,2}(?:\.\d+)*)?(?![\w+#@]|\.[a-z\d])")
_ENDS_WELL_EXACTLY = re.compile(r"(?![\w+#@&'’]|\.[a-zA-Z\d])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill a text names, by its canonical name, and where: text[start:end] is what was written."""

    skill: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The forms to look for, each after a space, and what each stands for."""

    automaton: AhoCorasick
    skills: tuple[Skill, ...]
    spellings: tuple[tuple[Spelling, ...], ...]


@cache
def _patterns() -> _Patterns:
    by_form: dict[str, tuple[Skill, tuple[Spelling, ...]]] = {}
    for skill in lexicon():
        for spelling in skill.spellings:
            form = folded_name(spelling.text)
            _, others = by_form.get(form, (skill, ()))
            by_form[form] = (skill, (*others, spelling))
    skills, spellings = zip(*by_form.values(), strict=True)
    return _Patterns(AhoCorasick([f" {form}" for form in by_form]), skills, spellings)


def find_skills(text: str) -> tuple[Mention, ...]:
    """The skills a text names, in its order, the longest name where several begin; linear in the text's length."""
    shown = _WEB_ADDRESS.sub(lambda address: " " * len(address.group()), text)
    return tuple(Mention(found.skill.name, found.start, found.end) for found in accepted(shown, list(_longest(shown))))


def skills_in(text: str) -> tuple[str, ...]:
    """Canonical names of the skills a text names, once each, in the order of first mention."""
    return tuple(dict.fromkeys(mention.skill for mention in find_skills(text)))


def _longest(text: str) -> Iterator[Candidate]:
    """Candidates on word boundaries that do not overlap: the leftmost first, the longest of those."""
    patterns, taken = _patterns(), 0
    # The space before the text lets a name begin it, and makes a hit's first character stand before the name.
    hits = patterns.automaton.find_matches_as_indexes(f" {fold(text)}", overlapping=True)
    for pattern, start, past_end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if start < taken:
            continue
        spellings = patterns.spellings[pattern]
        ends_well = _ENDS_WELL if spellings[0].ask is Ask.NOTHING else _ENDS_WELL_EXACTLY
        if ending := ends_well.match(text, past_end - 1):
            taken = ending.end()
            yield Candidate.at(text, patterns.skills[pattern], spellings, (start, past_end - 1, taken))
