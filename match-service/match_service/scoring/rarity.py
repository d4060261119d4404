"""How much a skill and a title word weigh: rare ones tell more than common ones.

A weight follows from how many postings name the skill or word (inverse document frequency, Spärck Jones 1972). It is
a small whole number, counted once for a numbered version that every worker then uses: two workers never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

LEAST_SKILL_WEIGHT = 8
MOST_SKILL_WEIGHT = 24
"""Three times the least: matching.md allows a factor of 3."""

RARE_SKILL_RATIO = 1000
"""A skill named by one posting in a thousand, or by fewer, weighs the most."""

WORD_UNIT = 16
MOST_WORD_WEIGHT = 255

FEW_POSTINGS = 50
"""Added to both counts: a catalogue of a dozen postings says little about what is rare."""


def skill_weight(naming: int, postings: int) -> int:
    """8 for a skill that every posting names, rising to 24 for a rare one. `naming` of `postings` name it."""
    rarity = _log_ratio(naming, postings) / log(RARE_SKILL_RATIO)
    return LEAST_SKILL_WEIGHT + round((MOST_SKILL_WEIGHT - LEAST_SKILL_WEIGHT) * min(1.0, rarity))


def word_weight(naming: int, titles: int) -> int:
    """16 × (1 + the natural logarithm of how many titles there are to one with the word), at most 255."""
    return min(MOST_WORD_WEIGHT, round(WORD_UNIT * (1 + _log_ratio(naming, titles))))


def _log_ratio(naming: int, total: int) -> float:
    return log((total + FEW_POSTINGS) / (min(naming, total) + FEW_POSTINGS))


@dataclass(frozen=True, slots=True)
class Rarity:
    """One version of the weights. A skill or word first seen after it was counted has the weight of an unseen one."""

    version: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    unseen_skill: int = LEAST_SKILL_WEIGHT
    unseen_word: int = WORD_UNIT

    def of_skill(self, skill: str) -> int:
        return self.skills.get(skill, self.unseen_skill)

    def of_words(self, words: frozenset[str]) -> int:
        """The weights of the words, added up."""
        return sum(self.words.get(word, self.unseen_word) for word in words)


EVERYTHING_ALIKE = Rarity()
"""The weights before any posting was counted."""


def count_rarity(
    version: int, skills: Mapping[str, int], postings: int, words: Mapping[str, int], titles: int
) -> Rarity:
    """The weights that follow from how many of the postings name each skill and how many of the titles each word."""
    return Rarity(
        version=version,
        skills={skill: skill_weight(naming, postings) for skill, naming in skills.items()},
        words={word: word_weight(naming, titles) for word, naming in words.items()},
        unseen_skill=skill_weight(0, postings),
        unseen_word=word_weight(0, titles),
    )
