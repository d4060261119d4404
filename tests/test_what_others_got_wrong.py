"""What was seen to go wrong in systems like this one (the contract, section 7): here it does not."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from redis import Redis

from career_agent.embedded import EmbeddedRedis
from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import PASSWORD, Visitor

DEMO_CVS = Path(__file__).parents[1] / "deploy" / "career_agent" / "demo_cvs"
ENGINEER = DEMO_CVS / "software_engineer.pdf"
NURSE = DEMO_CVS / "nurse.docx"
WITHIN_SECONDS = 60.0

WITH_DOCKER = (150_000, 152_000, 154_000, 156_000, 158_000, 160_000)
"""What the six postings pay that ask for Docker too: the median is 155,000."""
WITHOUT_DOCKER = (100_000, 101_000, 102_000, 103_000, 104_000, 105_000)
"""What the other six pay: the median is 102,500."""


def postings() -> bytes:
    """Twelve postings as RemoteOK shows them: all ask for Python, half for Docker, one for Rust."""
    listed: list[dict[str, Any]] = [{"legal": "Link back."}]
    for at, pay in enumerate((*WITH_DOCKER, *WITHOUT_DOCKER), start=1):
        skills = ["Python", *(["Docker"] if at <= len(WITH_DOCKER) else []), *(["Rust"] if at == 1 else [])]
        needs = "".join(f"<li>{skill}</li>" for skill in skills)
        listed.append(
            {
                "id": str(at),
                "position": f"Python Developer {at}",
                "company": f"Company {at}",
                "description": f"<p>What you need:</p><ul>{needs}</ul>",
                "tags": [skill.lower() for skill in skills],
                "salary_min": pay,
                "salary_max": pay,
                "url": f"https://remoteok.com/remote-jobs/{at}",
            }
        )
    return json.dumps(listed).encode()


@dataclass(slots=True)
class Board:
    """A job board that can be made to hang."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: web.Request) -> web.Response:
        self.was_asked.set()
        await self.may_answer.wait()
        return web.Response(body=postings(), content_type="application/json")


@dataclass(slots=True)
class SilentModel:
    """A language model's provider that takes every question and answers none."""

    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: web.Request) -> web.Response:
        self.was_asked.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


@dataclass(slots=True)
class Scene:
    """The product with twelve jobs in it, and an engineer who has matches and does without a language model."""

    product: Product
    board: Board
    model: SilentModel
    engineer: Visitor

    @property
    def http(self) -> httpx.AsyncClient:
        return self.engineer.http


