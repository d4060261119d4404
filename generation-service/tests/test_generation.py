"""Letters and highlights through HTTP, with the neighbours played and the events on a real bus."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from generation_service import use_cases
from generation_service.errors import LetterUnusable
from generation_service.service import service
from generation_service.testing.neighbours import ADA, BOB, JOB, MATCH, Neighbours
from generation_service.testing.writers import WatchedWriter, service_with
from generation_service.writing import FEWEST_WORDS
from shared.errors import Unavailable
from shared.events import HighlightsWritten, LetterFailed, LetterRequested, LetterWritten, UserDeleted
from shared.testing.plain import eventually
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import schema_differences

LETTER = f"/api/matches/{MATCH}/generate-cover-letter"
HIGHLIGHTS = f"/api/matches/{MATCH}/generate-highlights"
REGENERATE = f"/api/matches/{MATCH}/regenerate"
LETTERS = f"/api/matches/{MATCH}/letters"


async def letter(person: httpx.AsyncClient, **wishes: Any) -> dict[str, Any]:
    answer = await person.post(LETTER, json=wishes or None)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_letter_names_job_and_person_and_is_told_to_the_others(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    body = await letter(ada)

    assert body["cached"] is False
    assert body["model"] == "rules-1"
    assert body["cover_letter_id"].startswith("cov-")
    assert body["generated_at"].endswith("Z")
    for told in ("Backend Engineer", "Fernhill Systems", "Ada Byron", "ada@example.org", "40 to 6 minutes"):
        assert told in body["cover_letter"]
    await app.settled()
    [event] = app.told(LetterWritten)
    assert (event.user_id, event.match_id, event.job_id, event.version) == (ADA, MATCH, JOB, 1)
    assert (event.letter, event.cover_letter_id) == (body["cover_letter"], body["cover_letter_id"])


async def test_a_cv_without_a_name_is_signed_with_the_accounts(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    assert neighbours.cv is not None
    neighbours.cv["name"] = None

    assert "Ada Lovelace" in (await letter(ada))["cover_letter"].split("\n\n")[-1]


async def test_the_same_inputs_give_the_stored_letter_at_once(ada: httpx.AsyncClient, writer: WatchedWriter) -> None:
    first = await letter(ada)

    again = await letter(ada)

    assert again == {**first, "cached": True}
    assert writer.written == 1


async def test_a_letter_is_asked_for_with_the_callers_own_token(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    await letter(ada)

    assert {path for path, _ in neighbours.asked} == {
        f"/api/matches/{MATCH}",
        "/api/jobs/{job_id}",
        "/api/profile",
        "/api/profile/cv/parsed",
        "/api/profile/projects",
    }
    assert {token for _, token in neighbours.asked} == {ada.headers["Authorization"]}


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.cv["experience"][0].update(title="Staff Nurse"),
        lambda told: told.profile.update(bio="I read engines."),
        lambda told: told.projects.append({"title": "Engine", "description": None, "technologies": ["Kafka"]}),
        lambda told: told.job.update(description="Now we write everything in Kafka."),
    ],
    ids=["cv", "profile", "projects", "posting"],
)
async def test_whatever_went_in_makes_the_old_letter_stale_and_keeps_it(
    ada: httpx.AsyncClient, neighbours: Neighbours, change: Any
) -> None:
    first = await letter(ada)

    change(neighbours)
    second = await letter(ada)

    assert second["cached"] is False
    assert second["version"] == 2
    versions = (await ada.get(LETTERS)).json()
    assert versions["total"] == 2
    assert [each["cover_letter"] for each in versions["letters"]] == [second["cover_letter"], first["cover_letter"]]


async def test_a_match_that_follows_a_moment_later_makes_no_letter_stale(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    first = await letter(ada)

    neighbours.skills.update(matching_skills=["Kafka"], missing_skills=[])

    assert await letter(ada) == {**first, "cached": True}


async def test_another_engine_makes_the_old_letter_stale(
    database_url: str, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service_under_test(service, database_url, peers=neighbours.apps()) as app:
        first = await letter(app.person(ADA))
        monkeypatch.setattr("generation_service.writers.rules.ENGINE", "rules-2")
        second = await letter(app.person(ADA))

    assert (first["model"], second["model"], second["cached"]) == ("rules-1", "rules-2", False)


async def test_other_options_give_another_letter_and_the_first_stays_cached(ada: httpx.AsyncClient) -> None:
    first = await letter(ada)

    french = await letter(ada, language="fr", tone="formal", length="short", instructions="Mention Docker.")

    assert french["language"] == "fr"
    assert "Docker" in french["cover_letter"]
    assert await letter(ada) == {**first, "cached": True, "version": 3}


@pytest.mark.parametrize(
    "wishes",
    [
        {"tone": "angry"},
        {"length": "endless"},
        {"language": "xx"},
        {"instructions": "x" * 501},
        {"instructions": "\x00"},
    ],
)
async def test_options_that_do_not_fit_are_refused(ada: httpx.AsyncClient, wishes: dict[str, str]) -> None:
    assert (await ada.post(LETTER, json=wishes)).status_code == 422


async def test_twenty_that_ask_at_once_get_one_letter(ada: httpx.AsyncClient, writer: WatchedWriter) -> None:
    letters = await asyncio.gather(*(letter(ada) for _ in range(20)))

    assert len({each["cover_letter_id"] for each in letters}) == 1
    assert writer.written == 1
    assert (await ada.get(LETTERS)).json()["total"] == 1


async def test_fifty_letters_of_one_person_at_once_need_no_connection_each(
    database_url: str, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENERATION_POOL_SIZE", "2")
    monkeypatch.setenv("GENERATION_POOL_OVERFLOW", "2")
    async with service_under_test(service, database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        asked = (letter(ada, instructions=f"Variant {number}") for number in range(50))
        letters = await asyncio.gather(*asked)

    assert len({each["cover_letter_id"] for each in letters}) == 50


async def test_claims_are_shown_when_asked_for(ada: httpx.AsyncClient) -> None:
    answer = (await ada.post(LETTER, params={"claims": True})).json()

    assert answer["claims"]
    for claim in answer["claims"]:
        assert claim["sentence"] in answer["cover_letter"]
        assert claim["evidence"]
    assert (await letter(ada))["claims"] is None


async def test_highlights_are_the_cvs_own_lines(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    answer = (await ada.post(HIGHLIGHTS)).json()

    assert answer["highlights"] == [
        "Rebuilt the planner in Python and Kafka, cutting its run from 40 to 6 minutes",
        "Led team of 5 engineers",
        "Skilled in making slow programs fast.",
    ]
    assert (answer["cached"], answer["model"]) == (False, "rules-1")
    assert (await ada.post(HIGHLIGHTS)).json() == {**answer, "cached": True}
    await app.settled()
    [event] = app.told(HighlightsWritten)
    assert list(event.highlights) == answer["highlights"]


async def test_regenerating_writes_both_anew_and_destroys_nothing(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    first = await letter(ada)

    answer = await ada.post(REGENERATE)

    anew = answer.json()
    assert answer.status_code == 200
    assert anew["message"] == "Application materials regenerated"
    assert anew["cached"] is False
    assert len(anew["cv_highlights"]) == 3
    assert anew["cover_letter"] != first["cover_letter"]
    versions = (await ada.get(LETTERS)).json()["letters"]
    assert [each["cover_letter_id"] for each in versions] == [anew["cover_letter_id"], first["cover_letter_id"]]
    now = await letter(ada)
    assert (now["cover_letter_id"], now["cached"]) == (anew["cover_letter_id"], True)
    await app.settled()
    assert [event.version for event in app.told(LetterWritten)] == [1, 2]


async def test_regenerating_again_under_the_same_key_writes_nothing_more(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "anew-1"}

    first = await ada.post(REGENERATE, headers=key)
    again = await ada.post(REGENERATE, headers=key)
    async with app.db.write() as session:
        # As if the process had died between the letter and its answer.
        await session.execute(text("UPDATE generation.commands SET status = NULL, answer = NULL"))
    after_crash = await ada.post(REGENERATE, headers=key)
    other = await ada.post(REGENERATE, headers=key, json={"tone": "confident"})

    assert [answer.status_code for answer in (first, again, after_crash, other)] == [200, 200, 200, 422]
    assert again.json() == first.json()
    assert after_crash.json()["cover_letter_id"] == first.json()["cover_letter_id"]
    assert len((await ada.get(LETTERS)).json()["letters"]) == 1


@pytest.mark.parametrize(("failure", "status"), [(Unavailable(), 503), (LetterUnusable(), 500)])
async def test_a_command_that_failed_is_tried_anew_under_its_key(
    ada: httpx.AsyncClient, writer: WatchedWriter, failure: Exception, status: int
) -> None:
    key = {"Idempotency-Key": "anew-2"}
    writer.failure = failure
    failed = [await ada.post(REGENERATE, headers=key) for _ in range(2)]
    writer.failure = None

    done = await ada.post(REGENERATE, headers=key)
    again = await ada.post(REGENERATE, headers=key)

    assert [answer.status_code for answer in (*failed, done, again)] == [status, status, 200, 200]
    assert again.json() == done.json()
    assert writer.written == 3


async def test_what_was_written_anew_for_who_waited_too_long_is_what_they_get_next(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter
) -> None:
    writer.may_write.clear()
    async with service_under_test(service_with(writer, wait_seconds=0.2), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        late = [await ada.post(REGENERATE) for _ in range(2)]
        writer.may_write.set()
        await app.settled()
        app.running.deps.settings.wait_seconds = 75
        owed, anew = [await ada.post(REGENERATE) for _ in range(2)]
        versions = (await ada.get(LETTERS)).json()["letters"]

    assert [answer.status_code for answer in (*late, owed, anew)] == [504, 504, 200, 200]
    assert [each["cover_letter_id"] for each in versions] == [
        anew.json()["cover_letter_id"],
        owed.json()["cover_letter_id"],
    ]
    assert writer.written == 2


async def test_who_comes_back_while_it_is_written_and_gets_it_is_owed_nothing_more(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter
) -> None:
    writer.may_write.clear()
    async with service_under_test(service_with(writer, wait_seconds=0.2), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        late = await ada.post(REGENERATE)
        app.running.deps.settings.wait_seconds = 75
        back = asyncio.create_task(ada.post(REGENERATE))
        await eventually(lambda: _owed(app, 0))
        writer.may_write.set()
        got, anew = await back, await ada.post(REGENERATE)

    assert [answer.status_code for answer in (late, got, anew)] == [504, 200, 200]
    assert got.json()["cover_letter_id"] != anew.json()["cover_letter_id"]
    assert writer.written == 2


async def _owed(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        found = await session.scalar(text("SELECT count(*) FROM generation.requests WHERE is_owed"))
    return bool(found == many)


async def test_an_edit_is_a_version_of_its_own_and_the_current_one(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    first = await letter(ada)

    edited = await ada.put(LETTERS, json={"cover_letter": "Dear all,\n\nhere I am.", "model": "x", "user_id": BOB})

    assert edited.status_code == 200
    assert (edited.json()["version"], edited.json()["model"]) == (2, "edited")
    now = await letter(ada)
    assert (now["cover_letter"], now["cached"]) == ("Dear all,\n\nhere I am.", True)
    versions = (await ada.get(LETTERS)).json()["letters"]
    assert versions[1]["cover_letter"] == first["cover_letter"]
    await app.settled()
    assert app.told(LetterWritten)[-1].letter == "Dear all,\n\nhere I am."
    await ada.post(REGENERATE)
    assert (await ada.get(LETTERS)).json()["total"] == 3


async def test_a_former_letter_that_is_served_again_is_the_one_the_person_edits(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    warm, neutral = await letter(ada, tone="warm"), await letter(ada)

    again = await letter(ada, tone="warm")
    versions = (await ada.get(LETTERS)).json()["letters"]
    edited = await ada.put(LETTERS, json={"cover_letter": "Warmly mine."})

    assert again == {**warm, "cached": True, "version": 3}
    assert [each["cover_letter_id"] for each in versions] == [warm["cover_letter_id"], neutral["cover_letter_id"]]
    assert edited.json()["version"] == 4
    assert (await letter(ada, tone="warm"))["cover_letter"] == "Warmly mine."
    assert (await letter(ada))["cover_letter"] == neutral["cover_letter"]
    await app.settled()
    assert [event.letter for event in app.told(LetterWritten)] == [
        warm["cover_letter"], neutral["cover_letter"], warm["cover_letter"], "Warmly mine.", neutral["cover_letter"],
    ]  # fmt: skip


async def test_there_is_nothing_to_edit_before_the_first_letter(ada: httpx.AsyncClient) -> None:
    answer = await ada.put(LETTERS, json={"cover_letter": "Hello"})

    assert answer.status_code == 404
    assert (await ada.get(LETTERS)).json() == {"letters": [], "total": 0}


@pytest.mark.parametrize("text", ["", "x" * 20_001, "a\x00b"])
async def test_an_edit_that_is_no_letter_is_refused(ada: httpx.AsyncClient, text: str) -> None:
    await letter(ada)

    assert (await ada.put(LETTERS, json={"cover_letter": text})).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", LETTER), ("POST", HIGHLIGHTS), ("POST", REGENERATE), ("GET", LETTERS), ("PUT", LETTERS)],
)
async def test_a_match_is_its_owners_alone(
    app: ServiceUnderTest, ada: httpx.AsyncClient, bob: httpx.AsyncClient, method: str, path: str
) -> None:
    await letter(ada)
    sent = {"cover_letter": "mine now"} if method == "PUT" else None

    foreign = await bob.request(method, path, json=sent)
    unknown = await bob.request(method, path.replace(str(MATCH), "999"), json=sent)
    nobody = await app.anyone.request(method, path, json=sent)

    assert (foreign.status_code, unknown.status_code, nobody.status_code) == (403, 404, 401)
    assert foreign.json() == {"detail": "This match belongs to another user.", "status_code": 403}
    assert unknown.json() == {"detail": "Match not found", "status_code": 404}
    assert (await ada.get(LETTERS)).json()["total"] == 1


@pytest.mark.parametrize("away", ["match", "profile", "job"])
async def test_a_neighbour_that_is_away_is_503_and_nothing_is_kept(
    app: ServiceUnderTest, ada: httpx.AsyncClient, neighbours: Neighbours, away: str
) -> None:
    neighbours.away.add(away)

    answer = await ada.post(LETTER)

    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert app.told(LetterRequested) == []


async def test_a_posting_that_is_gone_is_written_for_by_what_the_match_knows(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    neighbours.job = None

    assert "Fernhill Systems" in (await letter(ada))["cover_letter"]


async def test_without_a_cv_the_profile_is_all_there_is(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.cv = None

    body = await letter(ada)

    assert "Ada Lovelace" in body["cover_letter"]
    assert len(body["cover_letter"].split()) < FEWEST_WORDS
    assert (await ada.post(HIGHLIGHTS)).json()["highlights"] == []


async def test_a_letter_that_takes_too_long_is_504_and_there_later(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter
) -> None:
    writer.may_write.clear()
    slow = service_with(writer, wait_seconds=0.2)
    async with service_under_test(slow, database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        late = await ada.post(LETTER)
        twin = await ada.post(LETTER)
        writer.may_write.set()
        await app.settled()
        then = await letter(ada)

    assert (late.status_code, twin.status_code) == (504, 504)
    assert late.headers["Retry-After"] == "5"
    assert then["cached"] is True
    assert writer.written == 1


@pytest.mark.parametrize(("failure", "status"), [(Unavailable(), 503), (LetterUnusable(), 500)])
async def test_a_writer_that_fails_is_told_and_the_next_request_tries_again(
    app: ServiceUnderTest, ada: httpx.AsyncClient, writer: WatchedWriter, failure: Exception, status: int
) -> None:
    writer.failure = failure

    answer = await ada.post(LETTER)

    assert answer.status_code == status
    assert "request_id" in answer.json()
    await app.settled()
    [event] = app.told(LetterFailed)
    assert event.match_id == MATCH
    writer.failure = None
    assert (await letter(ada))["cached"] is False


async def test_a_person_who_was_erased_leaves_nothing_and_gets_nothing(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    await letter(ada)
    await ada.post(HIGHLIGHTS)

    await app.tell(UserDeleted(user_id=ADA))

    kept = (await ada.get("/api/export/generation")).json()["data"]
    assert not any(kept.values())
    assert (await ada.post(LETTER)).status_code == 404


async def test_a_letter_being_written_for_someone_erased_is_not_kept(
    app: ServiceUnderTest, ada: httpx.AsyncClient, writer: WatchedWriter
) -> None:
    writer.may_write.clear()
    asked = asyncio.create_task(ada.post(LETTER))
    await writer.began.wait()

    erased = asyncio.create_task(app.tell(UserDeleted(user_id=ADA)))
    answer = await asked
    writer.may_write.set()
    await erased

    assert answer.status_code == 404
    await app.settled()
    assert app.told(LetterWritten) == []
    assert not any((await ada.get("/api/export/generation")).json()["data"].values())


async def test_the_export_holds_letters_highlights_and_no_snapshot_of_finished_requests(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    body = await letter(ada)
    await ada.post(HIGHLIGHTS)

    export = (await ada.get("/api/export/generation")).json()

    assert (export["service"], export["user_id"]) == ("generation", ADA)
    assert [row["text"] for row in export["data"]["letters"]] == [body["cover_letter"]]
    assert len(export["data"]["highlights"]) == 1
    assert [row["inputs"] for row in export["data"]["requests"]] == [None, None]
    assert not any((await bob.get("/api/export/generation")).json()["data"].values())


async def test_the_person_does_not_stand_in_the_event_that_asks_for_a_letter(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    await letter(ada)

    await app.settled()
    [event] = app.told(LetterRequested)
    assert set(event.model_dump()) == {"user_id", "request_id"}


async def test_an_event_that_names_the_request_of_somebody_else_is_set_aside(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    """A03."""
    await letter(ada)
    await app.settled()
    [asked] = app.told(LetterRequested)

    with pytest.raises(AssertionError, match="another person's"):
        await app.tell(LetterRequested(user_id=BOB, request_id=asked.request_id))

    assert (await ada.get(LETTERS)).json()["total"] == 1
    kept = (await app.person(BOB).get("/api/export/generation")).json()["data"]
    assert not any(rows for table, rows in kept.items() if table != "dead_letters")


async def test_neighbours_are_asked_in_the_name_of_who_wants_the_letter(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    """A09."""
    await letter(ada)

    asked = {path for path, _ in neighbours.asked}
    assert {"/api/profile", "/api/profile/cv/parsed", "/api/jobs/{job_id}"} <= asked
    assert {neighbours.caller_of(token) for _, token in neighbours.asked} == {ADA}


async def test_only_the_newest_versions_are_kept(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter
) -> None:
    frugal = service_with(writer, versions_kept=2)
    async with service_under_test(frugal, database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        for _ in range(3):
            await ada.post(REGENERATE)
        await use_cases.prune(app.db, app.running.deps)
        versions = (await ada.get(LETTERS)).json()["letters"]

    assert [each["version"] for each in versions] == [3, 2]


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []


@pytest.mark.parametrize("path", [LETTER, HIGHLIGHTS, REGENERATE])
async def test_what_is_queued_for_somebody_deactivated_meanwhile_is_not_written(
    database_url: str, neighbours: Neighbours, writer: WatchedWriter, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """S06: the request ends; whoever is let in again asks again."""
    monkeypatch.setenv("GENERATION_WRITING_AT_ONCE", "1")
    async with service_under_test(service_with(writer), database_url, peers=neighbours.apps()) as app:
        ada = app.person(ADA)
        writer.may_write.clear()
        in_hand = asyncio.create_task(ada.post(LETTER, json={"tone": "warm"}))
        await writer.began.wait()
        queued = asyncio.create_task(ada.post(path))
        await eventually(lambda: _waiting(app, 3 if path == REGENERATE else 2))

        app.issuer.shut_out(ADA)
        await eventually(lambda: app.running.deps.is_shut_out(ADA))
        writer.may_write.set()

        refused = await queued
        assert (refused.status_code, refused.json()["detail"]) == (401, "The session has ended")
        assert (await in_hand).status_code == 200, "what was begun before is kept"
        await app.settled()
        assert {event.reason for event in app.told(LetterFailed)} == {"shut_out"}
        assert (writer.written, app.told(HighlightsWritten)) == (1, [])

        app.issuer.let_in(ADA)
        await eventually(lambda: _is_let_in(ada))
        assert (await ada.post(path)).status_code == 200


async def _waiting(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        found = await session.scalar(text("SELECT count(*) FROM generation.requests WHERE state = 'waiting'"))
    return bool(found == many)


async def _is_let_in(person: httpx.AsyncClient) -> bool:
    return (await person.get("/api/export/generation")).status_code == 200
