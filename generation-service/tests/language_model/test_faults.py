"""What the provider does badly, and what the caller gets of it, in time."""

import asyncio

import httpx
import pytest

from generation_service.testing.models import draft
from generation_service.testing.neighbours import ADA, Neighbours
from shared.events import LetterFailed
from shared.local_servers import free_port
from shared.testing.messages_api import (
    Answer,
    Behaviour,
    CutOff,
    Empty,
    Failing,
    Malformed,
    Overloaded,
    RateLimited,
    Refusal,
    Silent,
    SpendLimit,
    StandIn,
    Truncated,
)
from shared.testing.running import ServiceUnderTest

from .conftest import HAIKU, HIGHLIGHTS, LETTER, LETTERS, ON_ONE_SERVER, REGENERATE, SONNET, running

pytestmark = ON_ONE_SERVER

IN_TIME_SECONDS = 10.0

RECOVERED = [
    pytest.param([RateLimited(0.2)], id="429 with retry-after"),
    pytest.param([Overloaded(), Failing(500)], id="529 and 500"),
    pytest.param([CutOff()], id="cut off"),
    pytest.param([Malformed()], id="malformed"),
    pytest.param([Empty()], id="no tool call"),
    pytest.param([Truncated()], id="truncated"),
    pytest.param([Answer({"unknown": "shape"})], id="another shape"),
]


@pytest.mark.parametrize("faults", RECOVERED)
async def test_a_fault_that_passes_is_not_noticed(
    ada: httpx.AsyncClient, provider: StandIn, faults: list[Behaviour]
) -> None:
    provider.will(*faults)

    answer = await ada.post(LETTER)

    assert (answer.status_code, answer.json()["model"]) == (200, SONNET)


LASTING = [
    pytest.param(RateLimited(500), 503, id="429 for long"),
    pytest.param(SpendLimit(), 503, id="spend limit"),
    pytest.param(Overloaded(), 503, id="529"),
    pytest.param(Failing(500), 503, id="500"),
    pytest.param(Failing(401, "authentication_error", "invalid x-api-key"), 503, id="401"),
    pytest.param(CutOff(), 503, id="cut off"),
    pytest.param(Silent(), 503, id="slow"),
    pytest.param(Malformed(), 500, id="malformed"),
    pytest.param(Empty(), 500, id="no tool call"),
    pytest.param(Refusal(), 500, id="refusal"),
    pytest.param(Truncated(), 500, id="truncated"),
    pytest.param(Answer({"unknown": "shape"}), 500, id="another shape"),
    pytest.param(Answer(draft([("I was the head of NASA.", [5])])), 500, id="nothing true"),
]


@pytest.mark.parametrize(("fault", "status"), LASTING)
async def test_a_fault_that_lasts_is_told_in_time_and_not_remembered(
    app: ServiceUnderTest, ada: httpx.AsyncClient, provider: StandIn, fault: Behaviour, status: int
) -> None:
    good, provider.always = provider.always, fault
    async with asyncio.timeout(IN_TIME_SECONDS):
        answer = await ada.post(LETTER)

    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"detail", "status_code", "request_id"}
    assert ("Retry-After" in answer.headers) == (status == 503)
    await app.settled()
    assert [event.reason for event in app.told(LetterFailed)] == ["unavailable" if status == 503 else "unusable"]
    assert (await ada.get(LETTERS)).json()["total"] == 0
    if status == 500:
        provider.always = good
        assert (await ada.post(LETTER)).status_code == 200


async def test_a_provider_that_can_not_be_reached_is_503_and_told_by_rules_where_they_may(
    database_url: str, neighbours: Neighbours, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with running(database_url, neighbours, provider, anthropic_base_url=nowhere) as app:
        refused = await app.person(ADA).post(LETTER)
    monkeypatch.setenv("GENERATION_LLM_FALLBACK", "rules")
    async with running(database_url, neighbours, provider, anthropic_base_url=nowhere) as app:
        helped = await app.person(ADA).post(LETTER)

    assert refused.status_code == 503
    assert (helped.status_code, helped.json()["model"]) == (200, "rules-1")


async def test_a_spend_limit_is_met_once_and_then_left_alone(ada: httpx.AsyncClient, provider: StandIn) -> None:
    provider.always = SpendLimit()

    answers = [await ada.post(LETTER) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert len(provider.asked) == 1


async def test_a_model_that_was_retired_is_followed_by_its_successor(ada: httpx.AsyncClient, provider: StandIn) -> None:
    provider.retired = {SONNET}

    letter, same, highlights = [await ada.post(path) for path in (LETTER, LETTER, HIGHLIGHTS)]

    assert (letter.status_code, letter.json()["model"]) == (200, "claude-sonnet-5-5")
    assert same.json() == {**letter.json(), "cached": True}
    assert (highlights.status_code, highlights.json()["model"]) == (200, HAIKU)
    assert [asked.model for asked in provider.asked] == [SONNET, "claude-sonnet-5-5", HAIKU]


async def test_who_waits_for_a_place_while_the_model_is_found_retired_gets_the_successor_too(
    database_url: str, neighbours: Neighbours, provider: StandIn
) -> None:
    provider.retired = {SONNET}
    async with running(database_url, neighbours, provider, llm_concurrency=1, llm_model=SONNET) as app:
        ada = app.person(ADA)
        answers = await asyncio.gather(ada.post(LETTER), ada.post(HIGHLIGHTS))

    assert {(answer.status_code, answer.json().get("model")) for answer in answers} == {(200, "claude-sonnet-5-5")}
    assert [asked.model for asked in provider.asked].count(SONNET) == 1


async def test_a_model_without_a_successor_is_503_and_left_alone(
    database_url: str, neighbours: Neighbours, provider: StandIn
) -> None:
    provider.retired = {SONNET}
    async with running(database_url, neighbours, provider, llm_successors={}) as app:
        ada = app.person(ADA)
        letters = [await ada.post(LETTER) for _ in range(2)]
        highlights = await ada.post(HIGHLIGHTS)

    assert [letter.status_code for letter in letters] == [503, 503]
    assert highlights.status_code == 200
    assert [asked.model for asked in provider.asked].count(SONNET) == 1


async def test_a_wait_the_provider_asks_for_is_passed_on(ada: httpx.AsyncClient, provider: StandIn) -> None:
    provider.always = RateLimited(500)

    assert abs(int((await ada.post(LETTER)).headers["Retry-After"]) - 500) <= 50


async def test_a_budget_that_is_used_up_is_503_and_what_is_there_is_still_given(
    database_url: str, neighbours: Neighbours, provider: StandIn
) -> None:
    async with running(database_url, neighbours, provider) as app:
        first = (await app.person(ADA).post(LETTER)).json()
    async with running(database_url, neighbours, provider, llm_daily_budget_usd=0) as app:
        ada = app.person(ADA)
        again = await ada.post(LETTER)
        more = await ada.post(REGENERATE)

    assert again.json() == {**first, "cached": True}
    assert more.status_code == 503
    assert "budget" in more.json()["detail"]
    assert provider.paid.total() == 1
