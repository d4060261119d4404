"""The paths of the Career Agent document, one after the other, as its reader would try them with curl."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import PASSWORD, Visitor

CV = Path(str(files("career_agent"))) / "demo_cvs" / "software_engineer.pdf"
CV_CONTENT = CV.read_bytes()
WITHIN_SECONDS = 30.0
REMOTEOK_JOBS = 4
"""Of the answer served here; its first element is RemoteOK's legal notice."""

JOB_FIELDS = frozenset(
    [
        "id",
        "source",
        "source_id",
        "url",
        "title",
        "company",
        "description",
        "salary_min",
        "salary_max",
        "salary_currency",
        "location",
        "remote_type",
        "job_type",
        "tags",
        "eligible_regions",
        "visa_sponsorship",
        "posted_at",
        "scraped_at",
    ]
)
PASTED_FIELDS = frozenset(
    [
        "id",
        "user_id",
        "title",
        "company",
        "description",
        "url",
        "source",
        "tags",
        "salary_min",
        "salary_max",
        "salary_currency",
        "location",
        "remote_type",
        "job_type",
        "created_at",
        "updated_at",
    ]
)
MATCH_FIELDS = frozenset(
    [
        "id",
        "job_id",
        "user_id",
        "score",
        "status",
        "reasoning",
        "analysis",
        "job",
        "cover_letter",
        "cv_highlights",
        "created_at",
        "applied_at",
    ]
)
SUB_SCORES = {
    "skill_score": "skills",
    "title_score": "title",
    "experience_score": "experience",
    "work_type_score": "work_type",
    "location_score": "location",
    "salary_score": "salary",
}
ADVERT = """Senior Python Developer
TechCorp Inc. - Remote

We're looking for an experienced Python developer to join our team.

Requirements:
- 5+ years of Python experience
- Django and FastAPI
- PostgreSQL

Salary: $120,000 - $160,000 USD
Location: Remote (US only)

Apply at: https://techcorp.example/careers/123
"""


@dataclass(slots=True)
class Walk:
    """The product, and a person whose CV is read and matched."""

    product: Product
    visitor: Visitor
    uploaded: dict[str, Any]

    @property
    def http(self) -> httpx.AsyncClient:
        return self.visitor.http


@pytest.fixture(scope="module")
async def walk(started_module_folder: Path, boards: dict[str, str]) -> AsyncIterator[Walk]:
    async with product_in(started_module_folder, RATE_LIMITS="off", **boards) as product:
        await product.start()
        async with product.client() as http:
            visitor = await Visitor.register(http, name="John Doe")
            uploaded = await visitor.upload_cv(CV_CONTENT, CV.name)
            assert uploaded.status_code == 200, uploaded.text
            await visitor.wait_for_matches()
            yield Walk(product, visitor, uploaded.json())


@pytest.fixture
async def stranger(walk: Walk) -> AsyncIterator[Visitor]:
    """Somebody else, who is no administrator."""
    async with walk.product.client() as http:
        yield await Visitor.register(http, name="Grace Hopper")


async def get(http: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int) -> str:
    """The one human sentence of an error's body."""
    body = answer.json()
    assert (answer.status_code, body["status_code"]) == (status, status), answer.text
    assert answer.headers["X-Request-ID"]
    detail: str = body["detail"]
    return detail


async def scraped(http: httpx.AsyncClient) -> dict[str, Any]:
    """Ask for a reading of the boards and wait for its log."""
    asked = await http.post("/api/jobs/refresh")
    assert asked.status_code == 202, asked.text
    assert asked.json()["sources"] == ["remoteok", "weworkremotely"]
    until = time.monotonic() + WITHIN_SECONDS
    while True:
        log: dict[str, Any] = await get(http, f"/api/jobs/refresh/{asked.json()['scrape_log_id']}")
        if log["status"] not in ("pending", "running"):
            return log
        assert time.monotonic() < until, log
        await asyncio.sleep(0.2)


