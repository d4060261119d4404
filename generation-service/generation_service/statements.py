"""What a person states of themselves when they ask for something; it goes before what their profile and CV say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generation_service.told import PersonTold, ProjectTold, candidate_of
from generation_service.writing import Candidate

Selected = int | str | ProjectTold
"""A project by its id, by its title, or told in full."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Whatever is None or empty is not stated."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None
    links: tuple[str, ...] = ()
    """Those given stand in place of the CV's."""
    years: float | None = None
    skills: tuple[str, ...] = ()
    """The person's foremost skills; the others follow."""
    projects: tuple[Selected, ...] = ()
    """The projects to speak of, and no others."""
    summary: str | None = None


def candidate_as_stated(person: PersonTold, stated: Statements) -> Candidate:
    """The person as they state it, and as profile and CV have the rest."""
    chosen = selected(person.projects, stated.projects) if stated.projects else person.projects
    told = candidate_of(person.model_copy(update={"projects": chosen}))
    return replace(
        told,
        name=stated.name or told.name,
        email=stated.email or told.email,
        phone=stated.phone or told.phone,
        location=stated.location or told.location,
        links=stated.links or told.links,
        years=told.years if stated.years is None else stated.years,
        skills=tuple(dict.fromkeys((*stated.skills, *told.skills))),
        summary=stated.summary or told.summary,
    )


def selected(projects: Sequence[ProjectTold], chosen: Iterable[Selected]) -> list[ProjectTold]:
    """The chosen ones in the person's order; a name that none of theirs has is a project of that name."""
    by_name = {project.title.casefold(): project for project in projects}
    by_id = {str(project.id): project for project in projects}
    found = []
    for each in chosen:
        if isinstance(each, ProjectTold):
            found.append(each)
        elif (known := by_id.get(str(each)) or by_name.get(str(each).casefold())) is not None:
            found.append(known)
        elif isinstance(each, str):
            found.append(ProjectTold(title=each))
    return found
