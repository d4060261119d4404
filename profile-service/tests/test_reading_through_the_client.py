"""CVs read by a language model over HTTP: paid once, kept apart by person, within the budget, and never in the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from profile_service.reading.quality import MODEL_AWAY, MODEL_UNUSABLE
from profile_service.testing.pointing import ANSWER, CV
from shared.events import UserDeleted
from shared.service import Service
from shared.testing.messages_api import (
    Answer,
    Behaviour,
    CutOff,
    Failing,
    Malformed,
    Overloaded,
    RateLimited,
    Silent,
    SpendLimit,
    StandIn,
    Truncated,
    stand_in,
)
from shared.testing.plain import eventually, until
from shared.testing.running import ServiceUnderTest, service_under_test

# What is tested here does not depend on the server's version.
pytestmark = pytest.mark.parametrize("postgres_server", ["wheel"], indirect=True)

QUICK = {"llm_attempts": 2, "llm_idle_seconds": 0.2, "llm_attempt_seconds": 0.5, "llm_total_seconds": 2}


class Open(Protocol):
    def __call__(self, **settings: Any) -> AbstractAsyncContextManager[ServiceUnderTest]: ...


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in(Answer(ANSWER)) as standing:
        yield standing


@pytest.fixture
def opened(pooled: Service, database_url: str, redis_url: str, provider: StandIn) -> Open:
    """Opens the service with settings of the language model by name."""

    def open_it(**settings: Any) -> AbstractAsyncContextManager[ServiceUnderTest]:
        model = provider.settings(**settings)
        return service_under_test(pooled, database_url, language_model=model, redis_url=redis_url)

    return open_it


async def upload(app: ServiceUnderTest, *, user_id: int = 1, cv: str = CV) -> dict[str, Any]:
    files = {"file": ("cv.txt", cv.encode(), "text/plain")}
    answer: httpx.Response = await app.person(user_id).post("/api/profile/cv", files=files, timeout=30)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_same_cv_is_paid_once_with_and_without_redis(opened: Open, provider: StandIn, redis_url: str) -> None:
    async with opened() as app, Redis.from_url(redis_url) as redis:
        first = await upload(app)
        again = await upload(app)
        [key] = [key async for key in redis.scan_iter("cv_parse:*")]
        ttl = await redis.ttl(key)
        await redis.flushdb()
        after_flush = await upload(app)

    assert first["model"] == "claude-haiku-4-5"
    assert first["parsed_cv"] == again["parsed_cv"] == after_flush["parsed_cv"]
    assert len(provider.asked) == 1
    assert 29 * 86_400 < ttl <= 30 * 86_400


async def test_two_people_with_the_same_cv_are_two_questions(opened: Open, provider: StandIn, redis_url: str) -> None:
    async with opened() as app, Redis.from_url(redis_url) as redis:
        await upload(app, user_id=1)
        await upload(app, user_id=2)
        keys = [key async for key in redis.scan_iter("cv_parse:*")]

    assert (len(provider.asked), len(keys)) == (2, 2)


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        (RateLimited(30), MODEL_AWAY),
        (Overloaded(), MODEL_AWAY),
        (Overloaded(within_stream=True), MODEL_AWAY),
        (Failing(500), MODEL_AWAY),
        (SpendLimit(), MODEL_AWAY),
        (Silent(), MODEL_AWAY),
        (CutOff(), MODEL_AWAY),
        (Malformed(), MODEL_UNUSABLE),
        (Truncated(), MODEL_UNUSABLE),
        (Answer({"skills": "none", "experience": 7}), MODEL_UNUSABLE),
    ],
    ids=["429", "529", "529-in-stream", "500", "spend-limit", "silent", "cut-off", "malformed", "truncated", "shape"],
)
async def test_whatever_the_provider_does_the_cv_is_read(
    opened: Open, provider: StandIn, fault: Behaviour, note: str
) -> None:
    provider.always = fault

    async with opened(**QUICK) as app:
        body = await upload(app)

    assert body["model"] == "rules-1"
    assert body["parsed_cv"]["email"] == "morgan@example.com"
    assert {MODEL_AWAY, MODEL_UNUSABLE} & set(body["parse_quality"]["warnings"]) == {note}


async def test_a_person_over_budget_is_read_by_rules_and_others_are_not(opened: Open, provider: StandIn) -> None:
    # Their part of the day is enough for one such reading, not for two.
    provider.always = Answer(ANSWER, output_tokens=4_000)
    async with opened(llm_daily_budget_per_user_usd=0.12) as app:
        first = await upload(app)
        second = await upload(app, cv=CV.replace("Kafka", "RabbitMQ"))
        cached = await upload(app)
        other = await upload(app, user_id=2)

    assert [each["model"] for each in (first, cached, other)] == ["claude-haiku-4-5"] * 3
    assert second["model"] == "rules-1"
    assert MODEL_AWAY in second["parse_quality"]["warnings"]


async def test_no_line_of_the_log_holds_the_cv_the_prompt_or_the_key(
    opened: Open, provider: StandIn, capfd: pytest.CaptureFixture[str]
) -> None:
    async with opened(**QUICK) as app:
        await upload(app)
        provider.always = Malformed()
        await upload(app, user_id=2)
        provider.always = Failing(500, sentence="canary of the provider about Morgan Ashworth")
        await upload(app, user_id=3)

    logged = capfd.readouterr()
    for canary in ("Morgan", "Ashworth", "Acme Logistics", "boring", "You read CVs", "sk-ant", "canary"):
        assert canary not in logged.out + logged.err


async def test_the_answers_about_a_person_are_exported_and_erased_with_them(opened: Open) -> None:
    async with opened() as app:
        await upload(app)
        before = (await app.person(1).get("/api/export/profile")).json()["data"]
        await app.tell(UserDeleted(user_id=1))
        after = (await app.person(1).get("/api/export/profile")).json()["data"]

    assert len(before["llm_calls"]) == 1
    assert not any(after.values())


async def test_a_cv_that_waits_for_the_model_is_not_paid_for_nor_kept_for_somebody_deactivated_meanwhile(
    opened: Open, provider: StandIn
) -> None:
    """S06; whoever is let in again uploads again."""
    provider.will(Answer(ANSWER, latency=3))
    file = {"file": ("cv.txt", CV.encode(), "text/plain")}
    async with opened(llm_concurrency=1) as app:
        bobs = asyncio.create_task(upload(app, user_id=2))
        await until(lambda: len(provider.asked) == 1)
        adas = asyncio.create_task(app.person(1).post("/api/profile/cv", files=file, timeout=30))
        await eventually(lambda: _calls_begun(app, 2))

        app.issuer.shut_out(1)

        refused = await adas
        assert (refused.status_code, refused.json()["detail"]) == (401, "The session has ended")
        assert (await bobs)["model"] == "claude-haiku-4-5"
        assert len(provider.asked) == 1
        app.issuer.let_in(1)
        await eventually(lambda: _has_cvs(app, 0))
        assert (await upload(app))["model"] == "claude-haiku-4-5"


async def _calls_begun(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM profile.llm_calls")) == many)


async def _has_cvs(app: ServiceUnderTest, many: int) -> bool:
    exported = await app.person(1).get("/api/export/profile")
    return exported.status_code == 200 and len(exported.json()["data"]["cvs"]) == many
