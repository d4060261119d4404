"""The public catalogue: searching, filtering, paging, and one job's page."""

import json
from typing import Any, Protocol

import pytest

from shared.testing.running import ServiceUnderTest


class Boards(Protocol):
    answers: dict[str, bytes | int]


JOBS: list[dict[str, Any]] = [
    {
        "id": "1",
        "position": "Python Developer",
        "description": "You write Django.",
        "salary_min": 100_000,
        "salary_max": 150_000,
    },
    {
        "id": "2",
        "position": "C++ Engineer",
        "description": "You write C++ for robots.",
        "salary_min": 0,
        "salary_max": 90_000,
    },
    {
        "id": "3",
        "position": "C Programmer",
        "description": "You write C. A hybrid role, part-time.",
        "salary_min": 60_000,
    },
    {"id": "4", "position": "Nurse", "description": "You care for people, full-time. No pythons here."},
    {"id": "5", "position": "IT Support", "description": "React/Node.js shops call you. Résumé in English."},
]


async def fill(app: ServiceUnderTest, boards: Boards, jobs: list[dict[str, Any]]) -> None:
    shown = [
        {"company": "Acme", "url": f"https://remoteok.com/{job['id']}", "epoch": 1_700_000_000, **job} for job in jobs
    ]
    boards.answers["/remoteok"] = json.dumps([{"legal": "…"}, *shown]).encode()
    await app.person(1).post("/api/jobs/refresh")
    await app.settled()


@pytest.fixture(scope="module")
async def library(common_app: ServiceUnderTest, common_boards: Boards) -> ServiceUnderTest:
    """The jobs above, for tests that only look."""
    await fill(common_app, common_boards, JOBS)
    return common_app


@pytest.fixture
async def filled(app: ServiceUnderTest, boards: Boards) -> ServiceUnderTest:
    await fill(app, boards, JOBS)
    return app


async def found(app: ServiceUnderTest, query: str) -> list[str]:
    answer = await app.anyone.get(f"/api/jobs?{query}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == len(body["jobs"])
    return sorted(job["source_id"] for job in body["jobs"])


async def test_a_job_is_shown_with_the_documented_fields(library: ServiceUnderTest) -> None:
    [job] = (await library.anyone.get("/api/jobs?search=django")).json()["jobs"]

    assert job | {"id": 0, "scraped_at": ""} == {
        "id": 0,
        "source": "remoteok",
        "source_id": "1",
        "url": "https://remoteok.com/1",
        "title": "Python Developer",
        "company": "Acme",
        "description": "You write Django.",
        "salary_min": 100_000,
        "salary_max": 150_000,
        "salary_currency": "USD",
        "location": None,
        "remote_type": "full",
        "job_type": None,
        "tags": ["Python", "Django"],
        "eligible_regions": [],
        "visa_sponsorship": None,
        "posted_at": "2023-11-14T22:13:20Z",
        "scraped_at": "",
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["1", "2", "3", "4", "5"]),
        ("search=%20&source=", ["1", "2", "3", "4", "5"]),
        ("search=python", ["1", "4"]),
        ("search=python%20-nurse", ["1"]),
        ("search=developers", ["1"]),
        ("search=ACME", ["1", "2", "3", "4", "5"]),
        ("search=C%2B%2B", ["2"]),
        ("search=c", ["3"]),
        ("search=IT", ["5"]),
        ("search=node", ["5"]),
        ("search=react", ["5"]),
        ("search=%22care%20for%22", ["4"]),
        ("search=nurse%20or%20robots", ["2", "4"]),
        ("search=zebra", []),
        ("search=%21%21%21", []),
        ("search=%27%29%3B%20DROP%20TABLE%20jobs%3B--", []),
        ("source=remoteok", ["1", "2", "3", "4", "5"]),
        ("source=weworkremotely", []),
        ("remote_type=hybrid", ["3"]),
        ("job_type=part-time", ["3"]),
        ("job_type=permanent", ["4"]),
        ("min_salary=90000", ["1", "2"]),
        ("min_salary=150001", []),
        ("max_salary=90000", ["2", "3"]),
        ("max_salary=60000", ["3"]),
        ("min_salary=60000&max_salary=100000", ["1", "2", "3"]),
        ("search=write&remote_type=full&min_salary=1", ["1", "2"]),
    ],
)
async def test_filters_keep_what_they_say(library: ServiceUnderTest, query: str, ids: list[str]) -> None:
    assert await found(library, query) == ids


