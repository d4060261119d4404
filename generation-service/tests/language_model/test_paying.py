"""Letters by the model the documents name: who is asked, how often it is paid, and how many at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import delete, text

from generation_service.tables import CoverLetter
from generation_service.testing.neighbours import ADA, JOB, MATCH, Neighbours
from generation_service.testing.provider import well
from shared.events import ConsentChanged
from shared.testing.messages_api import (
    Answer,
    Asked,
    StandIn,
)
from shared.testing.plain import eventually, until
from shared.testing.running import ServiceUnderTest

from .conftest import HAIKU, HIGHLIGHTS, LETTER, LETTERS, ON_ONE_SERVER, REGENERATE, SONNET, running

pytestmark = ON_ONE_SERVER

PREP = f"/api/interviews/prep/{MATCH}"


async def test_letter_and_highlights_are_the_models_that_the_documents_name(
    ada: httpx.AsyncClient, provider: StandIn
) -> None:
    letter = (await ada.post(LETTER)).json()
    highlights = (await ada.post(HIGHLIGHTS)).json()

    assert (letter["model"], highlights["model"]) == (SONNET, HAIKU)
    assert "Rebuilt the planner in Python and Kafka" in letter["cover_letter"]
    assert letter["cover_letter"].endswith("Ada Byron\nada@example.org · +44 20 7946 0000")
    assert highlights["highlights"][1].startswith("Rebuilt the planner")
    assert [asked.model for asked in provider.asked] == [SONNET, HAIKU]
    sent = "".join(f"{asked.system}{asked.first_message}" for asked in provider.asked)
    assert not any(told in sent for told in ("Ada Byron", "ada@example.org", "7946", "Ada Lovelace"))


async def test_whoever_refuses_ai_is_not_heard_of_by_the_provider(
    ada: httpx.AsyncClient, neighbours: Neighbours, provider: StandIn
) -> None:
    neighbours.profile["preferences"] = {"use_ai": False}

    answers = [await ada.post(path) for path in (LETTER, HIGHLIGHTS, REGENERATE)]

    assert [answer.json()["model"] for answer in answers] == ["rules-1"] * 3
    assert provider.asked == []


async def test_without_a_key_nothing_leaves(database_url: str, neighbours: Neighbours, provider: StandIn) -> None:
    async with running(database_url, neighbours, provider, anthropic_api_key="") as app:
        assert (await app.person(ADA).post(LETTER)).json()["model"] == "rules-1"

    assert provider.asked == []


async def test_fifty_that_ask_at_once_are_one_paid_call(ada: httpx.AsyncClient, provider: StandIn) -> None:
    provider.always = Answer(well, latency=0.3)

    answers = await asyncio.gather(*(ada.post(LETTER) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["cover_letter_id"] for answer in answers}) == 1
    assert provider.paid.total() == 1


async def test_regenerating_is_paid_anew_and_destroys_nothing(ada: httpx.AsyncClient, provider: StandIn) -> None:
    first = (await ada.post(LETTER)).json()
    await ada.post(HIGHLIGHTS)
    anew = (await ada.post(REGENERATE)).json()
    again = (await ada.post(REGENERATE)).json()

    assert provider.paid.total() == len(provider.paid) == 6
    versions = (await ada.get(LETTERS)).json()["letters"]
    told = [again["cover_letter_id"], anew["cover_letter_id"], first["cover_letter_id"]]
    assert [each["cover_letter_id"] for each in versions] == told


async def test_what_went_in_makes_a_new_letter_and_what_was_paid_is_never_paid_again(
    ada: httpx.AsyncClient, neighbours: Neighbours, provider: StandIn
) -> None:
    assert neighbours.cv is not None
    first = (await ada.post(LETTER)).json()
    neighbours.cv["skills"].append("Terraform")
    second = (await ada.post(LETTER)).json()
    neighbours.cv["skills"].pop()

    third = (await ada.post(LETTER)).json()

    assert (second["cached"], third["cached"]) == (False, True)
    assert third["cover_letter_id"] == first["cover_letter_id"]
    assert provider.paid.total() == 2


async def test_losing_redis_and_even_the_letter_costs_no_second_payment(
    database_url: str, neighbours: Neighbours, provider: StandIn, redis_url: str
) -> None:
    async with (
        running(database_url, neighbours, provider, redis_url=redis_url) as app,
        Redis.from_url(redis_url) as redis,
    ):
        ada = app.person(ADA)
        first = (await ada.post(LETTER)).json()
        kept = [str(key) for key in await redis.keys("*cover_letter:*")]
        await redis.flushdb()
        async with app.db.write() as session:
            await session.execute(delete(CoverLetter))
        second = (await ada.post(LETTER)).json()

    assert any(f"cover_letter:{ADA}:{JOB}" in key for key in kept)
    assert second["cover_letter"] == first["cover_letter"]
    assert second["cover_letter_id"] != first["cover_letter_id"]
    assert provider.paid.total() == 1


async def test_a_letter_that_takes_longer_than_anybody_waits_is_there_later_for_one_payment(
    database_url: str, neighbours: Neighbours, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENERATION_WAIT_SECONDS", "0.2")
    provider.always = Answer(well, latency=1)
    async with running(database_url, neighbours, provider, llm_idle_seconds=10) as app:
        ada = app.person(ADA)
        late = await ada.post(LETTER)
        await app.settled()
        then = await ada.post(LETTER)

    assert late.status_code == 504
    assert "Retry-After" in late.headers
    assert then.json()["cached"] is True
    assert provider.paid.total() == 1


async def test_as_many_letters_are_in_hand_as_the_setting_says(
    database_url: str, neighbours: Neighbours, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, now = 0, 0

    class Counting:
        is_paid = True

        async def answer(self, asked: Asked, request: Any) -> Any:
            nonlocal most, now
            now += 1
            most = max(most, now)
            try:
                return await Answer(well, latency=0.3).answer(asked, request)
            finally:
                now -= 1

    monkeypatch.setenv("GENERATION_WRITING_AT_ONCE", "3")
    provider.always = Counting()
    async with running(database_url, neighbours, provider) as app:
        ada = app.person(ADA)
        asked = [ada.post(LETTER, json={"instructions": f"Variant {number}"}) for number in range(9)]
        answers = await asyncio.gather(*asked)

    assert {answer.status_code for answer in answers} == {200}
    assert most == 3


async def test_a_kit_and_an_answer_that_wait_for_the_model_are_not_paid_for_somebody_deactivated_meanwhile(
    database_url: str, neighbours: Neighbours, provider: StandIn
) -> None:
    """S06: the model has one place, and highlights of hers hold it."""
    async with running(database_url, neighbours, provider, llm_concurrency=1) as app:
        ada = app.person(ADA)
        neighbours.profile["preferences"] = {"use_ai": False}
        kit = (await ada.post(PREP)).json()
        session = (await ada.post("/api/interviews/start", json={"prep_kit_id": kit["id"]})).json()["session_id"]
        neighbours.profile["preferences"] = {}
        said = {"question_id": kit["questions"][0]["id"], "answer": "I cut the planner from 40 minutes to 6."}
        answers = f"/api/interviews/sessions/{session}/answers"
        provider.always = Answer(well, latency=1)
        paid = asyncio.create_task(ada.post(HIGHLIGHTS))
        await until(lambda: len(provider.asked) == 1)
        waiting = [asyncio.create_task(ada.post(PREP)), asyncio.create_task(ada.post(answers, json=said))]
        await eventually(lambda: _calls_begun(app, 3))

        app.issuer.shut_out(ADA)
        refused = await asyncio.gather(*waiting)
        assert (await paid).status_code == 200
        app.issuer.let_in(ADA)
        await eventually(lambda: _is_let_in(ada))
        kept = (await ada.get("/api/export/generation")).json()["data"]

    assert [answer.status_code for answer in refused] == [401, 401]
    assert len(provider.asked) == 1
    assert (len(kept["prep_kits"]), len(kept["interview_answers"])) == (1, 0)


async def test_a_letter_that_waits_for_the_model_is_not_sent_for_somebody_who_refuses_meanwhile(
    database_url: str, neighbours: Neighbours, provider: StandIn
) -> None:
    """The models have one place each; her letter waits for one that another of her letters holds."""
    allowed = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    neighbours.profile["updated_at"] = allowed.isoformat()
    async with running(database_url, neighbours, provider, llm_concurrency=1, llm_idle_seconds=5) as app:
        ada = app.person(ADA)
        provider.always = Answer(well, latency=2)
        sent = asyncio.create_task(ada.post(LETTER))
        await until(lambda: len(provider.asked) == 1)
        waiting = asyncio.create_task(ada.post(LETTER, json={"tone": "warm"}))
        await eventually(lambda: _calls_begun(app, 2))

        later = allowed + timedelta(seconds=1)
        await app.tell(ConsentChanged(user_id=ADA, version=1, may_use_ai=False, changed_at=later))
        assert (await sent).json()["model"] == SONNET, "what was sent before is kept"
        written = await waiting

    assert (written.status_code, written.json()["model"]) == (200, "rules-1")
    assert len(provider.asked) == 1


async def _calls_begun(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM generation.llm_calls")) == many)


async def _is_let_in(person: httpx.AsyncClient) -> bool:
    return (await person.get("/api/export/generation")).status_code == 200