async def soon(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what an event brings about."""
    until = time.monotonic() + WITHIN_SECONDS
    while not await true():
        assert time.monotonic() < until
        await asyncio.sleep(0.1)


async def by_rules(http: httpx.AsyncClient) -> Visitor:
    """Somebody whose CV and letters are no language model's business."""
    visitor = await Visitor.register(http, name="Grace Hopper")
    chosen = await http.put("/api/profile", json={"preferences": {"use_ai": False}})
    assert chosen.status_code == 200, chosen.text
    return visitor


@pytest.fixture(scope="module")
async def scene(module_folder: Path) -> AsyncIterator[Scene]:
    board, model = Board(), SilentModel()
    board.may_answer.set()
    app = web.Application()
    app.router.add_get("/", board.answer)
    app.router.add_post("/v1/messages", model.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    outside = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = {
        "REMOTEOK_URL": f"{outside}/",
        "ANTHROPIC_API_KEY": "sk-ant-of-nobody",
        "ANTHROPIC_BASE_URL": outside,
        "JOB_SOURCES": "remoteok",
        "SAMPLE_JOBS": "off",
        "RATE_LIMITS": "off",
    }
    async with product_in(module_folder, **settings) as product:
        await product.start()
        async with product.client() as http:
            engineer = await by_rules(http)
            await engineer.upload_cv(ENGINEER.read_bytes(), ENGINEER.name)
            await http.post("/api/jobs/refresh")
            await engineer.wait_for_matches(least=len(WITH_DOCKER))
            yield Scene(product, board, model, engineer)
    board.may_answer.set()
    await runner.cleanup()


@pytest.fixture
async def stranger(scene: Scene) -> AsyncIterator[Visitor]:
    async with scene.product.client() as http:
        yield await by_rules(http)


async def letter_of(visitor: Visitor, match_id: int) -> dict[str, Any]:
    answer = await visitor.http.post(f"/api/matches/{match_id}/generate-cover-letter")
    assert answer.status_code == 200, answer.text
    letter: dict[str, Any] = answer.json()
    return letter


async def paste(visitor: Visitor, title: str, description: str, **fields: Any) -> httpx.Response:
    return await visitor.http.post("/api/user-jobs", json={"title": title, "description": description, **fields})


async def match_of_pasted(visitor: Visitor, job_id: int) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    async def is_there() -> bool:
        listed = await visitor.matches(min_score=0, limit=200)
        found[:] = [match for match in listed["matches"] if match["job_id"] == job_id]
        return bool(found)

    await soon(is_there)
    return found[0]


async def test_a_new_cv_or_profile_makes_an_old_letter_stale_and_the_old_one_stays_readable(stranger: Visitor) -> None:
    await stranger.upload_cv(ENGINEER.read_bytes(), ENGINEER.name)
    job = (await paste(stranger, "Ward Manager", "You need Python, triage and patient care.", company="Mercy")).json()
    match = await match_of_pasted(stranger, job["id"])
    first, again = await letter_of(stranger, match["id"]), await letter_of(stranger, match["id"])

    await stranger.upload_cv(NURSE.read_bytes(), NURSE.name)
    second = await letter_of(stranger, match["id"])
    changed = await stranger.http.put("/api/profile", json={"skills": ["Triage", "Python", "Beekeeping"]})
    third = await letter_of(stranger, match["id"])

    assert (first["cached"], again["cached"], second["cached"], third["cached"]) == (False, True, False, False)
    assert changed.status_code == 200
    assert first["cover_letter"] == again["cover_letter"] != second["cover_letter"]
    kept = (await stranger.http.get(f"/api/matches/{match['id']}/letters")).json()["letters"]
    assert {first["cover_letter"], second["cover_letter"]} <= {letter["cover_letter"] for letter in kept}


async def test_losing_everything_in_redis_loses_no_letter(scene: Scene) -> None:
    [best] = (await scene.engineer.matches(limit=1))["matches"]
    written = await letter_of(scene.engineer, best["id"])

    with Redis.from_url(EmbeddedRedis(scene.product.data_dir).url) as redis:
        redis.flushall()

    again = await letter_of(scene.engineer, best["id"])
    assert again["cached"] is True
    assert again["cover_letter_id"] == written["cover_letter_id"]


async def test_a_pasted_job_is_seen_by_its_owner_alone(scene: Scene, stranger: Visitor) -> None:
    word = f"Zymurgist{secrets.token_hex(3)}"
    job = (await paste(scene.engineer, word, f"{word} wanted, with Zymoskill.", tags=["Zymoskill"])).json()
    await match_of_pasted(scene.engineer, job["id"])

    async with scene.product.client() as anyone:
        public = [await anyone.get(path) for path in ("/api/jobs?limit=200", f"/api/jobs?search={word}")]
        popular = (await anyone.get("/api/skills/popular?limit=200")).json()["skills"]
        by_id = await anyone.get(f"/api/jobs/{job['id']}")
    theirs = [await stranger.http.get(path) for path in (f"/api/jobs/{job['id']}", f"/api/user-jobs/{job['id']}")]
    insights = (await stranger.http.get("/api/insights/skills")).json()

    assert all(word not in answer.text for answer in public)
    assert public[1].json()["total"] == 0
    assert "Zymoskill" not in popular
    assert "Zymoskill" not in insights["market_skills"]
    assert [by_id.status_code, *(answer.status_code for answer in theirs)] == [404, 404, 404]
    assert (await stranger.matches(min_score=0))["total"] == 0
    assert (await scene.http.get(f"/api/jobs/{job['id']}")).json()["title"] == word


async def test_two_pasted_jobs_without_a_company_are_no_duplicates_of_each_other(stranger: Visitor) -> None:
    first = await paste(stranger, "Baker", "Bake bread.")
    second = await paste(stranger, "Baker", "Bake cakes.")
    at_a_company = [await paste(stranger, "Baker", "Bake rolls.", company="Crust") for _ in range(2)]

    assert (first.status_code, second.status_code) == (201, 201)
    assert [answer.status_code for answer in at_a_company] == [201, 400]


async def test_an_address_in_two_spellings_of_case_is_one_account(scene: Scene) -> None:
    name = secrets.token_hex(4)
    account = {"email": f"Jane.{name}@Example.com", "password": PASSWORD, "full_name": "Jane"}
    async with scene.product.client() as http:
        made = await http.post("/auth/register", json=account)
        again = await http.post("/auth/register", json={**account, "email": f"jane.{name}@EXAMPLE.COM"})
        platform = await http.post("/api/auth/register", json={**account, "email": f"JANE.{name}@example.com"})
        login = await http.post("/auth/login", json={"email": f"jANE.{name}@example.com", "password": PASSWORD})

    assert [made.status_code, again.status_code, platform.status_code, login.status_code] == [201, 400, 400, 200]


@pytest.mark.parametrize("path", ["/auth/login", "/api/auth/login"])
async def test_an_empty_password_logs_in_nowhere(path: str, scene: Scene) -> None:
    async with scene.product.client() as http:
        opened = await http.post(
            "/auth/register", json={"email": f"{secrets.token_hex(4)}@example.com", "password": "", "full_name": "Eve"}
        )
        answer = await http.post(path, json={"email": scene.engineer.email, "password": ""})

    assert opened.status_code == 422
    assert answer.status_code in (401, 422)
    assert "access_token" not in answer.text


async def test_insights_are_counted_and_say_so_where_too_little_is_known(scene: Scene, stranger: Visitor) -> None:
    await stranger.http.put("/api/profile", json={"skills": ["Python"]})
    told: dict[str, Any] = {}

    async def are_told() -> bool:
        told.update((await stranger.http.get("/api/insights/skills")).json())
        return bool(told["user_skills"])

    await soon(are_told)
    advice = {each["skill"]: each for each in told["recommendations"]}

    assert told["jobs_analyzed"] == len(WITH_DOCKER) + len(WITHOUT_DOCKER)
    assert told["market_skills"]["Python"]["frequency"] == 1.0
    assert told["market_skills"]["Docker"] == {
        "count": 6,
        "frequency": 0.5,
        "avg_salary": 155_000,
        "jobs_with_salary": 6,
    }
    assert advice["Docker"]["salary_impact"] == 155_000 - 102_500
    assert advice["Rust"]["salary_impact"] is None
    assert "1 with this skill, 11 without" in advice["Rust"]["note"]


async def test_a_posting_that_names_no_requirements_is_unknown_and_not_perfect(scene: Scene) -> None:
    job = (await paste(scene.engineer, "Somebody", "We are a friendly bunch and would love to hear from you.")).json()

    reasoning = (await match_of_pasted(scene.engineer, job["id"]))["reasoning"]

    assert (reasoning["skill_score"], reasoning["matching_skills"], reasoning["missing_skills"]) == (50, [], [])
    assert (reasoning["experience_score"], reasoning["salary_score"]) == (50, 100)
    assert reasoning["overall_score"] < 90


async def test_a_reading_of_the_boards_that_hangs_keeps_nobody_waiting(scene: Scene, stranger: Visitor) -> None:
    scene.board.may_answer.clear()
    scene.board.was_asked.clear()
    asked = (await scene.http.post("/api/jobs/refresh")).json()
    log = f"/api/jobs/refresh/{asked['scrape_log_id']}"
    async with asyncio.timeout(WITHIN_SECONDS):
        await scene.board.was_asked.wait()

    joined = (await stranger.http.post("/api/jobs/refresh")).json()
    meanwhile = [
        await stranger.http.get("/health"),
        await stranger.http.get("/api/jobs", params={"search": "python"}),
        await stranger.http.put("/api/profile", json={"bio": "I did not wait."}),
        await paste(stranger, "Baker", "Bake bread while the board hangs."),
        await scene.http.get("/api/matches"),
    ]
    running = (await scene.http.get(log)).json()["status"]
    scene.board.may_answer.set()

    async def is_over() -> bool:
        return bool((await scene.http.get(log)).json()["status"] == "completed")

    await soon(is_over)
    assert joined["scrape_log_id"] == asked["scrape_log_id"]
    assert [answer.status_code for answer in meanwhile] == [200, 200, 200, 201, 200]
    assert running == "running"


async def test_a_language_model_that_never_answers_keeps_nobody_waiting(scene: Scene, stranger: Visitor) -> None:
    await stranger.http.put("/api/profile", json={"skills": ["Python"], "preferences": {"use_ai": True}})
    job = (await paste(stranger, "Python Developer", "You need Python.", company="Slow & Sons")).json()
    match = await match_of_pasted(stranger, job["id"])
    scene.model.was_asked.clear()
    waiting = asyncio.create_task(stranger.http.post(f"/api/matches/{match['id']}/generate-cover-letter"))
    async with asyncio.timeout(WITHIN_SECONDS):
        await scene.model.was_asked.wait()

    [best] = (await scene.engineer.matches(limit=1))["matches"]
    meanwhile = [
        await scene.http.get("/health"),
        await scene.http.get("/health/db"),
        await scene.http.get("/api/jobs", params={"search": "python"}),
        await scene.http.post(f"/api/matches/{best['id']}/generate-cover-letter"),
        await scene.http.post(f"/api/matches/{best['id']}/regenerate"),
        await paste(scene.engineer, "Baker", f"Bake bread while the model says nothing, {secrets.token_hex(4)}."),
    ]

    assert not waiting.done()
    waiting.cancel()
    assert [answer.status_code for answer in meanwhile] == [200, 200, 200, 200, 200, 201]


async def test_practising_in_somebody_elses_interview_is_404(scene: Scene, stranger: Visitor) -> None:
    [best] = (await scene.engineer.matches(limit=1))["matches"]
    kit = (await scene.http.post(f"/api/interviews/prep/{best['id']}")).json()
    session = (await scene.http.post("/api/interviews/start", json={"prep_kit_id": kit["id"]})).json()
    path = f"/api/interviews/sessions/{session['session_id']}"
    answer = {"question_id": kit["questions"][0]["id"], "answer": "I would rather not say what I did."}

    theirs = [
        await stranger.http.get(f"/api/interviews/prep/{kit['id']}"),
        await stranger.http.post("/api/interviews/start", json={"prep_kit_id": kit["id"]}),
        await stranger.http.get(path),
        await stranger.http.post(f"{path}/answers", json=answer),
        await stranger.http.post(f"{path}/complete"),
    ]

    assert [each.status_code for each in theirs] == [404] * 5
    assert (await scene.http.get(path)).json()["status"] == "active"
