"""A letter read while it is written: progress, sentences that stay, the letter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from generation_service.testing.models import ADAS_LETTER, ScriptedModel, draft
from generation_service.testing.neighbours import ADA, MATCH, Neighbours
from generation_service.testing.streams import Event, Stream, post
from generation_service.testing.writers import WatchedWriter, service_with
from generation_service.use_cases import watching
from generation_service.writers import ClaudeLetterWriter
from shared.errors import Unavailable
from shared.testing.plain import eventually
from shared.testing.running import ServiceUnderTest, service_under_test

LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
LETTERS = f"/api/matches/{MATCH}/letters"


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel([ADAS_LETTER])


@pytest.fixture
async def app(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, model: ScriptedModel
) -> AsyncIterator[ServiceUnderTest]:
    service = service_with(writer, ClaudeLetterWriter(model))
    async with service_under_test(service, database_url, peers=neighbours.apps()) as running:
        yield running


async def reading(stack: AsyncExitStack, app: ServiceUnderTest, path: str = LETTER, user_id: int = ADA) -> Stream:
    headers = {"Authorization": f"Bearer {app.issuer.token(user_id)}", "Accept": "text/event-stream, */*;q=0.1"}
    return await stack.enter_async_context(post(app.running.app, path, headers))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def read(stream: Stream) -> list[Event]:
    return [event async for event in stream.events()]


def put_together(events: list[Event]) -> str:
    return "".join(event.told["before"] + event.told["text"] for event in events if event.name == "sentence")


def names(events: list[Event]) -> list[str]:
    """The events' names, repeated ones once."""
    told = [event.name for event in events]
    return [name for at, name in enumerate(told) if at == 0 or told[at - 1] != name]


async def test_progress_then_sentences_then_the_letter(stack: AsyncExitStack, app: ServiceUnderTest) -> None:
    stream = await reading(stack, app)
    events = await read(stream)

    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert names(events) == ["progress", "sentence", "progress", "sentence", "letter"]
    stages = [event.told["stage"] for event in events if event.name == "progress"]
    assert (stages[0], stages[-1]) == ("waiting", "written")
    letter = events[-1].told
    assert put_together(events) == letter["cover_letter"]
    assert (letter["cached"], letter["model"]) == (False, "scripted-cover_letter")
    assert "ada@example.org" in letter["cover_letter"]


async def test_sentences_arrive_while_the_model_still_writes(
    stack: AsyncExitStack, app: ServiceUnderTest, model: ScriptedModel
) -> None:
    """The model ends only once the first sentence has been read."""
    may_end, pieces = asyncio.Event(), 0

    async def pause() -> None:
        nonlocal pieces
        pieces += 1
        if pieces > 20:
            await may_end.wait()

    model.pause = pause
    stream = await reading(stack, app)
    async for event in stream.events():
        if event.name == "sentence":
            may_end.set()

    assert event.name == "letter"


