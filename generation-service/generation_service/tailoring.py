"""A résumé tailored to a posting: the same facts, those that speak to it first. Nothing is left out or made up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generation_service.documents.resume import (
    Entry,
    Resume,
    ShownProject,
    SkillGroup,
    contact_of,
    entry_of,
    school_entry,
    without_empty,
)
from generation_service.told import ProjectTold
from generation_service.writing import Candidate, Match, Opening
from generation_service.writing.demand import Demand
from generation_service.writing.lines import lines_of
from generation_service.writing.relevance import scored_lines
from generation_service.writing.subjects import Position
from vocabulary.skills import skill_key, skills_in

_NAMELESS = "Résumé"
_TELLING_OF_DEEDS = 10
"""So much less than its skills counts how well a project is told."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the person gives in place of what their profile and CV say; None: theirs."""

    skills: tuple[SkillGroup, ...] | None = None
    experience: tuple[Entry, ...] | None = None
    education: tuple[Entry, ...] | None = None
    projects: tuple[ShownProject, ...] | None = None


def resume_of(candidate: Candidate, projects: Iterable[ProjectTold], own: Own) -> Resume:
    """The person's résumé in the order they tell it."""
    theirs = tuple(_shown(project) for project in projects)
    return Resume(
        name=candidate.name or _NAMELESS,
        contact=contact_of(candidate),
        location=candidate.location,
        summary=candidate.summary,
        experience=without_empty(_or(own.experience, map(entry_of, candidate.experience))),
        education=without_empty(_or(own.education, map(school_entry, candidate.education))),
        skills=own.skills if own.skills is not None else (SkillGroup(None, candidate.skills),),
        projects=own.projects if own.projects is not None else theirs,
        languages=candidate.languages,
    )


def tailored(resume: Resume, opening: Opening) -> Resume:
    """Skills, projects, and what was done in each position, by what they say to the posting; positions stay by date."""
    demand = Demand.of(opening, Match())
    return replace(
        resume,
        skills=tuple(replace(group, items=_by_demand(group.items, demand)) for group in resume.skills),
        experience=tuple(replace(entry, points=_by_relevance(entry.points, demand)) for entry in resume.experience),
        projects=tuple(sorted(resume.projects, key=lambda project: -_speaks(project, demand))),
    )


def _or(given: tuple[Entry, ...] | None, theirs: Iterable[Entry]) -> Iterable[Entry]:
    return theirs if given is None else given


def _shown(project: ProjectTold) -> ShownProject:
    points = tuple(lines_of(project.description or ""))
    return ShownProject(project.title, points, tuple(project.technologies or ()), project.url)


def _by_demand(skills: tuple[str, ...], demand: Demand) -> tuple[str, ...]:
    return tuple(sorted(skills, key=lambda skill: -demand.skill_weight(skill_key(skill))))


def _by_relevance(points: tuple[str, ...], demand: Demand) -> tuple[str, ...]:
    scores = _scores(points, demand)
    return tuple(sorted(points, key=lambda point: -scores.get(point, 0.0)))


def _scores(points: Iterable[str], demand: Demand) -> Mapping[str, float]:
    return {point: _score(point, demand) for point in points}


def _score(point: str, demand: Demand) -> float:
    alone = Candidate(experience=(Position(None, None, description=point),))
    return max((line.score for line in scored_lines(alone, demand)), default=0.0)


def _speaks(project: ShownProject, demand: Demand) -> float:
    said = "\n".join((project.title, *project.points))
    named = {skill_key(skill) for skill in (*project.technologies, *skills_in(said))}
    best = max(_scores(project.points, demand).values(), default=0.0)
    return sum(demand.skill_weight(key) for key in named) + best / _TELLING_OF_DEEDS
