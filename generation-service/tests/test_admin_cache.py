"""The administrator's figures of the cache, true to what was asked and paid, and to the document's shapes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from generation_service.service import service
from generation_service.testing.neighbours import ADA, MATCH, Neighbours
from generation_service.testing.provider import well
from shared.llm import Category, Prompt, Question
from shared.testing.asking import Letter
from shared.testing.messages_api import Answer, Asked, StandIn, stand_in
from shared.testing.running import ServiceUnderTest, service_under_test

STATS, RESET = "/api/admin/cache/stats", "/api/admin/cache/reset-metrics"
ROOT = 50
"""An administrator."""


def asked(category: Category, turn: int) -> Question[Letter]:
    return Question(category, Prompt("Write.", "1"), Letter, {"cv": "Ada"}, ADA, f"{category}:{ADA}:3", turn)


def whatever_is_asked(asked: Asked) -> dict[str, Any]:
    """A letter, highlights or an interview kit that passes every check."""
    if "questions" not in asked.schema["properties"]:
        return well(asked)
    kinds = ["behavioral"] * 6 + ["technical"] * 7 + ["company"] * 3
    questions = [
        {"kind": kind, "question": f"What of Kafka was task {at}?", "difficulty": "easy", "hint": "Name the case."}
        for at, kind in enumerate(kinds)
    ]
    return {"questions": questions, "company_insights": [], "tips": ["Read it.", "Sleep well.", "Be there early."]}


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in() as standing:
        yield standing


@pytest.fixture
async def app(
    database_url: str, redis_url: str, provider: StandIn, neighbours: Neighbours
) -> AsyncIterator[ServiceUnderTest]:
    opened = service_under_test(
        service, database_url, peers=neighbours.apps(), language_model=provider.settings(), redis_url=redis_url
    )
    async with opened as running:
        yield running


async def test_a_new_cache_has_the_documents_estimates_and_saved_nothing(app: ServiceUnderTest) -> None:
    answer = await app.person(ROOT, admin=True).get(STATS)

    stats = answer.json()
    assert answer.status_code == 200
    assert stats["available"] is True
    assert stats["summary"] == {
        "total_hits": 0, "total_misses": 0, "total_requests": 0, "hit_rate_percent": 0.0, "total_savings_usd": 0.0,
    }  # fmt: skip
    costs = {category: part["cost_per_miss_usd"] for category, part in stats["breakdown"].items()}
    assert costs == {
        "cover_letter": 0.15, "cv_highlights": 0.01, "cv_parse": 0.01, "job_extract": 0.005, "interview": 0.02,
    }  # fmt: skip
    assert stats["storage"]["total_keys"] == 0
    assert stats["storage"]["memory_used"].endswith(("K", "M"))


async def test_savings_are_hits_times_what_a_miss_has_cost(app: ServiceUnderTest, provider: StandIn) -> None:
    model = app.running.language_model
    assert model is not None
    for turn in (1, 2, 1, 1, 2):
        await model.ask(asked(Category.COVER_LETTER, turn))
    await model.ask(asked(Category.CV_HIGHLIGHTS, 1))

    stats = (await app.person(ROOT, admin=True).get(STATS)).json()

    letters = stats["breakdown"]["cover_letter"]
    assert (letters["hits"], letters["misses"], letters["total_requests"]) == (3, 2, 5)
    assert letters["hit_rate_percent"] == 60.0
    assert 0 < letters["cost_per_miss_usd"] < 0.15
    assert letters["savings_usd"] == pytest.approx(3 * letters["cost_per_miss_usd"])
    assert stats["summary"]["total_hits"] == 3
    assert stats["summary"]["total_savings_usd"] == pytest.approx(
        sum(part["savings_usd"] for part in stats["breakdown"].values())
    )
    assert stats["storage"]["key_counts"] == {
        "cover_letters": 2, "cv_highlights": 1, "cv_parses": 0, "job_extracts": 0, "interviews": 0,
    }  # fmt: skip
    assert stats["storage"]["total_keys"] == 3
    assert len(provider.asked) == 3


async def test_what_is_served_from_our_own_tables_is_a_hit_too(
    database_url: str, redis_url: str, neighbours: Neighbours
) -> None:
    paths = [
        f"/api/matches/{MATCH}/generate-cover-letter",
        f"/api/matches/{MATCH}/generate-highlights",
        f"/api/interviews/prep/{MATCH}",
    ]
    async with (
        stand_in(Answer(whatever_is_asked)) as provider,
        service_under_test(
            service, database_url, peers=neighbours.apps(), language_model=provider.settings(), redis_url=redis_url
        ) as app,
    ):
        answers = [await app.person(ADA).post(path) for path in paths for _ in range(3)]
        neighbours.profile["preferences"] = {"use_ai": False}
        refused = [await app.person(ADA).post(path) for path in paths for _ in range(2)]
        stats = (await app.person(ROOT, admin=True).get(STATS)).json()["breakdown"]

    assert {answer.is_success for answer in (*answers, *refused)} == {True}
    counted = {category: (part["hits"], part["misses"]) for category, part in stats.items() if part["misses"]}
    assert counted == dict.fromkeys(("cover_letter", "cv_highlights", "interview"), (2, 1))


async def test_a_reset_clears_the_counts_and_nothing_that_is_cached(app: ServiceUnderTest, provider: StandIn) -> None:
    model = app.running.language_model
    assert model is not None
    admin = app.person(ROOT, admin=True)
    await model.ask(asked(Category.COVER_LETTER, 1))
    before = (await admin.get(STATS)).json()

    answer = await admin.post(RESET)

    after = (await admin.get(STATS)).json()
    assert (answer.status_code, answer.json()) == (200, {"message": "Cache metrics reset successfully"})
    assert after["summary"]["total_requests"] == 0
    assert after["storage"]["key_counts"] == before["storage"]["key_counts"]
    costs = [each["breakdown"]["cover_letter"]["cost_per_miss_usd"] for each in (before, after)]
    assert costs[0] == costs[1]
    assert (await model.ask(asked(Category.COVER_LETTER, 1))).cached
    assert len(provider.asked) == 1


@pytest.mark.parametrize(("method", "path"), [("GET", STATS), ("POST", RESET)])
async def test_only_administrators_see_it(app: ServiceUnderTest, method: str, path: str) -> None:
    assert (await app.anyone.request(method, path)).status_code == 401
    assert (await app.person(ADA).request(method, path)).status_code == 403


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:1/0"])
async def test_without_redis_it_is_503(database_url: str, redis_url: str) -> None:
    async with service_under_test(service, database_url, redis_url=redis_url) as app:
        admin = app.person(ROOT, admin=True)
        for answer in (await admin.get(STATS), await admin.post(RESET)):
            assert answer.status_code == 503
            assert answer.json()["detail"] == "The cache (Redis) is not available."
            assert "Retry-After" in answer.headers
