"""One person, told in twenty layouts and seven languages: every field is read the same."""

from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher

import pytest

from profile_service.reading import Education, Experience, ParsedCv, read_file
from profile_service.testing.documents import DOCUMENT_LAYOUTS
from profile_service.testing.pdfs import PDF_LAYOUTS
from profile_service.testing.people import PEOPLE, Month, Person
from vocabulary.skills import skill_key

TODAY = date(2026, 11, 20)
LAYOUTS = (*PDF_LAYOUTS, *DOCUMENT_LAYOUTS)
SHOWS_THREE_SKILLS = {"professional_network"}
Layout = Callable[[Person], bytes]

every_telling = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
every_person = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)


def written(month: Month | None) -> str:
    return f"{month[0]}-{month[1]:02d}" if month else "present"


def alike(found: str | None, told: str) -> bool:
    return SequenceMatcher(None, (found or "").casefold(), told.casefold()).ratio() >= 0.85


def jobs_told(person: Person) -> list[tuple[str, str, str, str]]:
    return [(job.title, job.company, written(job.start), written(job.end)) for job in person.jobs]


def matches_job(found: Experience, told: tuple[str, str, str, str]) -> bool:
    title, company, start, end = told
    return (
        alike(found.title, title)
        and alike(found.company, company)
        and (found.start_date, found.end_date) == (start, end)
    )


def matches_school(found: Education, institution: str, field: str, end: str) -> bool:
    return alike(found.institution, institution) and alike(found.field, field) and found.end_date == end


@every_person
@every_telling
def test_every_field_is_read_in_every_layout(layout: Layout, person: Person) -> None:
    parsed = read_file(layout(person), TODAY).parsed

    assert (parsed.name, parsed.email, parsed.phone) == (person.name, person.email, person.phone.replace(" ", ""))
    assert parsed.location is not None
    assert parsed.location.startswith(person.place.split(",")[0])
    assert len(parsed.experience) == len(person.jobs)
    for found, told in zip(parsed.experience, jobs_told(person), strict=True):
        assert matches_job(found, told), (found, told)
    assert len(parsed.education) == len(person.schools)
    for school, true in zip(parsed.education, person.schools, strict=True):
        assert matches_school(school, true.institution, true.field, written(true.end)), (school, true)
    assert set(parsed.languages) == set(person.tongues)
    assert listed_skills(parsed, person, layout) >= 0.8


def listed_skills(parsed: ParsedCv, person: Person, layout: Layout) -> float:
    """F1 of the skills, against those the layout shows."""
    shown = person.skills[:3] if layout.__name__ in SHOWS_THREE_SKILLS else person.skills
    told, found = {skill_key(skill) for skill in shown}, {skill_key(skill) for skill in parsed.skills}
    missed = told - found
    return (
        2 * len(told & found) / (len(told) + len(found))
        if layout.__name__ not in SHOWS_THREE_SKILLS
        else 1 - len(missed)
    )


@every_person
def test_years_count_overlaps_once_up_to_the_day_given(person: Person) -> None:
    first = min(job.start for job in person.jobs)
    whole = (TODAY.year * 12 + TODAY.month - first[0] * 12 - first[1]) / 12

    assert read_file(LAYOUTS[0](person), TODAY).parsed.years_of_experience == pytest.approx(whole, abs=1)


@every_person
@every_telling
def test_nothing_is_invented(layout: Layout, person: Person) -> None:
    reading = read_file(layout(person), TODAY)

    flat = " ".join(reading.text.split()).casefold()
    for value in values_of(reading.parsed):
        assert " ".join(value.split()).casefold() in flat or all(word.casefold() in flat for word in value.split()), (
            value
        )
    for evidence in reading.evidence:
        assert 0 <= evidence.start < evidence.end <= len(reading.text)
        assert evidence.line >= 1


def values_of(parsed: ParsedCv) -> list[str]:
    values = [parsed.name, parsed.email, parsed.location, *parsed.links]
    for job in parsed.experience:
        values += [job.company, job.title, *(job.description or "").split("\n")]
    for school in parsed.education:
        values += [school.institution, school.degree, school.field]
    return [value for value in values if value]
