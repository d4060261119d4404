"""Interview progress: told by events in any order, asked over HTTP, and the readiness formula by its promises."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights_service.progress import LEAST_FRESHNESS, PracticedAnswer, freshness, readiness
from shared.events import Event, InterviewAnswered, InterviewCompleted, UserDeleted
from shared.testing.running import ServiceUnderTest

ADA, BOB = 7, 8
STATS = "/api/progress/stats"
SESSION, OTHER_SESSION = UUID(int=1), UUID(int=2)
KIT, OTHER_KIT = UUID(int=11), UUID(int=12)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOTHING = {
    "sessions_completed": 0,
    "average_score": 0.0,
    "total_questions_practiced": 0,
    "readiness_percentage": 0.0,
}


def answered(question: str, score: int, **fields: Any) -> InterviewAnswered:
    facts = {
        "user_id": ADA,
        "session_id": SESSION,
        "prep_kit_id": KIT,
        "question_id": question,
        "attempt": 1,
        "score": score,
        "questions": 4,
        "answered_at": datetime.now(UTC),
        **fields,
    }
    return InterviewAnswered.model_validate(facts)


def completed(session_id: UUID = SESSION) -> InterviewCompleted:
    return InterviewCompleted(
        user_id=ADA, session_id=session_id, prep_kit_id=KIT, questions=4, completed_at=datetime.now(UTC)
    )


async def stats(app: ServiceUnderTest, user_id: int = ADA) -> dict[str, Any]:
    answer = await app.person(user_id).get(STATS)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_who_never_practised_has_four_zeros(app: ServiceUnderTest) -> None:
    assert await stats(app) == NOTHING


async def test_without_a_token_progress_is_401(app: ServiceUnderTest) -> None:
    answer = await app.anyone.get(STATS)

    assert answer.status_code == 401
    assert answer.json() == {"detail": "Not authenticated", "status_code": 401}


async def test_progress_is_counted_as_by_hand(app: ServiceUnderTest) -> None:
    await app.tell(answered("q1", 80))
    await app.tell(answered("q2", 45))
    await app.tell(answered("q1", 90, session_id=OTHER_SESSION))
    await app.tell(completed())

    found = await stats(app)

    assert found["sessions_completed"] == 1
    assert found["average_score"] == pytest.approx((80 + 45 + 90) / 3, abs=0.01)
    assert found["total_questions_practiced"] == 3
    # The best answers of two of the kit's four questions, of today.
    assert found["readiness_percentage"] == pytest.approx((90 + 45) / 4, abs=0.01)
    assert await stats(app, BOB) == NOTHING


async def test_a_second_attempt_counts_in_the_mean_but_is_no_second_question(app: ServiceUnderTest) -> None:
    await app.tell(answered("q1", 80))
    await app.tell(answered("q1", 40, attempt=2))

    found = await stats(app)

    assert (found["average_score"], found["total_questions_practiced"]) == (60.0, 1)
    assert found["readiness_percentage"] == pytest.approx(20, abs=0.01)


async def test_practice_of_a_month_ago_counts_three_quarters(app: ServiceUnderTest) -> None:
    await app.tell(answered("q1", 80, questions=1, answered_at=datetime.now(UTC) - timedelta(days=30)))

    assert (await stats(app))["readiness_percentage"] == pytest.approx(60, abs=0.01)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
async def test_events_in_any_order_and_twice_give_the_same_progress(
    app: ServiceUnderTest, order: tuple[int, ...]
) -> None:
    told: list[Event] = [answered("q1", 60), answered("q1", 100, attempt=2), answered("q2", 20), completed()]
    messages = [(told[at], uuid4()) for at in order]

    for event, message_id in [*messages, *messages]:
        await app.tell(event, message_id=message_id)
    # Published anew under another id, as after a relay that was killed and a consumer that forgot.
    await app.tell(told[0])

    found = await stats(app)
    assert (found["sessions_completed"], found["average_score"], found["total_questions_practiced"]) == (1, 60.0, 2)


async def test_an_erased_person_has_no_progress_and_late_events_bring_none(app: ServiceUnderTest) -> None:
    await app.tell(answered("q1", 80))
    await app.tell(completed())
    exported = (await app.person(ADA).get("/api/export/insights")).json()["data"]
    assert [row["score"] for row in exported["interview_answers"]] == [80]
    assert [row["session_id"] for row in exported["completed_interviews"]] == [str(SESSION)]

    await app.tell(UserDeleted(user_id=ADA))
    await app.tell(answered("q2", 80))
    await app.tell(completed(OTHER_SESSION))

    assert await stats(app) == NOTHING
    assert not any((await app.person(ADA).get("/api/export/insights")).json()["data"].values())


ANSWERS = st.builds(
    PracticedAnswer,
    prep_kit_id=st.sampled_from([KIT, OTHER_KIT]),
    session_id=st.sampled_from([SESSION, OTHER_SESSION]),
    question_id=st.sampled_from([f"q{number}" for number in range(1, 6)]),
    score=st.integers(0, 100),
    questions=st.just(5),
    answered_at=st.integers(0, 800).map(lambda days: NOW - timedelta(days=days)),
)


@given(st.lists(ANSWERS, max_size=30), ANSWERS)
def test_one_answer_more_never_lowers_readiness(answers: list[PracticedAnswer], more: PracticedAnswer) -> None:
    before, after = readiness(answers, NOW), readiness([*answers, more], NOW)

    assert 0 <= before <= after <= 100


@given(st.lists(ANSWERS, min_size=1, max_size=30), st.integers(0, 100), st.data())
def test_a_better_or_a_later_answer_never_lowers_readiness(
    answers: list[PracticedAnswer], score: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(answers) - 1))
    was = answers[at]
    later = was.answered_at + (NOW - was.answered_at) * data.draw(st.floats(0, 1))
    better = PracticedAnswer(
        was.prep_kit_id, was.session_id, was.question_id, max(was.score, score), was.questions, later
    )

    assert readiness([*answers[:at], better, *answers[at + 1 :]], NOW) >= readiness(answers, NOW)


@given(st.lists(ANSWERS, max_size=30), st.integers(0, 2_000))
def test_time_alone_lowers_readiness_and_never_below_half(answers: list[PracticedAnswer], days: int) -> None:
    now, then = readiness(answers, NOW), readiness(answers, NOW + timedelta(days=days))

    assert then <= now
    assert then >= now * LEAST_FRESHNESS


def test_every_question_answered_perfectly_today_is_fully_ready() -> None:
    answers = [PracticedAnswer(KIT, SESSION, f"q{number}", 100, 5, NOW) for number in range(5)]

    assert readiness(answers, NOW) == 100
    assert readiness(answers[:2], NOW) == pytest.approx(40)
    assert (freshness(0), freshness(30), freshness(-1)) == (1.0, 0.75, 1.0)
