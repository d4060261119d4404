"""`/api/v1/jobs`: jobs by keywords, and the boards read for keywords while somebody waits."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from job_service.keywords import cleaned, keywords_in
from job_service.pay import salary_range
from job_service.service import service
from shared.events import JobsClosed, JobsScraped
from shared.testing.running import ServiceUnderTest, service_under_test

JOBS: list[dict[str, Any]] = [
    {"id": "1", "position": "Python Developer", "company": "Stripe, Inc.", "location": "Berlin, Germany",
     "description": "You write Django.", "salary_min": 120_000, "salary_max": 150_000, "epoch": 1_700_000_300},
    {"id": "2", "position": "C++ Engineer", "company": "Fernhill", "location": "Lisbon, Portugal",
     "description": "You write C++ for robots.", "epoch": 1_700_000_200},
    {"id": "3", "position": "Nurse", "company": "St. Mary", "location": "Berlin",
     "description": "This is an on-site role. You care for people; no machine learning here.", "epoch": 1_700_000_100},
]  # fmt: skip
PATH = "/api/v1/jobs"


class Boards(Protocol):
    answers: dict[str, bytes | int]
    asked: list[str]


def remoteok(*jobs: dict[str, Any]) -> bytes:
    return json.dumps([{"legal": "Link back."}, *jobs]).encode()


@pytest.fixture(scope="module")
async def library(common_app: ServiceUnderTest, common_boards: Boards) -> ServiceUnderTest:
    """The jobs above, for tests that only look."""
    common_boards.answers["/remoteok"] = remoteok(*JOBS)
    await common_app.person(1).post("/api/jobs/refresh")
    await common_app.settled()
    return common_app


async def titles(app: ServiceUnderTest, **query: Any) -> list[str]:
    answer = await app.anyone.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    return [job["title"] for job in answer.json()]


async def fetch(app: ServiceUnderTest, keywords: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    answer = await app.person(1).post(f"{PATH}/fetch", json={"keywords": list(keywords), **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_jobs_are_a_bare_array_of_the_documented_fields(library: ServiceUnderTest) -> None:
    [job] = (await library.anyone.get(PATH, params={"keywords": "django"})).json()

    assert job["id"].isdecimal()
    assert (await library.anyone.get(f"/api/jobs/{job['id']}")).json()["title"] == "Python Developer"
    assert job | {"id": "3"} == {
        "id": "3",
        "title": "Python Developer",
        "company": "Stripe, Inc.",
        "description": "You write Django.",
        "location": "Berlin, Germany",
        "salary_range": "$120k - $150k",
        "requirements": job["requirements"],
        "source": "remoteok",
        "posted_date": "2023-11-14T22:18:20Z",
    }
    assert "Django" in job["requirements"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"Python Developer", "C++ Engineer", "Nurse"}),
        ({"keywords": "python"}, {"Python Developer"}),
        ({"keywords": " C++ ,nurse"}, {"C++ Engineer", "Nurse"}),
        ({"keywords": "machine learning"}, {"Nurse"}),
        ({"keywords": "learning machine"}, set()),
        ({"keywords": '"django", -robots'}, {"Python Developer", "C++ Engineer"}),
        ({"keywords": "cobol"}, set()),
        ({"keywords": ",,"}, {"Python Developer", "C++ Engineer", "Nurse"}),
        ({"location": "berlin"}, {"Python Developer", "Nurse"}),
        ({"location": "Germany Berlin"}, {"Python Developer"}),
        ({"location": "remote"}, {"Python Developer", "C++ Engineer"}),
        ({"company": "stripe"}, {"Python Developer"}),
        ({"company": "fern"}, set()),
        ({"keywords": "python,nurse", "location": "Berlin", "company": "mary"}, {"Nurse"}),
    ],
)
async def test_filters_narrow_and_any_keyword_is_enough(
    library: ServiceUnderTest, query: dict[str, str], expected: set[str]
) -> None:
    assert set(await titles(library, **query)) == expected


async def test_pages_follow_one_another_without_overlap(library: ServiceUnderTest) -> None:
    pages = [await titles(library, limit=2), await titles(library, limit=2, offset=2), await titles(library, offset=3)]

    assert [len(page) for page in pages] == [2, 1, 0]
    assert len({title for page in pages for title in page}) == 3


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"offset": -1}, {"keywords": "a\x00"}])
async def test_queries_that_do_not_fit_are_refused(library: ServiceUnderTest, query: dict[str, Any]) -> None:
    answer = await library.anyone.get(PATH, params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"query.{next(iter(query))}"


async def test_a_pasted_job_is_never_listed(app: ServiceUnderTest) -> None:
    await app.person(1).post("/api/user-jobs", json={"title": "Secret Chef", "description": "Cook. " * 20})

    assert (await app.person(1).get(PATH, params={"keywords": "chef"})).json() == []


async def test_a_fetch_tells_what_each_board_brought(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": remoteok(*JOBS), "/wwr": 503, "/wwr2": 503}

    told = await fetch(app, ["python", "nurse"])

    assert told == {
        "success": True,
        "message": "Fetched 2 jobs (2 new, 0 updated) from 1 of 2 sources",
        "results": {
            "total_fetched": 2,
            "new_jobs": 2,
            "updated_jobs": 0,
            "sources": {
                "remoteok": {"fetched": 2, "new": 2, "updated": 0, "status": "ok"},
                "weworkremotely": {"fetched": 0, "new": 0, "updated": 0, "status": "failed"},
            },
        },
    }
    assert set(await titles(app)) == {"Python Developer", "Nurse"}
    await app.settled()
    assert sum(len(event.postings) for event in app.told(JobsScraped)) == 2


async def test_a_fetch_under_a_key_reads_the_boards_once(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok(*JOBS)
    key = {"Idempotency-Key": "read-them"}

    first = await app.person(1).post(f"{PATH}/fetch", json={"keywords": ["python"]}, headers=key)
    asked = len(boards.asked)
    again = await app.person(1).post(f"{PATH}/fetch", json={"keywords": ["python"]}, headers=key)

    assert (first.status_code, again.status_code, len(boards.asked)) == (200, 200, asked)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")


async def test_a_fetch_that_failed_for_a_board_is_done_anew_under_its_key(
    app: ServiceUnderTest, boards: Boards
) -> None:
    boards.answers |= {"/remoteok": remoteok(*JOBS), "/wwr": 503, "/wwr2": 503}
    key = {"Idempotency-Key": "read-them"}

    answers = [await app.person(1).post(f"{PATH}/fetch", json={"keywords": []}, headers=key) for _ in range(2)]

    assert [answer.json()["results"]["sources"]["weworkremotely"]["status"] for answer in answers] == ["failed"] * 2
    assert not any("Idempotency-Replayed" in answer.headers for answer in answers)


async def test_a_fetch_takes_the_newest_up_to_its_limit_and_closes_nothing(
    app: ServiceUnderTest, boards: Boards
) -> None:
    boards.answers["/remoteok"] = remoteok(*JOBS)
    await app.person(1).post("/api/jobs/refresh")
    await app.settled()

    told = await fetch(app, limit_per_source=1)

    assert told["results"]["sources"]["remoteok"] == {"fetched": 1, "new": 0, "updated": 0, "status": "ok"}
    assert len(await titles(app)) == 3
    assert app.told(JobsClosed) == []


async def test_a_fetched_job_is_not_doubled_and_a_changed_one_is_updated(database_url: str, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok(JOBS[0])
    async with service_under_test(service, database_url) as app:
        first = await fetch(app, ["python"])
    boards.answers["/remoteok"] = remoteok(JOBS[0] | {"description": "You write Flask."})
    async with service_under_test(service, database_url) as app:
        second = await fetch(app, ["python"])
        await app.person(1).post("/api/jobs/refresh")
        await app.settled()
        listed = await titles(app)

    assert [each["results"]["new_jobs"] for each in (first, second)] == [1, 0]
    assert [each["results"]["updated_jobs"] for each in (first, second)] == [0, 1]
    assert listed == ["Python Developer"]


async def test_however_many_ask_a_board_is_read_once_in_a_while(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok(*JOBS)

    told = await asyncio.gather(*(fetch(app, ["python"]) for _ in range(5)))

    assert boards.asked.count("/remoteok") == 1
    assert [each["results"]["total_fetched"] for each in told] == [1] * 5
    assert sum(each["results"]["new_jobs"] for each in told) == 1


async def test_a_board_that_is_too_slow_is_told_so_and_the_answer_comes(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_FETCH_SECONDS", "0.2")
    boards.answers |= {"/remoteok": remoteok(*JOBS), "/wwr": b"slow"}
    async with service_under_test(service, database_url) as app:
        told = await fetch(app, ["python"])

    sources = told["results"]["sources"]
    assert (sources["weworkremotely"]["status"], sources["weworkremotely"]["fetched"]) == ("timed_out", 0)


async def test_no_board_read_is_no_success(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers |= {"/remoteok": 500, "/wwr": 500}

    assert (await fetch(app))["success"] is False


@pytest.mark.parametrize(
    "sent", [{"limit_per_source": 0}, {"limit_per_source": 101}, {"keywords": ["x"] * 21}, {"keywords": "python"}]
)
async def test_a_fetch_that_does_not_fit_is_refused(library: ServiceUnderTest, sent: dict[str, Any]) -> None:
    assert (await library.person(1).post(f"{PATH}/fetch", json=sent)).status_code == 422


async def test_only_people_with_a_token_may_fetch(library: ServiceUnderTest) -> None:
    answer = await library.anyone.post(f"{PATH}/fetch", json={"keywords": ["python"]})

    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated", "status_code": 401})


async def test_sources_say_which_boards_there_are_and_which_are_read(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_SOURCES", "weworkremotely")
    async with service_under_test(service, database_url) as app:
        told = (await app.anyone.get(f"{PATH}/sources")).json()

    assert (told["success"], told["enabled_sources"]) == (True, ["weworkremotely"])
    assert {key: source["enabled"] for key, source in told["available_sources"].items()} == {
        "remoteok": False,
        "weworkremotely": True,
    }
    assert told["available_sources"]["weworkremotely"] == {
        "name": "We Work Remotely",
        "enabled": True,
        "description": "Recent remote jobs from the feeds of We Work Remotely.",
        "api_type": "RSS",
        "rate_limit": "read at most once in 60 seconds",
    }


@pytest.mark.parametrize(
    ("least", "most", "currency", "said"),
    [
        (120_000, 150_000, "USD", "$120k - $150k"),
        (62_500, 70_000, "EUR", "€62.5k - €70k"),
        (80_000, 80_000, "GBP", "£80k"),
        (60_000, None, None, "from $60k"),
        (None, 90_000, "CHF", "up to CHF 90k"),
        (12_345, 900, "USD", "$12,345 - $900"),
        (None, None, "USD", None),
        (0, 0, "USD", None),
    ],
)
def test_a_salary_reads_as_a_person_writes_it(
    least: int | None, most: int | None, currency: str | None, said: str | None
) -> None:
    assert salary_range(least, most, currency) == said


def test_keywords_are_parted_at_commas_and_cleaned() -> None:
    assert keywords_in(' python, machine  learning ,,python,"go"') == ("python", "machine learning", "go")
    assert cleaned(["", " a "]) == ("a",)


async def test_a_fetch_of_real_feeds_brings_what_a_refresh_would(
    app: ServiceUnderTest, boards: Boards, shared_data: Path
) -> None:
    boards.answers["/wwr"] = (shared_data / "jobs_raw" / "wwr" / "remote-design-jobs.rss").read_bytes()

    told = await fetch(app, limit_per_source=100)
    again = await app.person(1).post("/api/jobs/refresh")
    await app.settled()

    assert told["results"]["new_jobs"] == 22
    log = (await app.person(1).get(f"/api/jobs/refresh/{again.json()['scrape_log_id']}")).json()
    assert [run["new"] for run in log["sources"]] == [0, 0]
