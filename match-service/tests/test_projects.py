"""`/api/v1/match`: a person's projects held against a job."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse

from match_service.projects import OpenPosting, Project, ranked
from match_service.service import service
from shared.testing.running import ServiceUnderTest, service_under_test

PATH = "/api/v1/match"
JOB = {
    "title": "Backend Engineer",
    "description": "You build freight services in Python and Kafka.\nYou care for PostgreSQL and Kubernetes.",
}
PROJECTS: list[dict[str, Any]] = [
    {"id": 1, "title": "Recipe Box", "description": "Keeps recipes.", "technologies": ["Kotlin"]},
    {"id": 2, "title": "Freight Planner", "description": "Plans freight.", "technologies": ["Python", "Kafka"]},
    {"id": 3, "title": "Untold", "description": None, "technologies": []},
]


def peers(projects: list[dict[str, Any]]) -> dict[str, FastAPI]:
    job, profile = FastAPI(), FastAPI()

    @job.get("/api/jobs/{job_id}")
    async def one(job_id: int, authorization: str = Header()) -> JSONResponse:
        return JSONResponse(JOB) if job_id == 3 else JSONResponse({"detail": "Job not found"}, 404)

    @profile.get("/api/profile/projects")
    async def all_of_them(authorization: str = Header()) -> JSONResponse:
        return JSONResponse({"projects": projects, "total": len(projects)})

    return {"job": job, "profile": profile}


@pytest.fixture
def projects() -> list[dict[str, Any]]:
    return [dict(each) for each in PROJECTS]


@pytest.fixture
async def app(database_url: str, projects: list[dict[str, Any]]) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database_url, peers=peers(projects)) as running:
        yield running


@pytest.fixture
def ada(app: ServiceUnderTest) -> httpx.AsyncClient:
    return app.person(7)


async def test_projects_are_ranked_and_their_numbers_add_up(ada: httpx.AsyncClient) -> None:
    body = (await ada.get(f"{PATH}/job-3")).json()

    assert (body["success"], body["job_id"], body["user_id"], body["cache_hit"]) == (True, "3", 7, False)
    assert body["matches"][0]["project_title"] == "Freight Planner"
    assert len(body["matches"]) == 3
    assert body["execution_time_ms"] >= 0
    for each in body["matches"]:
        told, weights = each["explanation"], each["explanation"]["weights"]
        total = (
            weights["tfidf"] * told["tfidf_similarity"]
            + weights["keywords"] * told["keyword_match_score"]
            + weights["technologies"] * told["technology_match_score"]
        )
        assert each["confidence_score"] == pytest.approx(total, abs=0.0001)
        assert each["confidence_percentage"] == round(each["confidence_score"] * 100, 1)
        assert told["algorithm"] == body["algorithm_used"]
    assert {"python", "kafka", "freight"} <= set(body["matches"][0]["matching_keywords"])


async def test_the_same_again_comes_from_the_cache_until_something_changes(
    ada: httpx.AsyncClient, projects: list[dict[str, Any]]
) -> None:
    first = (await ada.get(f"{PATH}/3", params={"max_results": 1})).json()
    again = (await ada.get(f"{PATH}/3")).json()
    fresh = (await ada.get(f"{PATH}/3", params={"use_cache": False})).json()
    projects[0]["technologies"] = ["Kafka"]
    changed = (await ada.get(f"{PATH}/3")).json()

    assert [each["cache_hit"] for each in (first, again, fresh, changed)] == [False, True, False, False]
    assert (len(first["matches"]), again["matches"][:1]) == (1, first["matches"])
    assert fresh["matches"] == again["matches"] != changed["matches"]
    stats = (await ada.get(f"{PATH}/cache/stats")).json()
    assert stats == {
        "success": True,
        "cache_stats": {
            "memory_cache_size": 2,
            "redis_available": False,
            "redis_used_memory": None,
            "redis_connected_clients": None,
        },
    }


async def test_a_project_is_explained(ada: httpx.AsyncClient) -> None:
    body = (await ada.post(f"{PATH}/3/explain", params={"project_id": 2})).json()

    assert (body["success"], body["job_title"], body["project_title"]) == (True, "Backend Engineer", "Freight Planner")
    details = body["detailed_explanation"]
    assert {"Python", "Apache Kafka"} & set(details["matching_technologies"])
    assert "Kubernetes" in details["missing_required_skills"]
    assert any("Kubernetes" in said for said in body["recommendations"])
    ranking = (await ada.get(f"{PATH}/3")).json()["matches"]
    assert body["confidence_score"] == next(each for each in ranking if each["project_id"] == 2)["confidence_score"]


async def test_failures_are_told(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    for unknown in ("4", "job-x"):
        answer = await ada.get(f"{PATH}/{unknown}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Job not found", "status_code": 404})
    missing = await ada.post(f"{PATH}/3/explain", params={"project_id": 99})
    assert (missing.status_code, missing.json()["detail"]) == (404, "Project not found")
    assert (await ada.get(f"{PATH}/3", params={"user_id": "8"})).status_code == 403
    assert (await ada.post(f"{PATH}/3/explain", params={"project_id": 2, "user_id": "8"})).status_code == 403
    assert (await ada.get(f"{PATH}/3", params={"user_id": "7", "max_results": 0})).status_code == 422
    assert (await ada.post(f"{PATH}/3/explain")).status_code == 422
    for method, path in (("GET", "3"), ("POST", "3/explain?project_id=2"), ("GET", "cache/stats")):
        assert (await app.anyone.request(method, f"{PATH}/{path}")).status_code == 401


def test_a_posting_without_skills_leaves_their_weight_to_the_others() -> None:
    posting = OpenPosting.read("Harbour walker", "You walk along the harbour at night.", (), ())

    [match] = ranked(posting, [Project(1, "Harbour Lamp", "Lights the harbour at night.", ())])

    assert (match.weights.tfidf, match.weights.keywords, match.weights.technologies) == (0.5, 0.5, 0.0)
    assert match.confidence > 0.2


def test_more_of_what_is_asked_for_never_lowers_the_technologies() -> None:
    posting = OpenPosting.read("Dev", "", ("Python", "Docker", "Kafka"), ())
    told = [("Python",), ("Python", "Docker"), ("Python", "Docker", "Kafka")]

    found = [ranked(posting, [Project(1, "It", "", names)])[0].technologies for names in told]

    assert found == sorted(found)
    assert found[-1] == 1.0
