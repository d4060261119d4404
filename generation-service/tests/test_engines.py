"""Which engine writes for whom, and what happens when the one that should can't."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import text

from generation_service.testing.neighbours import ADA, MATCH, Neighbours
from generation_service.testing.writers import PlayedModel, WatchedWriter, service_with
from shared.errors import Unavailable
from shared.events import ConsentChanged, LetterFailed
from shared.llm import AnswerUnusable
from shared.testing.plain import eventually
from shared.testing.running import ServiceUnderTest, service_under_test

LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
HIGHLIGHTS = f"/api/matches/{MATCH}/generate-highlights"
REGENERATE = f"/api/matches/{MATCH}/regenerate"
LETTERS = f"/api/matches/{MATCH}/letters"


@pytest.fixture
def model() -> PlayedModel:
    return PlayedModel()


@pytest.fixture
async def app(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, model: PlayedModel
) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service_with(writer, model), database_url, peers=neighbours.apps()) as running:
        yield running


async def test_the_model_writes_where_there_is_one(ada: httpx.AsyncClient) -> None:
    assert (await ada.post(LETTER)).json()["model"] == PlayedModel.NAME
    assert (await ada.post(HIGHLIGHTS)).json()["model"] == PlayedModel.NAME


async def test_whoever_refuses_ai_is_written_for_by_the_rules_alone(
    ada: httpx.AsyncClient, neighbours: Neighbours, model: PlayedModel
) -> None:
    neighbours.profile["preferences"] = {"use_ai": False}

    assert (await ada.post(LETTER)).json()["model"] == "rules-1"
    assert (await ada.post(HIGHLIGHTS)).json()["model"] == "rules-1"
    assert model.written == 0


async def test_a_change_of_mind_about_ai_makes_a_new_letter_and_destroys_none(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    first = (await ada.post(LETTER)).json()
    neighbours.profile["preferences"] = {"use_ai": False}
    second = (await ada.post(LETTER)).json()
    neighbours.profile["preferences"] = {"use_ai": None}
    third = (await ada.post(LETTER)).json()

    assert (second["model"], second["cached"], second["version"]) == ("rules-1", False, 2)
    assert third == {**first, "cached": True, "version": 3}
    assert (await ada.get(LETTERS)).json()["total"] == 2


ALLOWED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = ALLOWED + timedelta(seconds=1)


def said(version: int, *, may_use_ai: bool, changed_at: datetime) -> ConsentChanged:
    return ConsentChanged(user_id=ADA, version=version, may_use_ai=may_use_ai, changed_at=changed_at)


@pytest.mark.parametrize("path", [LETTER, HIGHLIGHTS, REGENERATE])
async def test_who_refuses_while_their_letter_waits_is_written_for_by_the_rules(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("GENERATION_WRITING_AT_ONCE", "1")
    neighbours.profile["updated_at"] = ALLOWED.isoformat()
    model = PlayedModel()
    async with service_under_test(service_with(writer, model), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        model.may_write.clear()
        in_hand = asyncio.create_task(ada.post(LETTER, json={"tone": "warm"}))
        await model.began.wait()
        queued = asyncio.create_task(ada.post(path))
        await eventually(lambda: counted(app, "requests", 3 if path == REGENERATE else 2))

        telling = asyncio.create_task(app.tell(said(1, may_use_ai=False, changed_at=LATER)))
        await eventually(lambda: counted(app, "consents", 1))
        model.may_write.set()

        answer = await queued
        assert (await in_hand).json()["model"] == PlayedModel.NAME, "what was begun before is kept"
        await telling
        neighbours.profile.update(preferences={"use_ai": False}, updated_at=LATER.isoformat())
        again = (await ada.post(LETTER if path == REGENERATE else path)).json()

    assert (answer.status_code, model.written) == (200, 1)
    if path != REGENERATE:
        assert again == {**answer.json(), "cached": True}
    assert again["model"] == "rules-1"


async def test_the_profile_that_was_read_last_decides_whatever_news_of_it_are_late(
    app: ServiceUnderTest, ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    """What `PUT /api/profile` says counts at once: the event of the change may still be on its way."""
    neighbours.profile["updated_at"] = LATER.isoformat()
    await app.tell(said(1, may_use_ai=False, changed_at=ALLOWED))
    written = (await ada.post(LETTER)).json()

    await app.tell(said(3, may_use_ai=True, changed_at=LATER + timedelta(seconds=2)))
    await app.tell(said(2, may_use_ai=False, changed_at=LATER + timedelta(seconds=1)))
    rewritten = (await ada.post(LETTER, json={"tone": "warm"})).json()

    assert (written["model"], rewritten["model"]) == (PlayedModel.NAME, PlayedModel.NAME)


async def counted(app: ServiceUnderTest, table: str, many: int) -> bool:
    async with app.db.read() as session:
        found = await session.scalar(text(f"SELECT count(*) FROM generation.{table}"))
    return bool(found == many)


async def test_what_the_provider_says_of_a_failure_reaches_who_asked(
    app: ServiceUnderTest, ada: httpx.AsyncClient, model: PlayedModel
) -> None:
    model.failure = Unavailable("The budget of today is used up.", retry_after=777)

    answer = await ada.post(LETTER)

    assert (answer.status_code, answer.json()["detail"]) == (503, "The budget of today is used up.")
    assert answer.headers["Retry-After"] == "777"
    await app.settled()
    assert [event.reason for event in app.told(LetterFailed)] == ["unavailable"]
    model.failure = None
    assert (await ada.post(LETTER)).json()["model"] == PlayedModel.NAME


@pytest.mark.parametrize("path", [LETTER, REGENERATE])
async def test_an_answer_that_can_not_be_used_is_500(ada: httpx.AsyncClient, model: PlayedModel, path: str) -> None:
    model.failure = AnswerUnusable()

    answer = await ada.post(path)

    assert (answer.status_code, answer.json()["status_code"]) == (500, 500)
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


async def test_after_an_unusable_answer_the_model_is_asked_another_question_after_none_the_same(
    ada: httpx.AsyncClient, model: PlayedModel
) -> None:
    for failure in (Unavailable(), AnswerUnusable(), Unavailable(), None):
        model.failure = failure
        answer = await ada.post(LETTER)
    await ada.post(REGENERATE)

    assert answer.status_code == 200
    assert model.turns == [0, 0, 1, 1, 2]


async def test_with_the_fallback_the_rules_write_what_the_model_can_not_and_say_so(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, model: PlayedModel
) -> None:
    model.failure = Unavailable()
    falling_back = service_with(writer, model, falls_back=True)
    async with service_under_test(falling_back, database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        first = (await ada.post(LETTER)).json()
        second = (await ada.post(LETTER)).json()
        model.failure = None
        third = (await ada.post(LETTER)).json()
        versions = (await ada.get(LETTERS)).json()["letters"]

    assert (first["model"], first["cached"]) == ("rules-1", False)
    assert second["cover_letter_id"] == first["cover_letter_id"]
    assert model.written == 3
    assert (third["model"], third["version"]) == (PlayedModel.NAME, 2)
    assert [each["model"] for each in versions] == [PlayedModel.NAME, "rules-1"]
