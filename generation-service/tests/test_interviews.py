"""Interviews through HTTP: kits, sessions and answers, with the neighbours played and the events on a real bus."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from generation_service.testing.neighbours import ADA, BOB, MATCH, Neighbours
from shared.errors import Unavailable
from shared.events import InterviewAnswered, InterviewCompleted, UserDeleted
from shared.testing.running import ServiceUnderTest

PREP = f"/api/interviews/prep/{MATCH}"
START = "/api/interviews/start"
SESSIONS = "/api/interviews/sessions"
KIT_FIELDS = {"id", "job_match_id", "questions", "company_insights", "tips", "model", "created_at"}
SESSION_FIELDS = {
    "session_id", "prep_kit_id", "status", "started_at", "completed_at", "job_match_id", "total_questions",
    "answered_questions", "average_score",
}  # fmt: skip
ANSWER_FIELDS = {
    "question_id", "attempt", "score", "feedback", "strengths", "improvements", "model", "answered_at",
}  # fmt: skip
GOOD = (
    "When I came to Parcelwise in 2020 the nightly planner took 40 minutes and drivers waited at the depot. I had to"
    " get it"
    " under ten. I profiled it, saw that the same parcels were read again and again, and put the changes on Kafka so"
    " that"
    " only moved parcels were planned anew. Then I rewrote the inner loop in Python and compared every route for two"
    " weeks."
    " In the end a run took 6 minutes, and the queue in the yard was gone."
)


async def kit_for(person: httpx.AsyncClient) -> dict[str, Any]:
    answer = await person.post(PREP)
    assert answer.status_code in (200, 201), answer.text
    kit: dict[str, Any] = answer.json()
    return kit


async def started(person: httpx.AsyncClient) -> tuple[dict[str, Any], str]:
    """A kit, and the path of a session that practises it."""
    kit = await kit_for(person)
    answer = await person.post(START, json={"prep_kit_id": kit["id"]})
    assert answer.status_code == 201, answer.text
    return kit, f"{SESSIONS}/{answer.json()['session_id']}"


def asked_about(kit: dict[str, Any], piece: str) -> dict[str, Any]:
    question: dict[str, Any] = next(each for each in kit["questions"] if piece in each["question"])
    return question


def error(status: int, detail: str) -> dict[str, Any]:
    return {"detail": detail, "status_code": status}


NO_MATCH = error(404, "Match not found")
NO_KIT = error(404, "Interview prep kit not found")
NO_SESSION = error(404, "Interview session not found")
COMPLETED = error(409, "This interview session is completed. Start another one to go on practising.")


async def test_a_kit_asks_about_this_cv_and_this_posting(ada: httpx.AsyncClient) -> None:
    answer = await ada.post(PREP)

    kit = answer.json()
    assert (answer.status_code, set(kit)) == (201, KIT_FIELDS)
    assert str(UUID(kit["id"])) == kit["id"]
    assert (kit["job_match_id"], kit["model"]) == (MATCH, "rules-1")
    assert 15 <= len(kit["questions"]) <= 20
    assert all(set(each) == {"id", "kind", "question", "difficulty", "hint"} for each in kit["questions"])
    assert len({each["id"] for each in kit["questions"]}) == len({each["question"] for each in kit["questions"]})
    kinds = Counter(each["kind"] for each in kit["questions"])
    assert set(kinds) == {"behavioral", "technical", "company"}
    assert min(kinds.values()) >= 3
    assert {each["difficulty"] for each in kit["questions"]} == {"easy", "medium", "hard"}
    asked = " ".join(each["question"] for each in kit["questions"])
    for told in ("Parcelwise", "40 to 6 minutes", "Kafka", "Kubernetes", "Fernhill Systems", "Backend Engineer"):
        assert told in asked
    assert len(kit["tips"]) >= 3
    assert any("Kubernetes" in tip for tip in kit["tips"])


async def test_an_insight_quotes_the_postings_own_sentence(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    assert neighbours.job is not None
    kit = await kit_for(ada)

    [insight] = kit["company_insights"]
    assert insight["quote"] == "We run a platform for freight."
    assert "Fernhill Systems" in insight["insight"]
    assert insight["quote"] in neighbours.job["description"]


async def test_a_posting_that_says_nothing_of_the_company_gives_no_insight(
    ada: httpx.AsyncClient, neighbours: Neighbours
) -> None:
    assert neighbours.job is not None
    neighbours.job["description"] = "Python, Kafka and PostgreSQL required. Please apply with your CV."

    assert (await kit_for(ada))["company_insights"] == []


async def test_the_same_kit_comes_again_with_200(ada: httpx.AsyncClient) -> None:
    first = await ada.post(PREP)
    again = await ada.post(PREP)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (await ada.get(f"/api/interviews/prep/{first.json()['id']}")).json() == first.json()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.cv["experience"][0].update(company="Quaymaps"),
        lambda told: told.profile.update(bio="I read engines."),
        lambda told: told.job.update(description="Now we write everything in Rust."),
    ],
    ids=["cv", "profile", "posting"],
)
async def test_what_went_in_makes_a_new_kit_and_keeps_the_old_one(
    ada: httpx.AsyncClient, neighbours: Neighbours, change: Any
) -> None:
    old = await kit_for(ada)

    change(neighbours)
    answer = await ada.post(PREP)

    assert answer.status_code == 201
    assert answer.json()["id"] != old["id"]
    assert (await ada.get(f"/api/interviews/prep/{old['id']}")).json() == old


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.cv.update(name="Ada King", phone="+44 1", email="king@example.org"),
        lambda told: told.skills.update(matching_skills=["Kafka"], missing_skills=[]),
    ],
    ids=["contact", "match"],
)
async def test_contact_and_a_match_that_follows_later_make_no_new_kit(
    ada: httpx.AsyncClient, neighbours: Neighbours, change: Any
) -> None:
    first = await kit_for(ada)

    change(neighbours)

    assert await kit_for(ada) == first


async def test_ten_that_prepare_at_once_get_one_kit(ada: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(ada.post(PREP) for _ in range(10)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 9}
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.parametrize("away", ["match", "profile", "job"])
async def test_a_neighbour_that_is_away_is_503_and_no_kit(
    ada: httpx.AsyncClient, neighbours: Neighbours, away: str
) -> None:
    neighbours.away.add(away)

    answer = await ada.post(PREP)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["detail"] == Unavailable.detail
    assert (await ada.get("/api/export/generation")).json()["data"]["prep_kits"] == []


async def test_without_a_cv_the_kit_is_about_the_posting(ada: httpx.AsyncClient, neighbours: Neighbours) -> None:
    neighbours.cv = None

    kit = await kit_for(ada)

    assert 15 <= len(kit["questions"]) <= 20
    assert asked_about(kit, "Kubernetes")["kind"] == "technical"


async def test_a_session_starts_active(ada: httpx.AsyncClient) -> None:
    kit = await kit_for(ada)

    answer = await ada.post(START, json={"prep_kit_id": kit["id"], "user_id": BOB})

    body = answer.json()
    assert answer.status_code == 201
    assert body == {
        "session_id": body["session_id"],
        "prep_kit_id": kit["id"],
        "status": "active",
        "started_at": body["started_at"],
    }
    assert body["started_at"].endswith("Z")
    second = await ada.post(START, json={"prep_kit_id": kit["id"]})
    assert second.json()["session_id"] != body["session_id"]


async def test_a_good_answer_is_scored_kept_and_told(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)
    question = asked_about(kit, "cutting its run from 40 to 6 minutes")

    answer = await ada.post(f"{session}/answers", json={"question_id": question["id"], "answer": GOOD})

    judged = answer.json()
    assert (answer.status_code, set(judged)) == (201, ANSWER_FIELDS)
    assert (judged["question_id"], judged["attempt"], judged["model"]) == (question["id"], 1, "rules-1")
    assert 60 < judged["score"] <= 100
    assert "good answer" in judged["feedback"]
    assert any("40 minutes" in strength or "“40" in strength for strength in judged["strengths"])
    assert judged["answered_at"].endswith("Z")
    await app.settled()
    [event] = app.told(InterviewAnswered)
    assert event.model_dump(mode="json") == {
        "user_id": ADA,
        "session_id": session.rpartition("/")[2],
        "prep_kit_id": kit["id"],
        "question_id": question["id"],
        "attempt": 1,
        "score": judged["score"],
        "questions": len(kit["questions"]),
        "answered_at": judged["answered_at"],
    }


async def test_the_question_said_back_is_no_answer_and_is_told_so(ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)
    question = kit["questions"][2]

    answer = await ada.post(f"{session}/answers", json={"question_id": question["id"], "answer": question["question"]})

    assert answer.json()["score"] < 30
    assert "own words" in answer.json()["feedback"]
    assert answer.json()["improvements"]


async def test_a_session_shows_its_questions_and_the_last_answer_to_each(ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)
    first, second = kit["questions"][1], kit["questions"][7]
    await ada.post(f"{session}/answers", json={"question_id": first["id"], "answer": "I don't know."})
    later = (await ada.post(f"{session}/answers", json={"question_id": second["id"], "answer": GOOD})).json()
    again = (await ada.post(f"{session}/answers", json={"question_id": first["id"], "answer": GOOD})).json()

    shown = (await ada.get(session)).json()

    assert set(shown) == SESSION_FIELDS | {"questions", "answers"}
    assert shown["questions"] == kit["questions"]
    assert shown["answers"] == [{**later, "answer": GOOD}, {**again, "answer": GOOD}]
    assert again["attempt"] == 2
    assert (shown["status"], shown["completed_at"], shown["job_match_id"]) == ("active", None, MATCH)
    assert (shown["total_questions"], shown["answered_questions"]) == (len(kit["questions"]), 2)
    assert shown["average_score"] == (again["score"] + later["score"]) / 2


async def test_sessions_are_listed_the_last_started_first_in_pages(ada: httpx.AsyncClient) -> None:
    assert (await ada.get(SESSIONS)).json() == {"sessions": [], "total": 0}
    paths = [(await started(ada))[1] for _ in range(3)]

    page = (await ada.get(SESSIONS, params={"limit": 2})).json()
    rest = (await ada.get(SESSIONS, params={"limit": 2, "offset": 2})).json()

    assert page["total"] == rest["total"] == 3
    listed = [f"{SESSIONS}/{each['session_id']}" for each in (*page["sessions"], *rest["sessions"])]
    assert listed == paths[::-1]
    assert all(set(each) == SESSION_FIELDS for each in page["sessions"])
    assert page["sessions"][0]["average_score"] is None


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"offset": -1}])
async def test_a_page_outside_the_limits_is_422(ada: httpx.AsyncClient, query: dict[str, int]) -> None:
    answer = await ada.get(SESSIONS, params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"query.{next(iter(query))}"


async def test_a_session_ends_once_and_takes_no_answers_after(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)
    said = {"question_id": kit["questions"][0]["id"], "answer": GOOD}
    score = (await ada.post(f"{session}/answers", json=said)).json()["score"]

    ended = await ada.post(f"{session}/complete")

    body = ended.json()
    assert (ended.status_code, set(body)) == (200, SESSION_FIELDS)
    assert (body["status"], body["answered_questions"], body["average_score"]) == ("completed", 1, score)
    assert body["completed_at"] >= body["started_at"]
    assert (await ada.get(session)).json()["status"] == "completed"
    again, late = await ada.post(f"{session}/complete"), await ada.post(f"{session}/answers", json=said)
    assert (again.status_code, again.json()) == (409, COMPLETED)
    assert (late.status_code, late.json()) == (409, COMPLETED)
    await app.settled()
    [event] = app.told(InterviewCompleted)
    assert (event.user_id, str(event.session_id), str(event.prep_kit_id), event.questions) == (
        ADA, body["session_id"], kit["id"], len(kit["questions"]),
    )  # fmt: skip


async def test_of_two_that_complete_at_once_one_is_late(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    _, session = await started(ada)

    answers = await asyncio.gather(*(ada.post(f"{session}/complete") for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    await app.settled()
    assert len(app.told(InterviewCompleted)) == 1


async def test_answers_to_one_question_at_once_are_attempts_in_a_row(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    kit, session = await started(ada)
    said = {"question_id": kit["questions"][0]["id"], "answer": GOOD}

    answers = await asyncio.gather(*(ada.post(f"{session}/answers", json=said) for _ in range(5)))

    assert sorted(answer.json()["attempt"] for answer in answers) == [1, 2, 3, 4, 5]
    await app.settled()
    assert sorted(event.attempt for event in app.told(InterviewAnswered)) == [1, 2, 3, 4, 5]


async def test_the_same_command_is_done_once(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    kit = await kit_for(ada)
    key = {"Idempotency-Key": "a-word-of-mine"}
    sessions = [await ada.post(START, json={"prep_kit_id": kit["id"]}, headers=key) for _ in range(2)]
    session = f"{SESSIONS}/{sessions[0].json()['session_id']}"
    said = {"question_id": kit["questions"][0]["id"], "answer": GOOD}
    key = {"Idempotency-Key": "another-word"}

    answers = [await ada.post(f"{session}/answers", json=said, headers=key) for _ in range(2)]

    assert sessions[0].json() == sessions[1].json()
    assert answers[0].json() == answers[1].json()
    await app.settled()
    assert len(app.told(InterviewAnswered)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"question_id": "q1", "answer": ""}, "body.answer"),
        ({"question_id": "q1", "answer": "  \n "}, "body.answer"),
        ({"question_id": "q1", "answer": "x" * 10_001}, "body.answer"),
        ({"question_id": "q1", "answer": "a\x00b"}, "body.answer"),
        ({"question_id": "q1"}, "body.answer"),
        ({"answer": "I did."}, "body.question_id"),
        ({"question_id": "", "answer": "I did."}, "body.question_id"),
    ],
)
async def test_an_answer_that_is_none_is_422(ada: httpx.AsyncClient, said: dict[str, str], field: str) -> None:
    _, session = await started(ada)

    answer = await ada.post(f"{session}/answers", json=said)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_the_longest_answer_is_taken(ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)

    answer = await ada.post(
        f"{session}/answers", json={"question_id": kit["questions"][0]["id"], "answer": ("I did. " * 1_429)[:10_000]}
    )

    assert answer.status_code == 201
    assert answer.json()["score"] < 30


async def test_a_question_that_the_kit_does_not_have_is_404(ada: httpx.AsyncClient) -> None:
    _, session = await started(ada)

    answer = await ada.post(f"{session}/answers", json={"question_id": "q99", "answer": GOOD})

    assert (answer.status_code, answer.json()) == (404, error(404, "This session has no question with that id."))


async def test_whatever_is_anothers_is_404_and_stays_as_it_was(
    app: ServiceUnderTest, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    kit, session = await started(ada)
    said = {"question_id": kit["questions"][0]["id"], "answer": GOOD}
    calls: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("POST", PREP, None, NO_MATCH),
        ("GET", f"/api/interviews/prep/{kit['id']}", None, NO_KIT),
        ("POST", START, {"prep_kit_id": kit["id"]}, NO_KIT),
        ("GET", session, None, NO_SESSION),
        ("POST", f"{session}/answers", said, NO_SESSION),
        ("POST", f"{session}/complete", None, NO_SESSION),
    ]

    for method, path, sent, expected in calls:
        foreign = await bob.request(method, path, json=sent)
        assert (foreign.status_code, foreign.json()) == (404, expected), path
        nobody = await app.anyone.request(method, path, json=sent)
        assert (nobody.status_code, nobody.json()) == (401, error(401, "Not authenticated")), path

    assert (await bob.get(SESSIONS)).json() == {"sessions": [], "total": 0}
    assert (await app.anyone.get(SESSIONS)).status_code == 401
    shown = (await ada.get(session)).json()
    assert (shown["status"], shown["answers"]) == ("active", [])


async def test_what_does_not_exist_is_404_and_no_id_is_422(ada: httpx.AsyncClient) -> None:
    unknown, session = uuid4(), f"{SESSIONS}/{uuid4()}"
    said = {"question_id": "q1", "answer": GOOD}

    assert (await ada.post("/api/interviews/prep/999")).json() == NO_MATCH
    assert (await ada.get(f"/api/interviews/prep/{unknown}")).json() == NO_KIT
    assert (await ada.post(START, json={"prep_kit_id": str(unknown)})).json() == NO_KIT
    assert (await ada.get(session)).json() == NO_SESSION
    assert (await ada.post(f"{session}/answers", json=said)).json() == NO_SESSION
    assert (await ada.post(f"{session}/complete")).json() == NO_SESSION
    for method, path, sent in (
        ("POST", "/api/interviews/prep/x", None),
        ("GET", "/api/interviews/prep/x", None),
        ("GET", f"{SESSIONS}/x", None),
        ("POST", START, {"prep_kit_id": "x"}),
        ("POST", START, {}),
    ):
        assert (await ada.request(method, path, json=sent)).status_code == 422, path


async def test_the_export_holds_kits_sessions_and_answers_and_erasure_leaves_none(
    app: ServiceUnderTest, ada: httpx.AsyncClient
) -> None:
    kit, session = await started(ada)
    await ada.post(f"{session}/answers", json={"question_id": kit["questions"][0]["id"], "answer": GOOD})

    held = (await ada.get("/api/export/generation")).json()["data"]
    assert [row["id"] for row in held["prep_kits"]] == [kit["id"]]
    assert "Ada" not in str(held["prep_kits"][0]["inputs"])
    assert "ada@" not in str(held["prep_kits"][0]["inputs"])
    assert [row["prep_kit_id"] for row in held["interview_sessions"]] == [kit["id"]]
    assert [row["answer"] for row in held["interview_answers"]] == [GOOD]

    await app.tell(UserDeleted(user_id=ADA))

    assert not any((await ada.get("/api/export/generation")).json()["data"].values())
    assert (await ada.post(PREP)).json() == NO_MATCH
    assert (await ada.post(START, json={"prep_kit_id": kit["id"]})).json() == NO_KIT
    assert (await ada.post(f"{session}/complete")).json() == NO_SESSION


async def test_an_answer_leaves_no_word_in_the_events(app: ServiceUnderTest, ada: httpx.AsyncClient) -> None:
    kit, session = await started(ada)
    await ada.post(f"{session}/answers", json={"question_id": kit["questions"][0]["id"], "answer": GOOD})
    await ada.post(f"{session}/complete")

    await app.settled()
    for event in (*app.told(InterviewAnswered), *app.told(InterviewCompleted)):
        assert "depot" not in event.model_dump_json()
