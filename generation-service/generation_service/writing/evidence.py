"""The lines of a CV that a claim can stand on, and the words, skills and figures in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generation_service.writing.figures import Figure, figures_in
from generation_service.writing.lines import asides_of, lines_of, sentences_of
from generation_service.writing.subjects import Candidate, Position, Project, School
from generation_service.writing.words import words_in
from vocabulary.skills import skill_key, skills_in


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a CV states, ready to be asked whether it holds a claim."""

    lines: tuple[str, ...]
    words: frozenset[str]
    skills: frozenset[str]
    """Keys of the skills named in any line."""
    figures: Mapping[Figure, tuple[str, ...]]
    """What is stated, with the lines that state it."""

    @classmethod
    def of(cls, candidate: Candidate) -> "Evidence":
        """Gather the lines of a candidate."""
        lines = tuple(dict.fromkeys(line for line in _lines(candidate) if line))
        return cls(
            lines=lines,
            words=frozenset(word for line in lines for word in words_in(line)),
            skills=frozenset(
                map(skill_key, (*candidate.skills, *(name for line in lines for name in skills_in(line))))
            ),
            figures=_lines_by_figure(lines),
        )


def _lines_by_figure(lines: Sequence[str]) -> dict[Figure, tuple[str, ...]]:
    stating: dict[Figure, tuple[str, ...]] = {}
    for line in lines:
        for figure in figures_in(line):
            stating[figure] = (*stating.get(figure, ()), line)
    return stating


def position_line(position: Position) -> str:
    """A position as one line: title, company, dates."""
    period = " – ".join(date for date in (position.start, position.end) if date)
    return ", ".join(part for part in (position.title, position.company, period) if part)


def school_line(school: School) -> str:
    """An education entry as one line: degree, field, institution, end."""
    return ", ".join(part for part in (school.degree, school.field, school.institution, school.end) if part)


def project_line(project: Project) -> str:
    """A project as one line, with what is said of it."""
    return ": ".join(part for part in (project.name, " ".join(project.description.split())) if part)


def skills_line(candidate: Candidate) -> str:
    """The CV's list of skills."""
    return ", ".join(candidate.skills)


def contact_line(candidate: Candidate) -> str:
    """Name, address, links."""
    parts = (candidate.name, candidate.location, candidate.email, candidate.phone, *candidate.links)
    return ", ".join(part for part in parts if part)


def _lines(candidate: Candidate) -> list[str]:
    lines = [contact_line(candidate), *sentences_of(candidate.summary), skills_line(candidate)]
    for position in candidate.experience:
        lines += [position_line(position), *lines_of(position.description), *asides_of(position.description)]
    lines += map(school_line, candidate.education)
    for project in candidate.projects:
        lines += [project.name, *lines_of(project.description), *asides_of(project.description)]
    return [*lines, ", ".join(candidate.languages)]