async def test_health_and_the_documents_need_no_account(walk: Walk) -> None:
    async with walk.product.client() as http:
        assert (await get(http, "/health"))["status"] == "healthy"
        assert (await get(http, "/health/db"))["database"] == "connected"
        assert (await get(http, "/api/v1/health"))["service"] == "job-application-system"
        documented = (await get(http, "/openapi.json"))["paths"]
        pages = [await http.get(path) for path in ("/docs", "/redoc")]

    assert {"/auth/login", "/api/profile/cv", "/api/jobs", "/api/matches", "/api/skills/popular"} <= set(documented)
    assert [page.status_code for page in pages] == [200, 200]


async def test_an_account_is_made_once_and_opens_with_its_password_alone(walk: Walk) -> None:
    account = {"email": "Jane.Doe@example.com", "password": PASSWORD, "full_name": "Jane Doe"}
    async with walk.product.client() as http:
        made = await http.post("/auth/register", json={**account, "is_admin": True})
        again = await http.post("/auth/register", json={**account, "email": "jane.doe@EXAMPLE.com"})
        malformed = await http.post("/auth/register", json={**account, "email": "jane"})
        short = await http.post("/auth/register", json={**account, "email": "j@example.com", "password": "x"})
        wrong = await http.post("/auth/login", json={"email": account["email"], "password": "not this one"})
        without = await http.post("/auth/login", json={"email": account["email"]})
        right = await http.post("/auth/login", json={"email": account["email"], "password": PASSWORD})

    assert made.status_code == 201
    assert made.json().keys() == {"id", "email", "full_name", "is_active", "created_at"}
    assert (made.json()["email"], made.json()["full_name"]) == (account["email"], "Jane Doe")
    refused(again, 400)
    refused(malformed, 422)
    refused(short, 422)
    refused(wrong, 401)
    assert without.json()["errors"][0]["field"] == "body.password"
    assert (right.json()["token_type"], right.json()["expires_in"]) == ("bearer", 86400)


async def test_me_and_the_profile_tell_the_account_and_the_cv(walk: Walk) -> None:
    me, profile = await get(walk.http, "/auth/me"), await get(walk.http, "/api/profile")

    assert (me["email"], me["full_name"]) == (walk.visitor.email, "John Doe")
    assert {"bio", "skills", "experience_years", "preferences", "cv_uploaded_at", "created_at"} <= me.keys()
    assert profile["cv_filename"] == CV.name
    assert profile["preferences"]["parsed_cv"]["name"] == "Maya Ferreira-Holt"
    assert set(walk.uploaded["parsed_cv"]["skills"]) <= set(profile["skills"])


async def test_without_a_token_the_doors_are_shut(walk: Walk) -> None:
    async with walk.product.client() as http:
        answers = [await http.get(path) for path in ("/auth/me", "/api/profile", "/api/matches", "/api/user-jobs")]

    assert [refused(answer, 401) for answer in answers] == ["Not authenticated"] * 4
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}


async def test_a_profile_changes_key_by_key(stranger: Visitor) -> None:
    wishes = {"target_roles": ["Tech Lead"], "min_salary": 120000, "remote_types": ["full"], "favourite": "tea"}
    first = {"bio": "Senior Software Engineer", "skills": ["Python", "react", "k8s"], "preferences": wishes}
    await stranger.http.put("/api/profile", json=first)

    changed = await stranger.http.put("/api/profile", json={"experience_years": 6, "preferences": {"favourite": None}})

    profile = changed.json()
    assert (profile["bio"], profile["experience_years"]) == ("Senior Software Engineer", 6)
    assert profile["skills"] == ["Python", "React", "Kubernetes"]
    assert profile["preferences"] == {key: wish for key, wish in wishes.items() if key != "favourite"}
    refused(await stranger.http.put("/api/profile", json={"skills": "Python"}), 422)


