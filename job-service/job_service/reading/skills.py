"""Which skills a posting requires and which it only welcomes."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from job_service.reading.cues import Cue, Cues
from job_service.reading.sections import Outline, SectionKind
from job_service.reading.welcome import Stretch, is_welcome
from vocabulary.skills import find_skills, skills_in
from vocabulary.titles import trade_of_title

_ABOUT_THE_WORK = frozenset({SectionKind.REQUIRED, SectionKind.DUTIES})
_ABOUT_OTHERS = frozenset({SectionKind.OFFER, SectionKind.COMPANY, SectionKind.HIRING})
_DEMAND_REACH = 160


@dataclass(frozen=True, slots=True)
class AskedSkills:
    """Canonical names of skills, once each, in the order of the text; none stands in both."""

    required: tuple[str, ...]
    nice_to_have: tuple[str, ...]


def asked_skills(title: str, text: str, cues: Cues, outline: Outline, stretches: tuple[Stretch, ...]) -> AskedSkills:
    """Required is what the title names and the text asks for; benefits and the company's own story ask nothing."""
    required, welcome = dict.fromkeys(skills_in(title)), dict[str, None]()
    demands = [hit.start for hit in cues[Cue.DEMAND]]
    for mention in find_skills(text):
        kind = outline.kind_at(mention.start)
        if kind is SectionKind.NICE or is_welcome(mention.start, stretches):
            welcome[mention.skill] = None
        elif _is_asked(text, mention.start, kind, outline, demands):
            required[mention.skill] = None
    return AskedSkills(tuple(required), tuple(skill for skill in welcome if skill not in required))


def with_trade(asked: AskedSkills, title: str) -> AskedSkills:
    """The same with the trade the title names, where the text asks for one skill alone: SQL does not make a job."""
    trade = trade_of_title(title)
    if trade is None or len(asked.required) != 1 or skills_in(title):
        return asked
    return with_skills(asked, [trade])


def with_skills(asked: AskedSkills, more: Iterable[str]) -> AskedSkills:
    """The same with skills a board or a person named besides; they are required."""
    required = tuple(dict.fromkeys((*asked.required, *more)))
    return AskedSkills(required, tuple(skill for skill in asked.nice_to_have if skill not in required))


def _is_asked(text: str, position: int, kind: SectionKind, outline: Outline, demands: Sequence[int]) -> bool:
    if kind in _ABOUT_THE_WORK:
        return True
    if kind is SectionKind.OTHER and not outline.has(SectionKind.REQUIRED):
        return True
    return kind not in _ABOUT_OTHERS and _is_demanded(text, position, demands)


def _is_demanded(text: str, position: int, demands: Sequence[int]) -> bool:
    """Whether a word of demand stands in the same line, near enough."""
    line_start = text.rfind("\n", 0, position) + 1
    line_end = text.find("\n", position)
    first = max(line_start, position - _DEMAND_REACH)
    last = min(len(text) if line_end < 0 else line_end, position + _DEMAND_REACH)
    at = bisect_left(demands, first)
    return at < len(demands) and demands[at] < last
