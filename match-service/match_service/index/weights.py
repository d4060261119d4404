"""The weights of skills and title words by number: `scoring.rarity`, laid out for the index."""

from typing import NamedTuple

import numpy as np

from match_service.index.layout import Array
from match_service.scoring.rarity import LEAST_SKILL_WEIGHT, WORD_UNIT


class Weights(NamedTuple):
    """One version of the weights. Numbers past the end of an array have the weight of what was never seen."""

    version: int
    skills: Array
    words: Array
    unseen_skill: int
    unseen_word: int

    def of_skills(self, skills: Array) -> Array:
        """The weight of each skill."""
        return _looked_up(self.skills, skills, self.unseen_skill)

    def of_words(self, words: Array) -> Array:
        """The weight of each word."""
        return _looked_up(self.words, words, self.unseen_word)


ALIKE = Weights(0, np.zeros(0, np.uint8), np.zeros(0, np.uint8), LEAST_SKILL_WEIGHT, WORD_UNIT)
"""The weights before any posting was counted."""


def _looked_up(weights: Array, numbers: Array, unseen: int) -> Array:
    found = np.full(numbers.shape, unseen, np.int64)
    seen = numbers < weights.size
    found[seen] = weights[numbers[seen]]
    return found
