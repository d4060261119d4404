"""A pasted text becomes the fields of a job."""

import pytest

from job_service.reading.pasted import read_pasted

DOCUMENTED = """Senior Python Developer
TechCorp Inc. - Remote

We're looking for an experienced Python developer...

Requirements:
- 5+ years of Python experience
- Django and FastAPI
- PostgreSQL

Salary: $120,000 - $160,000 USD
Location: Remote (US only)

Apply at: https://techcorp.com/careers/123"""


def test_the_documented_example_reads_as_documented() -> None:
    job = read_pasted(DOCUMENTED)

    assert (job.title, job.company, job.location) == ("Senior Python Developer", "TechCorp Inc.", "Remote (US only)")
    assert job.url == "https://techcorp.com/careers/123"
    assert job.tags == ("Python", "Django", "FastAPI", "PostgreSQL")
    assert job.requirements.salary is not None
    assert (job.requirements.salary.least, job.requirements.salary.most) == (120_000, 160_000)
    assert job.requirements.remote_type == "full"
    assert job.description.startswith("We're looking for")


@pytest.mark.parametrize(
    ("text", "title", "company", "location"),
    [
        (
            "Backend Engineer at Acme GmbH\nBerlin, Germany\n\nYou write Go.",
            "Backend Engineer",
            "Acme GmbH",
            "Berlin, Germany",
        ),
        (
            "Data Analyst | Contoso | London, UK (Hybrid)\nWe are hiring.",
            "Data Analyst",
            "Contoso",
            "London, UK (Hybrid)",
        ),
        (
            "Wir suchen Verstärkung!\nPflegefachkraft (m/w/d)\nKlinikum Süd · München\n\nDein Profil\n- Examen",
            "Pflegefachkraft (m/w/d)",
            "Klinikum Süd",
            "München",
        ),
        ("Job Title: Nurse\nCompany: Globex\nLocation: Madrid\n\nYou care.", "Nurse", "Globex", "Madrid"),
        ("We are looking for a nurse to join our team at St. Mary Hospital, soon.", "nurse", "St. Mary Hospital", None),
        ("Chef de projet\n\nAcme recrute un chef de projet pour ses clients.", "Chef de projet", "Acme", None),
    ],
)
def test_title_company_and_place_are_found_where_people_put_them(
    text: str, title: str, company: str | None, location: str | None
) -> None:
    job = read_pasted(text)

    assert (job.title, job.company, job.location) == (title, company, location)


def test_an_unknown_company_stays_unknown() -> None:
    assert read_pasted("Gardener\n\nYou plant trees and water them every day.").company is None


def test_the_link_to_apply_by_is_preferred() -> None:
    text = "Nurse\n\nSee https://acme.example/about for more.\nTo apply: https://acme.example/jobs/7."

    assert read_pasted(text).url == "https://acme.example/jobs/7"