async def test_a_cv_is_read_into_the_documented_fields(walk: Walk) -> None:
    parsed = walk.uploaded["parsed_cv"]

    assert walk.uploaded["message"] == "CV uploaded and parsed successfully"
    assert walk.uploaded["filename"] == CV.name
    assert (parsed["name"], parsed["email"]) == ("Maya Ferreira-Holt", "maya.ferreira-holt@example.com")
    assert parsed["experience"][0].keys() >= {"company", "title", "start_date", "end_date", "description"}
    assert (parsed["experience"][0]["start_date"], parsed["experience"][0]["end_date"]) == ("2021-03", "present")
    assert parsed["education"][0].keys() >= {"institution", "degree", "field", "end_date"}
    assert await get(walk.http, "/api/profile/cv/parsed") == parsed


@pytest.mark.parametrize(
    ("content", "status"), [(b"MZ\x90\x00\x03\x00", 400), (b"", 422), (b"%PDF-1.4 and no more", 422)]
)
async def test_what_is_no_cv_is_refused_and_nothing_kept(content: bytes, status: int, stranger: Visitor) -> None:
    refused(await stranger.upload_cv(content, "cv.pdf"), status)

    refused(await stranger.http.get("/api/profile/cv/parsed"), 404)


async def test_jobs_are_listed_searched_and_paged(walk: Walk) -> None:
    async with walk.product.client() as http:
        page = await get(http, "/api/jobs", limit=2, offset=1)
        found = await get(http, "/api/jobs", search="nurse", sort="relevance")

    assert page.keys() == {"jobs", "total", "limit", "offset", "has_more"}
    assert (len(page["jobs"]), page["limit"], page["offset"], page["has_more"]) == (2, 2, 1, True)
    assert all(job.keys() >= JOB_FIELDS for job in page["jobs"])
    assert page["total"] > found["total"] > 0
    assert all("nurs" in f"{job['title']} {job['description']}".lower() for job in found["jobs"])


@pytest.mark.parametrize(
    "query",
    [
        {"source": "sample"},
        {"remote_type": "full"},
        {"remote_type": "hybrid"},
        {"job_type": "contract"},
        {"job_type": "part-time"},
        {"min_salary": 150000},
        {"max_salary": 40000},
    ],
)
async def test_a_filter_keeps_what_it_says(query: dict[str, Any], walk: Walk) -> None:
    everything = await get(walk.http, "/api/jobs")
    kept = await get(walk.http, "/api/jobs", limit=200, **query)

    assert 0 < kept["total"] <= everything["total"]
    for job in kept["jobs"]:
        high, low = job["salary_max"] or job["salary_min"], job["salary_min"] or job["salary_max"]
        assert "min_salary" not in query or high >= query["min_salary"]
        assert "max_salary" not in query or low <= query["max_salary"]
        assert all(job[field] == value for field, value in query.items() if field in job)


@pytest.mark.parametrize(
    "query",
    [{"remote_type": "moon"}, {"job_type": "none"}, {"sort": "best"}, {"limit": 0}, {"limit": 201}, {"offset": -1}],
)
async def test_a_filter_nobody_knows_is_422(query: dict[str, Any], walk: Walk) -> None:
    answer = await walk.http.get("/api/jobs", params=query)

    refused(answer, 422)
    assert answer.json()["errors"][0]["field"] == f"query.{next(iter(query))}"


async def test_one_job_is_shown_whole(walk: Walk) -> None:
    [listed] = (await get(walk.http, "/api/jobs", limit=1))["jobs"]
    async with walk.product.client() as http:
        job = await get(http, f"/api/jobs/{listed['id']}")
        nothing = await http.get("/api/jobs/999999999")

    assert job.keys() >= JOB_FIELDS | {"raw_data", "created_at"}
    assert {field: job[field] for field in JOB_FIELDS} == {field: listed[field] for field in JOB_FIELDS}
    refused(nothing, 404)


async def test_the_boards_are_read_once_and_nothing_twice(walk: Walk) -> None:
    first, second = await scraped(walk.http), await scraped(walk.http)

    assert (first["status"], second["status"]) == ("completed", "completed")
    found = {source["source"]: (source["found"], source["new"]) for source in first["sources"]}
    assert found["remoteok"] == (REMOTEOK_JOBS, REMOTEOK_JOBS)
    assert found["weworkremotely"][0] == found["weworkremotely"][1] > 0
    assert [(source["new"], source["updated"], source["closed"]) for source in second["sources"]] == [(0, 0, 0)] * 2
    listed = await get(walk.http, "/api/jobs", source="weworkremotely", limit=200)
    assert listed["total"] == found["weworkremotely"][0]
    assert all(job["url"].startswith("https://weworkremotely.com/") for job in listed["jobs"])


