"""Jobs, schools and projects of the answer, as far as they stand in the CV."""

from collections.abc import Iterable

from profile_service.reading.contact import Found, addresses_in
from profile_service.reading.modelled.answer import CvAnswer, JobAnswer, ProjectAnswer, SchoolAnswer
from profile_service.reading.modelled.quoting import Source
from profile_service.reading.modelled.timing import dates_said
from profile_service.reading.parsed import Education, Entry, Experience, Project
from profile_service.reading.rules import MOST_ENTRIES


def jobs_said(source: Source, answer: CvAnswer) -> tuple[Entry, ...]:
    """The jobs whose employer or title the CV names."""
    return _distinct(_job(source, said) for said in answer.experience)


def schools_said(source: Source, answer: CvAnswer) -> tuple[Entry, ...]:
    """The schools and degrees the CV names."""
    return _distinct(_school(source, said) for said in answer.education)


def projects_said(source: Source, answer: CvAnswer) -> tuple[Entry, ...]:
    """The projects the CV names."""
    return _distinct(_project(source, said) for said in answer.projects)


def _job(source: Source, said: JobAnswer) -> Entry | None:
    near = source.stretch(said.lines)
    company, title = source.quote(said.company, near), source.quote(said.title, near)
    anchor = title or company
    if anchor is None:
        return None
    start, end = dates_said(source, said.start, said.end, said.lines)
    told = source.told(said.description)
    job = Experience(_value(company), _value(title), start or end, end, told)
    return Entry(job, near or anchor.span, source.find(said.start or said.end, near))


def _school(source: Source, said: SchoolAnswer) -> Entry | None:
    near = source.stretch(said.lines)
    institution, degree = source.quote(said.institution, near), source.quote(said.degree, near)
    anchor = institution or degree
    if anchor is None:
        return None
    start, end = dates_said(source, said.start, said.end, said.lines)
    field = _value(source.quote(said.field, near))
    school = Education(_value(institution), _value(degree), field, end, start if start != end else None)
    return Entry(school, near or anchor.span, source.find(said.end or said.start, near))


def _project(source: Source, said: ProjectAnswer) -> Entry | None:
    near = source.stretch(said.lines)
    title = source.quote(said.title, near)
    if title is None:
        return None
    technologies = tuple(dict.fromkeys(found.value for name in said.technologies if (found := source.skill(name))))
    links = addresses_in(source.written(said.lines))
    project = Project(title.value, source.told(said.description), technologies, links[0] if links else None)
    return Entry(project, near or title.span, None)


def _value(found: Found | None) -> str | None:
    return found.value if found else None


def _distinct(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    return tuple({entry.value: entry for entry in entries if entry}.values())[:MOST_ENTRIES]
