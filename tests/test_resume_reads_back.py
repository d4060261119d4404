"""A résumé we make is read back by our own CV reader as what went into it."""

from dataclasses import replace
from datetime import date

import pytest

from generation_service.documents.resume_pdf import resume_pdf
from generation_service.tailoring import Own, resume_of, tailored
from generation_service.told import ProjectTold
from generation_service.writing import Candidate, Opening, Position, School
from profile_service.reading import ParsedCv, read_file
from profile_service.testing.people import PEOPLE, Month, Person
from vocabulary.skills import skill_key

TODAY = date(2026, 11, 20)
OPENING = Opening("Backend Engineer", "Acme", "You write Python and SQL, and lead projects. Docker is welcome.")
PROJECTS = (
    ProjectTold(title="Night Train Planner", description="Plans night trains across Europe.", technologies=["Python"]),
    ProjectTold(title="Recipe Box", description="Keeps recipes for a family of cooks.", technologies=["Kotlin"]),
)


def written(month: Month | None) -> str:
    return f"{month[0]}-{month[1]:02d}" if month else "present"


def candidate_of(person: Person) -> Candidate:
    return Candidate(
        name=person.name,
        email=person.email,
        phone=person.phone,
        location=person.place,
        skills=person.skills,
        summary=person.summary,
        experience=tuple(
            Position(
                job.company,
                job.title,
                written(job.start),
                written(job.end),
                "\n".join(f"- {task}" for task in job.tasks),
            )
            for job in person.jobs
        ),
        education=tuple(
            School(school.institution, school.degree, school.field, written(school.end)) for school in person.schools
        ),
        languages=person.tongues,
    )


def read_back(candidate: Candidate, projects: tuple[ProjectTold, ...] = PROJECTS) -> ParsedCv:
    resume = tailored(resume_of(candidate, projects, Own()), OPENING)
    return read_file(resume_pdf(resume), TODAY).parsed


def words(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def compare(candidate: Candidate, found: ParsedCv, projects: tuple[ProjectTold, ...] = PROJECTS) -> None:
    assert (found.name, found.email, found.location) == (candidate.name, candidate.email, candidate.location)
    assert "".join(filter(str.isdigit, found.phone or "")).endswith(
        "".join(filter(str.isdigit, candidate.phone or ""))[-7:]
    )
    assert [(job.company, job.title, job.start_date, job.end_date) for job in found.experience] == [
        (job.company, job.title, job.start, job.end) for job in candidate.experience
    ]
    for there, told in zip(found.experience, candidate.experience, strict=True):
        for line in told.description.splitlines():
            assert words(line.removeprefix("- ")) in words(there.description)
    assert [(school.institution, school.end_date) for school in found.education] == [
        (school.institution, school.end) for school in candidate.education
    ]
    for entry, school in zip(found.education, candidate.education, strict=True):
        assert words(school.degree).split()[0] in words(f"{entry.degree} {entry.field}")
    assert {skill_key(skill) for skill in candidate.skills} <= {skill_key(skill) for skill in found.skills}
    assert [project.title for project in found.projects] == [project.title for project in projects]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_every_person_of_ours_is_read_back_without_loss(person: Person) -> None:
    candidate = candidate_of(person)

    compare(candidate, read_back(candidate))


@pytest.mark.parametrize("person", PEOPLE[:3], ids=lambda person: person.name)
def test_a_long_resume_is_read_back_over_its_pages(person: Person) -> None:
    told = candidate_of(person)
    [first, *_] = told.experience
    deeds = "\n".join(f"- Planned route number {number} across the mountains and back again" for number in range(70))
    candidate = replace(told, experience=(replace(first, description=deeds), *told.experience[1:]))

    compare(candidate, read_back(candidate))


@pytest.mark.parametrize("name", ["Zoë Đặng-Łukasiewicz", "Αλεξάνδρα Παπαδοπούλου", "Наталья Щербакова"])
def test_names_of_every_european_script_are_selectable_text(name: str) -> None:
    resume = resume_of(replace(candidate_of(PEOPLE[0]), name=name), PROJECTS, Own())

    assert read_file(resume_pdf(resume), TODAY).text.startswith(name)


def test_a_word_wider_than_the_page_breaks_nothing() -> None:
    candidate = replace(candidate_of(PEOPLE[0]), summary="x" * 3_000)

    assert read_back(candidate).name == candidate.name