async def test_the_document_s_own_advert_is_parsed_as_it_says(walk: Walk) -> None:
    parsed = (await walk.http.post("/api/user-jobs/parse", json={"job_text": ADVERT})).json()

    assert (parsed["title"], parsed["company"]) == ("Senior Python Developer", "TechCorp Inc.")
    assert (parsed["salary_min"], parsed["salary_max"], parsed["salary_currency"]) == (120000, 160000, "USD")
    assert (parsed["location"], parsed["remote_type"]) == ("Remote (US only)", "full")
    assert parsed["url"] == "https://techcorp.example/careers/123"
    assert parsed["tags"] == ["Python", "Django", "FastAPI", "PostgreSQL"]
    refused(await walk.http.post("/api/user-jobs/parse", json={"job_text": "too short"}), 400)


async def test_a_pasted_job_lives_its_life_unseen_by_others(walk: Walk, stranger: Visitor) -> None:
    advert = {
        "title": "Cheese Monger",
        "company": "Rind & Sons",
        "description": "Sell cheese with SQL.",
        "tags": ["SQL"],
    }
    made = await walk.http.post("/api/user-jobs", json=advert)
    path = f"/api/user-jobs/{made.json()['id']}"

    assert made.status_code == 201
    assert made.json().keys() == PASTED_FIELDS
    assert (made.json()["source"], made.json()["user_id"]) == ("user_submitted", walk.visitor.user_id)
    refused(await walk.http.post("/api/user-jobs", json=advert), 400)
    refused(await walk.http.post("/api/user-jobs", json={"title": "No description"}), 422)
    for answer in (await stranger.http.get(path), await stranger.http.put(path, json={"title": "Mine"})):
        refused(answer, 404)
    changed = (await walk.http.put(path, json={"title": "Head Cheese Monger", "salary_min": 30000})).json()
    assert (changed["title"], changed["salary_min"], changed["company"]) == ("Head Cheese Monger", 30000, "Rind & Sons")
    assert changed == await get(walk.http, path)
    assert (await get(walk.http, "/api/user-jobs"))["jobs"][0] == changed
    assert (await walk.http.delete(path)).status_code == 204
    refused(await walk.http.get(path), 404)


async def test_matches_add_up_and_say_why(walk: Walk) -> None:
    listed = await walk.visitor.matches(limit=20)
    skills = set((await get(walk.http, "/api/profile"))["skills"])

    assert listed.keys() == {"matches", "total", "limit", "offset"}
    scores = [match["score"] for match in listed["matches"]]
    assert scores == sorted(scores, reverse=True)
    for match in listed["matches"]:
        reasoning = match["reasoning"]
        weighed = sum(reasoning[part] * reasoning["weights"][weight] for part, weight in SUB_SCORES.items())
        assert match.keys() >= MATCH_FIELDS
        assert match["score"] == reasoning["overall_score"] == pytest.approx(weighed, abs=0.051)
        assert set(reasoning["matching_skills"]) <= skills
        assert not set(reasoning["missing_skills"]) & skills
    assert await get(walk.http, f"/api/matches/{listed['matches'][0]['id']}") == listed["matches"][0]


async def test_a_floor_and_a_status_filter_the_matches(walk: Walk) -> None:
    high = await walk.visitor.matches(min_score=70)
    [last] = (await walk.visitor.matches(limit=1, offset=high["total"] - 1))["matches"]

    put = await walk.http.put(f"/api/matches/{last['id']}/status", json={"status": "applied"})

    assert all(match["score"] >= 70 for match in high["matches"])
    assert put.json().keys() == {"id", "job_id", "user_id", "score", "status", "applied_at", "updated_at"}
    assert put.json()["applied_at"]
    assert [match["id"] for match in (await walk.visitor.matches(status="applied"))["matches"]] == [last["id"]]
    for query in ({"status": "dreaming"}, {"min_score": 101}):
        refused(await walk.http.get("/api/matches", params=query), 422)
    refused(await walk.http.put(f"/api/matches/{last['id']}/status", json={"status": "dreaming"}), 422)


