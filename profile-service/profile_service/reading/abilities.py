"""Skills: those a CV lists, known to the lexicon or not, and those its running text names."""

from collections.abc import Iterator, Sequence, Set

from profile_service.reading.document import Line, Span
from profile_service.reading.headings import Section
from profile_service.reading.lists import Skill, listed_skills
from profile_service.reading.roles import titleness
from profile_service.reading.sections import Part
from vocabulary.skills import find_skills, skill_key

_TASKS = frozenset({Section.SUMMARY, Section.EXPERIENCE, Section.PROJECTS, Section.CERTIFICATIONS})
_TOLD_IN = _TASKS | {Section.HEADER, Section.OTHER}
_FEWEST_IN_OWN_LIST = 5
_LONGEST_TITLE = 60


def skills_of(parts: Sequence[Part]) -> list[Skill]:
    """The skills of a CV, listed ones first, once each.

    Beside a list of their own, running text adds what it calls by a name ("Azure"), not what it merely speaks of.
    """
    listed = [skill for part in parts if part.section is Section.SKILLS for skill in listed_skills(part.lines)]
    if len({skill.name for skill in listed}) >= _FEWEST_IN_OWN_LIST:
        told = [skill for line in _lines(parts, _TASKS) if not _is_title(line) for skill in _called_by_name(line)]
    else:
        told = [skill for line in _lines(parts, _TOLD_IN) for skill in _told(line)]
    distinct: dict[str, Skill] = {}
    for skill in [*listed, *told]:
        distinct.setdefault(skill_key(skill.name), skill)
    return list(distinct.values())


def _lines(parts: Sequence[Part], sections: Set[Section]) -> Iterator[Line]:
    return (line for part in parts if part.section in sections for line in part.lines)


def _is_title(line: Line) -> bool:
    return not line.bullet and len(line.text) <= _LONGEST_TITLE and titleness(line.text) > 0


def _told(line: Line) -> Iterator[Skill]:
    for mention in find_skills(line.text):
        yield Skill(mention.skill, Span(line.start + mention.start, line.start + mention.end))


def _called_by_name(line: Line) -> Iterator[Skill]:
    for mention in find_skills(line.text):
        if not line.text[mention.start : mention.end].islower():
            yield Skill(mention.skill, Span(line.start + mention.start, line.start + mention.end))