@pytest.mark.parametrize(
    "query",
    [
        "remote_type=moon",
        "job_type=slavery",
        "sort=oldest",
        "limit=0",
        "limit=201",
        "limit=many",
        "offset=-1",
        "min_salary=-1",
        "max_salary=lots",
        "search=%00",
        f"search={'x' * 201}",
        f"offset={2**63}",
    ],
)
async def test_a_filter_that_cannot_be_meant_is_refused(library: ServiceUnderTest, query: str) -> None:
    answer = await library.anyone.get(f"/api/jobs?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("query.")


async def test_pages_follow_one_another_newest_first(filled: ServiceUnderTest, boards: Boards) -> None:
    await fill(filled, boards, [{"id": "6", "position": "Newest", "description": "Just in."}])

    pages = [(await filled.anyone.get(f"/api/jobs?limit=2&offset={offset}")).json() for offset in (0, 2, 4, 6)]

    jobs = [job for page in pages for job in page["jobs"]]
    assert [page["has_more"] for page in pages] == [True, True, False, False]
    assert {page["total"] for page in pages} == {6}
    assert jobs[0]["source_id"] == "6"
    assert jobs == sorted(jobs, key=lambda job: (job["scraped_at"], job["id"]), reverse=True)
    assert len({job["id"] for job in jobs}) == 6


async def test_relevance_puts_the_title_before_the_text(library: ServiceUnderTest) -> None:
    best = (await library.anyone.get("/api/jobs?search=python&sort=relevance")).json()["jobs"]
    newest = (await library.anyone.get("/api/jobs?search=python&sort=newest")).json()["jobs"]

    assert [job["source_id"] for job in best] == ["1", "4"]
    assert [job["source_id"] for job in newest] == ["4", "1"]


async def test_pages_by_relevance_hold_every_result_once(library: ServiceUnderTest) -> None:
    pages = [
        (await library.anyone.get(f"/api/jobs?search=you&sort=relevance&limit=2&offset={at}")).json()
        for at in (0, 2, 4)
    ]

    assert sorted(job["source_id"] for page in pages for job in page["jobs"]) == ["1", "2", "3", "4", "5"]


async def test_totals_follow_the_catalogue(filled: ServiceUnderTest, boards: Boards) -> None:
    assert (await filled.anyone.get("/api/jobs?search=write")).json()["total"] == 3
    await fill(filled, boards, [{"id": "6", "position": "Poet", "description": "You write."}])

    assert (await filled.anyone.get("/api/jobs?search=write")).json()["total"] == 4


async def test_a_job_has_a_page_without_a_token(library: ServiceUnderTest) -> None:
    [listed] = (await library.anyone.get("/api/jobs?search=robots")).json()["jobs"]

    page = (await library.anyone.get(f"/api/jobs/{listed['id']}")).json()

    assert page.items() >= listed.items()
    assert page["raw_data"]["position"] == "C++ Engineer"
    assert page["created_at"].endswith("Z")
    assert page["closed_at"] is None


@pytest.mark.parametrize(("job_id", "status"), [("999999", 404), ("0", 422), ("abc", 422), (str(2**63), 422)])
async def test_a_job_that_is_not_there_is_not_found(library: ServiceUnderTest, job_id: str, status: int) -> None:
    answer = await library.anyone.get(f"/api/jobs/{job_id}")

    assert answer.status_code == status
    if status == 404:
        assert answer.json() == {"detail": "Job not found", "status_code": 404}


async def test_a_bad_token_is_refused_even_where_none_is_needed(library: ServiceUnderTest) -> None:
    answer = await library.anyone.get("/api/jobs/1", headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401


async def test_what_a_posting_says_in_mark_up_is_shown_as_text(app: ServiceUnderTest, boards: Boards) -> None:
    odd = {
        "id": "1",
        "position": "<script>alert(1)</script>Dev",
        "description": "<p onclick=x()>Hi</p>",
        "url": "javascript:alert(1)",
    }
    await fill(app, boards, [odd])

    [job] = (await app.anyone.get("/api/jobs")).json()["jobs"]

    assert (job["title"], job["description"], job["url"]) == ("Dev", "Hi", None)