async def test_a_match_of_somebody_else_is_403_and_none_is_404(walk: Walk, stranger: Visitor) -> None:
    path = f"/api/matches/{(await walk.visitor.matches(limit=1))['matches'][0]['id']}"

    refused(await stranger.http.get(path), 403)
    refused(await stranger.http.put(f"{path}/status", json={"status": "applied"}), 403)
    refused(await stranger.http.post(f"{path}/generate-cover-letter"), 403)
    refused(await stranger.http.get("/api/matches/999999999"), 404)


async def test_only_an_administrator_refreshes_and_anybody_sees_the_status(walk: Walk, stranger: Visitor) -> None:
    """The first account of a product in development is the administrator's."""
    refused(await stranger.http.post("/api/matches/refresh"), 403)
    assert (await get(stranger.http, "/api/matches/refresh/status"))["status"] == "none"

    started = await walk.http.post("/api/matches/refresh")

    assert started.json()["status"] in ("processing", "already_processing")
    until = time.monotonic() + WITHIN_SECONDS
    while (status := await get(walk.http, "/api/matches/refresh/status"))["status"] != "completed":
        assert time.monotonic() < until, status
        await asyncio.sleep(0.1)
    assert status["result"].keys() == {"matches_created", "matches_updated", "total_jobs_processed"}


async def test_a_letter_is_written_once_kept_and_written_anew_when_asked(walk: Walk) -> None:
    [best] = (await walk.visitor.matches(limit=1))["matches"]
    path = f"/api/matches/{best['id']}"

    first = (await walk.http.post(f"{path}/generate-cover-letter")).json()
    again = (await walk.http.post(f"{path}/generate-cover-letter")).json()
    highlights = (await walk.http.post(f"{path}/generate-highlights")).json()
    anew = (await walk.http.post(f"{path}/regenerate")).json()

    assert first.keys() >= {"cover_letter", "cached", "generated_at", "model", "cover_letter_id"}
    assert (first["cached"], again["cached"]) == (False, True)
    assert again["cover_letter"] == first["cover_letter"]
    assert best["job"]["company"] in first["cover_letter"]
    assert best["job"]["title"] in first["cover_letter"]
    assert 3 <= len(highlights["highlights"]) <= 5
    assert (anew["message"], anew["cached"]) == ("Application materials regenerated", False)
    assert {letter["cover_letter"] for letter in (await get(walk.http, f"{path}/letters"))["letters"]} >= {
        first["cover_letter"],
        anew["cover_letter"],
    }
    until = time.monotonic() + WITHIN_SECONDS
    while (await get(walk.http, path))["cover_letter"] != anew["cover_letter"]:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)


