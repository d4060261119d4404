"""Postings read by a language model over HTTP: paid once, within budgets, and every fault told as it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import Any, Protocol

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from starlette.types import ASGIApp

from job_service.service import service
from job_service.testing.pointing import ANSWER, TEXT
from job_service.use_cases import extracting
from shared.testing.messages_api import (
    Answer,
    Behaviour,
    CutOff,
    Empty,
    Failing,
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


class Boards(Protocol):
    answers: dict[str, bytes | int]


class Profiles(Protocol):
    api: ASGIApp


class Open(Protocol):
    def __call__(self, **settings: Any) -> AbstractAsyncContextManager[ServiceUnderTest]: ...


@pytest.fixture
async def provider() -> AsyncIterator[StandIn]:
    async with stand_in(Answer(ANSWER)) as standing:
        yield standing


@pytest.fixture
def opened(boards: Boards, database_url: str, redis_url: str, profiles: Profiles, provider: StandIn) -> Open:
    """Opens the service with settings of the language model by name."""
    del boards

    def open_it(**settings: Any) -> AbstractAsyncContextManager[ServiceUnderTest]:
        model = provider.settings(**settings)
        peers = {"profile": profiles.api}
        return service_under_test(service, database_url, peers=peers, language_model=model, redis_url=redis_url)

    return open_it


async def parse(app: ServiceUnderTest, job_text: str = TEXT, *, user_id: int = 1) -> httpx.Response:
    return await app.person(user_id).post("/api/user-jobs/parse", json={"job_text": job_text}, timeout=30)


async def test_the_same_text_is_paid_once_with_and_without_redis(
    opened: Open, provider: StandIn, redis_url: str
) -> None:
    async with opened() as app, Redis.from_url(redis_url) as redis:
        first = await parse(app)
        again = await parse(app)
        [key] = [key async for key in redis.scan_iter("job_extract:*")]
        ttl = await redis.ttl(key)
        await redis.flushdb()
        after_flush = await parse(app)

    assert first.json()["model"] == "claude-haiku-4-5"
    assert first.json() == again.json() == after_flush.json()
    assert len(provider.asked) == 1
    assert 6 * 86_400 < ttl <= 7 * 86_400


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (RateLimited(30), 503),
        (Overloaded(), 503),
        (Failing(500), 503),
        (SpendLimit(), 503),
        (Silent(), 503),
        (CutOff(), 503),
        (Truncated(), 500),
        (Empty(), 500),
        (Answer({"required_skills": "none"}), 500),
    ],
    ids=["429", "529", "500", "spend-limit", "silent", "cut-off", "truncated", "no-tool", "shape"],
)
async def test_every_fault_is_told_as_it_is(opened: Open, provider: StandIn, fault: Behaviour, status: int) -> None:
    provider.always = fault

    async with opened(**QUICK) as app:
        answer = await parse(app)

    assert answer.status_code == status, answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert not any(word in answer.text for word in ("Boulangerie", "anthropic", "Overloaded", "You read"))


async def test_a_person_over_budget_hears_503_and_what_was_paid_is_still_there(opened: Open, provider: StandIn) -> None:
    # Their part of the day is enough for one such reading, not for two.
    provider.always = Answer(ANSWER, output_tokens=4_000)
    async with opened(llm_daily_budget_per_user_usd=0.2) as app:
        first = await parse(app)
        second = await parse(app, TEXT.replace("Terraform", "Ansible"))
        again = await parse(app)

    assert [each.status_code for each in (first, second, again)] == [200, 503, 200]
    assert "budget" in second.json()["detail"]


@pytest.fixture
def _budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOB_EXTRACT_DAILY_BUDGET_USD", "0.10")


@pytest.mark.usefixtures("_budget")
async def test_extraction_stops_at_its_budget_and_people_are_served_all_the_same(
    opened: Open, provider: StandIn, boards: Boards
) -> None:
    provider.always = Answer({"required_skills": ["Python"]}, output_tokens=1_500)
    wanted = "We need somebody who knows Python and Docker well, for quiet machines in loud rooms."
    jobs = [{"id": str(n), "position": f"Dev {n}", "company": "Acme", "description": wanted} for n in range(40)]
    boards.answers["/remoteok"] = json.dumps([{"legal": "Link back."}, *jobs]).encode()
    async with opened() as app:
        await app.person(1).post("/api/jobs/refresh")
        await app.settled()

        today = await extract_all_that_can_be(app, provider)
        spent = await spent_on_extraction(app)
        answer = await parse(app)
        await let_a_day_pass(app)
        tomorrow = await extract_all_that_can_be(app, provider)

    assert 0 < today < 40
    assert 0 < spent <= Decimal("0.10")
    assert answer.json()["model"] == "claude-haiku-4-5"
    assert tomorrow > today


async def extract_all_that_can_be(app: ServiceUnderTest, provider: StandIn) -> int:
    """Extract again and again as the leader does, until nothing more is asked; how many were asked in all."""
    before = -1
    while len(provider.asked) > before:
        before = len(provider.asked)
        await extracting.extract_due(app.db, app.running.deps)
    return before


async def spent_on_extraction(app: ServiceUnderTest) -> Decimal:
    async with app.db.read() as session:
        spent = await session.scalar(text("SELECT sum(usd) FROM job.llm_spend WHERE scope LIKE '%job_extract'"))
    return Decimal(spent)


async def let_a_day_pass(app: ServiceUnderTest) -> None:
    async with app.db.write() as session:
        await session.execute(text("UPDATE job.llm_spend SET day = day - 1"))


async def test_no_line_of_the_log_holds_the_text_the_prompt_or_the_key(
    opened: Open, provider: StandIn, capfd: pytest.CaptureFixture[str]
) -> None:
    async with opened(**QUICK) as app:
        await parse(app)
        provider.always = Failing(500, sentence="canary of the provider about Boulangerie")
        await parse(app, user_id=2)
        provider.always = Truncated()
        await parse(app, user_id=3)

    logged = capfd.readouterr()
    for canary in ("Boulangerie", "Ingénieur", "You read job postings", "sk-ant", "canary"):
        assert canary not in logged.out + logged.err


async def test_a_text_that_waits_for_the_model_is_not_paid_for_somebody_deactivated_meanwhile(
    opened: Open, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S06; not even the rules read it."""
    monkeypatch.setenv("JOB_LLM_FALLBACK", "rules")
    provider.will(Answer(ANSWER, latency=0.5))
    async with opened(llm_concurrency=1) as app:
        bobs = asyncio.create_task(parse(app, user_id=2))
        await until(lambda: len(provider.asked) == 1)
        adas = asyncio.create_task(parse(app))
        await eventually(lambda: _calls_begun(app, 2))

        app.issuer.shut_out(1)

        refused = await adas
        assert (refused.status_code, refused.json()["detail"]) == (401, "The session has ended")
        assert (await bobs).json()["model"] == "claude-haiku-4-5"
        assert len(provider.asked) == 1


async def _calls_begun(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM job.llm_calls")) == many)
