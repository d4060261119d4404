"""Which lines of a CV speak to a posting: a score a line, and a choice that does not repeat itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from generation_service.writing.achievements import has_result, is_achievement
from generation_service.writing.demand import Demand
from generation_service.writing.figures import stated_figures
from generation_service.writing.lines import lines_of, sentences_of
from generation_service.writing.subjects import Candidate, Position
from generation_service.writing.words import stems_in
from vocabulary.skills import skill_key, skills_in
from vocabulary.titles import title_tokens

_SKILL, _MOST_SKILLS = 2.0, 4.0
_WORD, _MOST_WORDS = 0.25, 2.0
_FIGURE, _TITLE, _RECENT = 0.9, 1.5, 0.6
_RESULT, _DESCRIPTION = 0.8, 2.5
_SCRAP, _RAMBLING = 1.2, 0.8
_SHORT_WORDS, _LONG_WORDS = 5, 45
_ALREADY_SHOWN = 0.5
_PLACEHOLDER_SCORE = -100.0
_PLACEHOLDER = re.compile(
    r"\blorem ipsum\b|\bdolor sit amet\b|\bconsectetur\b|\bX{2,}\b|\[[A-Z][^\]]*\]", re.IGNORECASE
)

_FILLER = re.compile(
    r"\b(?:aenean|aliquam|auctor|congue|consequat|cras|curabitur|dapibus|diam|dolor|donec|egestas|eget|fermentum|feugiat"
    r"|imperdiet|ipsum|lectus|ligula|maecenas|mauris|mollis|montes|nascetur|natoque|nisl|nulla|nunc|parturient"
    r"|pellentesque|penatibus|phasellus|placerat|praesent|pulvinar|ridiculus|sagittis|semper|sodales|tincidunt|tristique"
    r"|turpis|ullamcorper|ultricies|vehicula|venenatis|vestibulum|vitae|vivamus|volutpat)\b",
    re.IGNORECASE,
)
_FILLER_WORDS = 2
"""So many words of the printers' Latin make a line filling text."""


class Origin(Enum):
    """Where a line of a CV stands."""

    POSITION = "position"
    PROJECT = "project"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the CV with what it holds."""

    text: str
    origin: Origin
    at: int
    """Index of its position or project."""
    skills: frozenset[str]
    has_figure: bool
    score: float
    is_achievement: bool = True
    """Whether it tells a deed or a result rather than what the place was."""

    @property
    def is_placeholder(self) -> bool:
        """Whether the line is filling text of a template."""
        return self.score <= _PLACEHOLDER_SCORE / 2


def scored_lines(candidate: Candidate, demand: Demand) -> tuple[Line, ...]:
    """All lines of positions and projects with their scores, in the CV's order."""
    lines = []
    for at, position in enumerate(candidate.experience):
        bonus = _TITLE * title_closeness(position, demand) + _RECENT / (at + 1)
        lines += [_line(text, Origin.POSITION, at, demand, bonus) for text in lines_of(position.description)]
    for at, project in enumerate(candidate.projects):
        lines += [_line(text, Origin.PROJECT, at, demand, 0.0) for text in lines_of(project.description)]
    return tuple(lines)


def summary_lines(candidate: Candidate, demand: Demand) -> tuple[Line, ...]:
    """The sentences of the summary with their scores."""
    return tuple(_line(text, Origin.SUMMARY, 0, demand, 0.0) for text in sentences_of(candidate.summary))


def ranked(lines: Sequence[Line], count: int, shown: frozenset[str] = frozenset()) -> tuple[Line, ...]:
    """The best lines, best first; a line whose skills were shown by a better one counts less."""
    left, chosen = list(lines), list[Line]()
    while left and len(chosen) < count:
        best = max(left, key=lambda line: line.score - _ALREADY_SHOWN * len(line.skills & shown))
        left.remove(best)
        chosen.append(best)
        shown |= best.skills
    return tuple(chosen)


def title_closeness(position: Position, demand: Demand) -> float:
    """0 to 1: how much of the posting's title stands in the position's."""
    shared = demand.title_tokens.intersection(title_tokens(position.title or ""))
    return len(shared) / len(demand.title_tokens) if demand.title_tokens else 0.0


def _line(text: str, origin: Origin, at: int, demand: Demand, bonus: float) -> Line:
    skills = frozenset(map(skill_key, skills_in(text)))
    has_figure = any(not figure.is_year for stated in stated_figures(text) for figure in stated.readings[:1])
    achieved = is_achievement(text)
    score = bonus + _merit(text, skills, demand, has_figure=has_figure)
    score += _RESULT if has_result(text) else 0.0 if achieved else -_DESCRIPTION
    return Line(text, origin, at, skills, has_figure, score, achieved)


def _merit(text: str, skills: frozenset[str], demand: Demand, *, has_figure: bool) -> float:
    by_skills = min(_SKILL * sum(map(demand.skill_weight, skills)), _SKILL * _MOST_SKILLS)
    by_words = min(_WORD * sum(demand.words.get(stem, 0.0) for stem in stems_in(text)), _MOST_WORDS)
    if _PLACEHOLDER.search(text) or len(_FILLER.findall(text)) >= _FILLER_WORDS:
        return _PLACEHOLDER_SCORE
    words = len(text.split())
    length = -_SCRAP if words < _SHORT_WORDS else -_RAMBLING if words > _LONG_WORDS else 0.0
    return by_skills + by_words + (_FIGURE if has_figure else 0.0) + length