async def test_an_interview_is_prepared_practised_and_counted(walk: Walk, stranger: Visitor) -> None:
    """The Job Match Platform's interviews and progress."""
    [best] = (await walk.visitor.matches(limit=1))["matches"]
    prep = await walk.http.post(f"/api/interviews/prep/{best['id']}")
    kit = prep.json()
    begun = await walk.http.post("/api/interviews/start", json={"prep_kit_id": kit["id"]})
    session = f"/api/interviews/sessions/{begun.json()['session_id']}"
    why = (
        f"I want to work for {best['job']['company']} because I rebuilt a billing service in Python for 40 shops and"
        f" cut its"
        " errors by 30 percent, and I would like to do that again with a team that cares for its customers. In the"
        " first"
        " months I would learn the code, sit with the people who use it, and take over one service."
    )
    said = {"question_id": kit["questions"][0]["id"], "answer": why}
    judged = await walk.http.post(f"{session}/answers", json=said)
    ended = await walk.http.post(f"{session}/complete")

    assert (prep.status_code, begun.status_code, judged.status_code, ended.status_code) == (201, 201, 201, 200)
    assert kit.keys() >= {"id", "job_match_id", "questions", "company_insights", "tips"}
    assert kit["job_match_id"] == best["id"]
    assert best["job"]["company"] in " ".join(question["question"] for question in kit["questions"])
    assert begun.json().keys() >= {"session_id", "prep_kit_id", "status"}
    assert judged.json().keys() >= {"score", "feedback", "strengths", "improvements"}
    refused(await stranger.http.get(session), 404)
    refused(await stranger.http.post(f"/api/interviews/prep/{best['id']}"), 404)
    score = judged.json()["score"]
    until = time.monotonic() + WITHIN_SECONDS
    while (stats := await get(walk.http, "/api/progress/stats"))["sessions_completed"] == 0 or not stats[
        "average_score"
    ]:
        assert time.monotonic() < until, stats
        await asyncio.sleep(0.1)
    assert stats == {
        "sessions_completed": 1,
        "average_score": score,
        "total_questions_practiced": 1,
        "readiness_percentage": pytest.approx(score / len(kit["questions"]), abs=0.01),
    }


async def test_insights_count_what_is_there(walk: Walk) -> None:
    told = await get(walk.http, "/api/insights/skills")
    python = told["market_skills"]["Python"]

    assert told.keys() >= {"user_id", "analysis_date", "jobs_analyzed", "user_skills", "skill_gaps", "recommendations"}
    assert "Python" in told["user_skills"]
    assert 0 < len(told["skill_gaps"]) <= 20
    assert not set(told["skill_gaps"]) & set(told["user_skills"])
    assert python["frequency"] == pytest.approx(python["count"] / told["jobs_analyzed"], abs=0.0001)
    assert 0 < python["jobs_with_salary"] <= python["count"]
    fields = {"skill", "priority", "reason", "learning_effort", "salary_impact", "frequency"}
    assert all(advice.keys() >= fields for advice in told["recommendations"])
    assert {advice["skill"] for advice in told["recommendations"]} <= set(told["skill_gaps"])


async def test_a_custom_skill_is_counted_and_joins_the_profile(walk: Walk, stranger: Visitor) -> None:
    first = await walk.http.post("/api/skills/custom", json={"skill": "Zorbing"})
    second = await stranger.http.post("/api/skills/custom", json={"skill": "zorbing"})
    async with walk.product.client() as http:
        popular = await get(http, "/api/skills/popular", limit=200)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == {**first.json(), "usage_count": 2}
    assert popular["source"] == "job_tags_and_custom_skills"
    assert popular["skills"].index("Python") < 10
    assert len(popular["skills"]) == 200 <= popular["total"]
    for skill in ("", "x" * 101):
        refused(await walk.http.post("/api/skills/custom", json={"skill": skill}), 422)
    until = time.monotonic() + WITHIN_SECONDS
    while "Zorbing" not in (await get(stranger.http, "/api/profile"))["skills"]:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)


async def test_everything_held_is_exported_and_a_deleted_account_is_gone(stranger: Visitor) -> None:
    await stranger.upload_cv(CV_CONTENT, CV.name)

    exported = await get(stranger.http, "/api/profile/export")
    deleted = await stranger.http.delete("/api/profile")

    assert exported["user_id"] == stranger.user_id
    assert exported["services"].keys() == {"auth", "profile", "job", "match", "generation", "insights"}
    assert exported["services"]["profile"]["cvs"][0]["filename"] == CV.name
    assert deleted.status_code == 204
    login = await stranger.http.post("/auth/login", json={"email": stranger.email, "password": PASSWORD})
    refused(login, 401)


async def test_a_logged_out_token_is_dead_within_a_second(stranger: Visitor) -> None:
    answer = await stranger.http.post("/auth/logout")

    assert answer.json() == {"message": "Successfully logged out"}
    until = time.monotonic() + WITHIN_SECONDS
    while (me := await stranger.http.get("/auth/me")).status_code == 200:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)
    refused(me, 401)
