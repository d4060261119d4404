"""`/api/v1/resume`: résumés made from what the person says and what their profile has."""

import asyncio
import io
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from generation_service.testing.neighbours import ADA, JOB, Neighbours
from generation_service.testing.writers import WatchedWriter, service_with
from shared.testing.running import ServiceUnderTest, service_under_test

PATH = "/api/v1/resume"


async def made(person: httpx.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await person.post(f"{PATH}/generate", json=said)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def text_of(person: httpx.AsyncClient, **said: Any) -> str:
    file = await person.get((await made(person, **said))["download_url"])
    assert file.headers["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages).split())


async def test_the_same_command_makes_one_resume_also_while_its_first_try_is_under_way(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "my-resume"}

    both = await asyncio.gather(*(ada.post(f"{PATH}/generate", headers=key) for _ in range(2)))
    async with app.db.write() as session:
        # As if the process had died between the résumé and its answer.
        await session.execute(text("UPDATE generation.commands SET status = NULL, answer = NULL"))
    after_crash = await ada.post(f"{PATH}/generate", headers=key)
    other = await ada.post(f"{PATH}/generate", headers={"Idempotency-Key": "another"})

    assert len({answer.json()["resume_id"] for answer in (*both, after_crash)}) == 1
    assert other.json()["resume_id"] != after_crash.json()["resume_id"]


async def test_what_is_left_out_comes_from_profile_cv_and_projects(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.projects.append(
        {"id": 3, "title": "Night Train Planner", "description": None, "url": "https://x.example"}
    )

    text = await text_of(ada)

    for said in ("Ada Byron", "ada@example.org", "Parcelwise", "January 2020 – Present", "Lund University", "Docker"):
        assert said in text
    assert "Night Train Planner" in text
    assert "40 to 6 minutes" in text


async def test_what_is_sent_stands_in_its_place(ada: httpx.AsyncClient) -> None:
    text = await text_of(
        ada,
        name="Żaneta Παππά",
        linkedin_url="linkedin.com/in/zaneta",
        experience=[
            {"role": "Baker", "company": "Oven & Co", "duration": "2019 – 2021", "achievements": ["Baked <b>"]}
        ],
        education=[{"degree": "BSc", "institution": "Łódź School", "year": 2018, "gpa": 3.9, "coursework": ["Yeast"]}],
        skills=[{"category": "Baking", "items": ["Sourdough", "Rye"]}],
        projects=[
            {"title": "Bread Map", "description": "Maps bread.", "technologies": "Go, SQL", "url": "bread.example"}
        ],
    )

    for said in (
        "Żaneta Παππά",
        "Oven & Co",
        "Baked <b>",
        "Łódź School",
        "GPA: 3.9",
        "Baking: Sourdough, Rye",
        "Go, SQL",
    ):
        assert said in text
    assert "Parcelwise" not in text


async def test_a_job_decides_the_order_and_nothing_else(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.profile["skills"] = []
    for number, name in enumerate(("Recipe Box", "Kafka Planner")):
        neighbours.projects.append({"id": number, "title": name, "description": "Built it."})

    plain, tailored = await text_of(ada), await text_of(ada, job_id=f"job-{JOB}")

    assert plain.index("Recipe Box") < plain.index("Kafka Planner")
    assert tailored.index("Kafka Planner") < tailored.index("Recipe Box")
    assert sorted(plain.split()) == sorted(tailored.split())


async def test_only_selected_projects_are_shown(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.projects += [{"id": 1, "title": "One Thing"}, {"id": 2, "title": "Other Thing"}]

    text = await text_of(ada, selected_project_ids=[2])

    assert ("Other Thing" in text, "One Thing" in text) == (True, False)


async def test_the_answer_has_its_documented_shape_and_the_file_a_telling_name(ada: httpx.AsyncClient) -> None:
    body = await made(ada, job_id=JOB)

    file = await ada.get(body["download_url"])

    assert body["success"] is True
    assert body["resume_id"].startswith("res-")
    assert body["download_url"] == f"{PATH}/download/{body['resume_id']}"
    assert body["generation_method"] == "template"
    assert "Fernhill Systems" in body["message"]
    assert (
        'filename="Resume - Ada Byron - Fernhill Systems - Backend Engineer.pdf"' in file.headers["Content-Disposition"]
    )


async def test_a_resume_is_its_owners_alone(
    app: ServiceUnderTest, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    url = (await made(ada))["download_url"]

    for answer in (await bob.get(url), await ada.get(f"{PATH}/download/res-x")):
        assert (answer.status_code, answer.json()) == (404, {"detail": "Résumé not found", "status_code": 404})
    assert (await app.anyone.get(url)).status_code == 401
    assert (await app.anyone.post(f"{PATH}/generate", json={})).status_code == 401
    assert (await ada.post(f"{PATH}/generate", json={"user_id": 8})).status_code == 403
    rows = (await ada.get("/api/export/generation")).json()["data"]["resumes"]
    assert [row["user_id"] for row in rows] == [ADA]


@pytest.mark.parametrize("job", ["999", "nonsense"])
async def test_an_unknown_job_is_404(ada: httpx.AsyncClient, neighbours: Neighbours, job: str) -> None:
    neighbours.job = None

    answer = await ada.post(f"{PATH}/generate", json={"job_id": job})

    assert (answer.status_code, answer.json()["detail"]) == (404, "Job not found")


@pytest.mark.parametrize("said", [{"name": "x" * 201}, {"skills": [{"items": "Go"}]}, {"experience_years": 999}])
async def test_what_does_not_fit_is_refused(ada: httpx.AsyncClient, said: dict[str, Any]) -> None:
    assert (await ada.post(f"{PATH}/generate", json=said)).status_code == 422


async def test_the_newest_ones_are_kept(database_url: str, neighbours: Neighbours, writer: WatchedWriter) -> None:
    async with service_under_test(service_with(writer, resumes_kept=2), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        urls = [(await made(ada))["download_url"] for _ in range(3)]
        found = [(await ada.get(url)).status_code for url in urls]

    assert found == [404, 200, 200]
