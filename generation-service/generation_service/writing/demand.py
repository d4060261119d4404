"""What a posting asks for, in a form that lines of a CV can be held against."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generation_service.writing.subjects import Match, Opening
from generation_service.writing.words import stem_of, words_in
from vocabulary.skills import are_related, find_skills, skill_key, skill_name, skills_in
from vocabulary.titles import title_tokens

_REQUIRED, _NICE, _MATCHED = 1.0, 0.6, 0.8
_RELATED_SHARE = 0.35
_TITLE_WORD = 2.0
_LONGEST_READ = 20_000
"""Characters of a description that are read; what a job asks for stands long before."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a posting asks for: skills by weight, words by weight."""

    skills: Mapping[str, float]
    """Keys of skills; required 1, nice to have 0.6."""
    names: Mapping[str, str]
    """Keys of skills to their names, the most asked for first."""
    words: Mapping[str, float]
    title_tokens: frozenset[str]

    @classmethod
    def of(cls, opening: Opening, match: Match) -> "Demand":
        """Read a posting; skills are found in its text when nobody has extracted them yet."""
        text = f"{opening.title}\n{opening.description[:_LONGEST_READ]}"
        weights: dict[str, float] = {}
        names: dict[str, str] = {}
        for name, weight in _asked(opening, match, text):
            names.setdefault(skill_key(name), skill_name(name))
            weights.setdefault(skill_key(name), weight)
        mentions = Counter(skill_key(mention.skill) for mention in find_skills(text))
        order = sorted(names, key=lambda key: (-weights[key], -mentions[key]))
        title_words = frozenset(stem for word in words_in(opening.title) if (stem := stem_of(word)))
        ordered = {key: names[key] for key in order}
        return cls(weights, ordered, _word_weights(text, title_words), frozenset(title_tokens(opening.title)))

    def skill_weight(self, key: str) -> float:
        """How much a skill counts here; a related one counts about a third."""
        if key in self.skills:
            return self.skills[key]
        related = (weight for asked, weight in self.skills.items() if are_related(key, self.names[asked]))
        return _RELATED_SHARE * max(related, default=0.0)


def _asked(opening: Opening, match: Match, text: str) -> list[tuple[str, float]]:
    asked = [(name, _REQUIRED) for name in opening.required_skills]
    asked += [(name, _NICE) for name in opening.nice_skills]
    asked += [(name, _MATCHED) for name in match.matching_skills]
    return asked or [(name, _REQUIRED) for name in skills_in(text)]


def _word_weights(text: str, title_words: frozenset[str]) -> dict[str, float]:
    counts = Counter(stem for word in words_in(text) if (stem := stem_of(word)))
    top = 1 + math.log1p(max(counts.values(), default=1))
    weights = {stem: math.log1p(count) / top for stem, count in counts.items()}
    return weights | dict.fromkeys(title_words, _TITLE_WORD)