async def test_a_stored_letter_comes_the_same_way(
    stack: AsyncExitStack, app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    await ada.post(LETTER)
    text = "Dear all,\n\n- one. Two!\n- three\n\n  Yours,\nAda  \n"
    await ada.put(LETTERS, json={"cover_letter": text})

    events = await read(await reading(stack, app))

    assert names(events) == ["progress", "sentence", "letter"]
    assert put_together(events) == text == events[-1].told["cover_letter"]
    assert (events[0].told["stage"], events[-1].told["cached"]) == ("written", True)


async def test_the_rules_letter_comes_the_same_way_with_the_lines_behind_it(
    stack: AsyncExitStack, app: ServiceUnderTest, neighbours: Neighbours
) -> None:
    neighbours.profile["preferences"] = {"use_ai": False}

    events = await read(await reading(stack, app, f"{LETTER}?claims=true"))

    letter = events[-1].told
    assert letter["model"] == "rules-1"
    assert put_together(events) == letter["cover_letter"]
    told = {event.told["text"]: event.told["evidence"] for event in events if event.name == "sentence"}
    for claim in letter["claims"]:
        assert told[claim["sentence"]] == claim["evidence"]


async def test_fifty_readers_and_askers_at_once_cost_one_call(
    stack: AsyncExitStack, app: ServiceUnderTest, ada: httpx.AsyncClient, model: ScriptedModel
) -> None:
    streams = [await reading(stack, app) for _ in range(10)]

    answers = await asyncio.gather(*(read(each) for each in streams), *(ada.post(LETTER) for _ in range(10)))

    ids = {answer[-1].told["cover_letter_id"] for answer in answers[:10] if isinstance(answer, list)}
    ids |= {answer.json()["cover_letter_id"] for answer in answers[10:] if isinstance(answer, httpx.Response)}
    assert len(ids) == 1
    assert len(model.asked) == 1


async def test_a_sentence_that_can_not_stay_is_never_sent(
    stack: AsyncExitStack, app: ServiceUnderTest, model: ScriptedModel
) -> None:
    first, *others = [
        [(said["text"], said["cv_lines"]) for said in part["sentences"]] for part in ADAS_LETTER["paragraphs"]
    ]
    model.answers = [draft([*first, ("I was the head of NASA.", [6])], *others), ADAS_LETTER]

    events = await read(await reading(stack, app))

    assert len(model.complaints) == 1
    assert "NASA" not in put_together(events)
    assert put_together(events) == events[-1].told["cover_letter"]


@pytest.mark.parametrize("path", [LETTER.replace(str(MATCH), "999"), LETTER])
async def test_what_is_wrong_before_the_first_word_has_its_status(
    stack: AsyncExitStack, app: ServiceUnderTest, path: str
) -> None:
    stream = await reading(stack, app, path, user_id=8)

    assert stream.status == (403 if path == LETTER else 404)
    assert stream.headers["content-type"] == "application/json"


async def test_what_goes_wrong_on_the_way_is_an_event_with_the_usual_body(
    stack: AsyncExitStack, app: ServiceUnderTest, ada: httpx.AsyncClient, model: ScriptedModel
) -> None:
    model.failure = Unavailable("The language model does not answer just now.")

    events = await read(await reading(stack, app))

    assert events[-1].name == "error"
    assert events[-1].told.keys() == {"detail", "status_code", "request_id"}
    assert events[-1].told["status_code"] == 503
    model.failure = None
    assert (await ada.post(LETTER)).status_code == 200


async def test_nothing_that_was_read_along_is_left_when_the_letter_is_there(
    stack: AsyncExitStack, app: ServiceUnderTest, ada: httpx.AsyncClient, model: ScriptedModel
) -> None:
    model.failure = Unavailable()
    await read(await reading(stack, app))
    model.failure = None
    await read(await reading(stack, app))

    assert (await ada.get("/api/export/generation")).json()["data"]["shown_passages"] == []


async def test_who_stops_reading_stops_only_the_reading(
    stack: AsyncExitStack, app: ServiceUnderTest, ada: httpx.AsyncClient, model: ScriptedModel
) -> None:
    may_end = asyncio.Event()
    model.pause = may_end.wait  # type: ignore[assignment]
    async with AsyncExitStack() as briefly:
        stream = await reading(briefly, app)
        assert (await anext(stream.events())).told["stage"] == "waiting"
        await eventually(lambda: _is_true(bool(model.asked)))
    may_end.set()
    await app.settled()

    assert (await ada.post(LETTER)).json()["cached"] is True
    assert len(model.asked) == 1


async def test_a_reader_hears_that_it_goes_on_while_there_is_nothing_to_read(
    stack: AsyncExitStack, app: ServiceUnderTest, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SAY_SOMETHING_EVERY_SECONDS", 0.1)
    may_end = asyncio.Event()
    model.pause = may_end.wait  # type: ignore[assignment]
    stream = await reading(stack, app)
    waiting: list[Any] = []
    async for event in stream.events():
        waiting.append(event)
        if len(waiting) == 3:
            may_end.set()

    assert [event.told["stage"] for event in waiting[:3]] == ["waiting"] * 3
    assert waiting[2].told["seconds"] > 0


async def test_a_reader_is_not_kept_for_ever(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, model: ScriptedModel, stack: AsyncExitStack
) -> None:
    may_end = asyncio.Event()
    model.pause = may_end.wait  # type: ignore[assignment]
    service = service_with(writer, ClaudeLetterWriter(model), stream_seconds=0.3)
    async with service_under_test(service, database_url, peers=neighbours.apps()) as app:
        events = await read(await reading(stack, app))
        may_end.set()
        await app.settled()

    assert (events[-1].name, events[-1].told["status_code"]) == ("error", 504)


async def _is_true(fact: bool) -> bool:
    return fact
