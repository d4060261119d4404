"""Scraped postings read by the language model besides the rules: later, once, within a budget, as new versions."""

import json
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from job_service.use_cases import extracting, housekeeping
from shared.errors import Unavailable
from shared.events import JobsScraped, PostingFacts
from shared.llm import AnswerUnusable
from shared.llm.failures import RequestRefused
from shared.testing.running import ServiceUnderTest
from shared.testing.scripted_model import ScriptedModel

TEXT = (
    "Wir bauen leise Maschinen für laute Hallen. Du bringst mit: Python und Docker. Wünschenswert wäre Terraform. "
    "Die Stelle ist unbefristet, gearbeitet wird von überall aus Deutschland. Gezahlt werden 70.000 € im Jahr. "
    "Fragen an personal@leise.example."
)
ANSWER: dict[str, Any] = {
    "required_skills": ["Python", "Docker", "Wombat Handling", "COBOL"],
    "nice_to_have_skills": ["Terraform"],
    "salary": "70.000 € im Jahr",
    "level": "Chief",
    "job_type": {"value": "permanent", "words": "unbefristet"},
    "eligible_regions": ["Deutschland", "Atlantis"],
    "visa": {"offered": True, "words": "visa sponsored"},
}


class Boards(Protocol):
    answers: dict[str, bytes | int]


def remoteok(*jobs: dict[str, Any]) -> bytes:
    shown = [
        {"id": "1", "position": "Softwareentwickler", "company": "Leise", "description": TEXT, **job} for job in jobs
    ]
    return json.dumps([{"legal": "Link back, please."}, *shown]).encode()


@pytest.fixture
def _budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOB_EXTRACT_DAILY_BUDGET_USD", "0.50")


with_a_budget = pytest.mark.usefixtures("_budget")


async def scrape(app: ServiceUnderTest) -> None:
    await app.person(1).post("/api/jobs/refresh")
    await app.settled()


async def extract(app: ServiceUnderTest) -> None:
    """What the leader does twice a minute."""
    await extracting.extract_due(app.db, app.running.deps)
    await app.settled()


def told_of(app: ServiceUnderTest, job_id: int) -> list[PostingFacts]:
    return [each for event in app.told(JobsScraped) for each in event.postings if each.job_id == job_id]


async def only_job(app: ServiceUnderTest) -> dict[str, Any]:
    [job] = (await app.anyone.get("/api/jobs")).json()["jobs"]
    shown: dict[str, Any] = job
    return shown


@with_a_budget
async def test_what_the_model_adds_comes_later_as_a_new_version(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)
    before = await only_job(app)
    assert len(told_of(app, before["id"])) == 1

    await extract(app)

    after = await only_job(app)
    first, second = told_of(app, after["id"])
    assert second.version == first.version + 1
    assert {"Python", "Docker"} <= set(second.required_skills)
    assert "Terraform" in second.nice_skills
    assert (second.salary_min, second.salary_currency, second.job_type) == (70_000, "EUR", "permanent")
    assert second.eligible_regions[0] in ("DE", "Germany")
    assert "Terraform" in after["tags"]
    assert after["scraped_at"] == before["scraped_at"]
    # What the posting does not say, or nobody knows as a skill, is not there.
    assert not {"COBOL", "Wombat Handling"} & {*second.required_skills, *after["tags"]}
    assert (second.visa_sponsorship, second.seniority, "Atlantis" in second.eligible_regions) == (None, None, False)


@with_a_budget
async def test_a_posting_is_read_once_until_it_changes(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)
    await extract(app)
    await extract(app)
    await scrape(app)
    await extract(app)
    assert len(model.asked) == 1

    boards.answers["/remoteok"] = remoteok({"description": TEXT + " Auch Kafka wird gebraucht."})
    await scrape(app)
    await extract(app)

    assert len(model.asked) == 2
    assert "Terraform" in told_of(app, (await only_job(app))["id"])[-1].nice_skills


async def test_without_a_budget_nothing_is_asked(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    model.says = ANSWER
    boards.answers["/remoteok"] = remoteok({})

    await scrape(app_with_model)
    await extract(app_with_model)

    assert model.asked == []


@with_a_budget
async def test_a_budget_used_up_leaves_the_rest_for_later(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, Unavailable()
    boards.answers["/remoteok"] = remoteok(*({"id": str(number), "position": f"Dev {number}"} for number in range(9)))
    await scrape(app)
    await extract(app)
    asked_over_budget = len(model.asked)
    assert asked_over_budget <= extracting.READ_AT_ONCE

    model.says = ANSWER
    await extract(app)

    assert len(model.asked) == asked_over_budget + 9
    jobs = (await app.anyone.get("/api/jobs")).json()["jobs"]
    assert all(job["salary_min"] == 70_000 for job in jobs)
    assert {question.budget.name for question in model.asked if question.budget} == {"job_extract"}


@with_a_budget
async def test_an_unusable_answer_is_not_asked_for_again(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, AnswerUnusable()
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)

    await extract(app)
    await extract(app)

    assert len(model.asked) == 1
    assert len(told_of(app, (await only_job(app))["id"])) == 1


@with_a_budget
async def test_a_provider_that_refuses_every_request_settles_no_posting(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, RequestRefused()
    boards.answers["/remoteok"] = remoteok(*({"id": str(number), "position": f"Dev {number}"} for number in range(9)))
    await scrape(app)
    await extract(app)
    refused = len(model.asked)
    assert refused <= extracting.READ_AT_ONCE

    model.says = ANSWER
    await extract(app)

    assert len(model.asked) == refused + 9


@with_a_budget
async def test_a_posting_that_is_refused_beside_others_is_not_asked_about_again(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({"position": "Dev 0"}, {"id": "2", "position": "Dev 1"})
    await scrape(app)

    async def refuse_the_second() -> None:
        model.says = ANSWER if len(model.asked) == 1 else RequestRefused()

    model.waits = refuse_the_second
    await extract(app)
    await extract(app)

    assert len(model.asked) == 2


@with_a_budget
async def test_jobs_from_before_it_was_switched_on_are_read_too(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)
    await forget_what_was_noted(app)
    await extract(app)
    assert model.asked == []

    await extracting.note_open_postings(app.db, app.running.deps)
    await extract(app)

    assert len(model.asked) == 1


@with_a_budget
async def test_a_closed_job_is_not_read_and_nothing_of_it_stays_noted(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)
    await close_all(app)

    await extract(app)
    await housekeeping.prune(app.db, app.running.deps)

    assert model.asked == []
    async with app.db.read() as session:
        assert not (await session.execute(text("SELECT 1 FROM job.extractions"))).all()


@with_a_budget
async def test_a_posting_that_changed_while_it_was_read_is_read_again(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    app, model.says = app_with_model, ANSWER
    boards.answers["/remoteok"] = remoteok({})
    await scrape(app)

    async def change_meanwhile() -> None:
        model.waits = None
        boards.answers["/remoteok"] = remoteok({"description": TEXT + " Auch Kafka wird gebraucht."})
        await scrape(app)

    model.waits = change_meanwhile
    await extract(app)

    assert len(model.asked) == 2
    last = told_of(app, (await only_job(app))["id"])[-1]
    assert (last.version, "Terraform" in last.nice_skills) == (3, True)


@with_a_budget
async def test_addresses_in_a_posting_do_not_leave(
    app_with_model: ServiceUnderTest, boards: Boards, model: ScriptedModel
) -> None:
    model.says = ANSWER
    boards.answers["/remoteok"] = remoteok({})

    await scrape(app_with_model)
    await extract(app_with_model)

    [question] = model.asked
    assert "personal@leise.example" not in question.texts["posting"]
    assert question.user_id is None


async def forget_what_was_noted(app: ServiceUnderTest) -> None:
    async with app.db.write() as session:
        await session.execute(text("DELETE FROM job.extractions"))


async def close_all(app: ServiceUnderTest) -> None:
    async with app.db.write() as session:
        await session.execute(text("UPDATE job.jobs SET closed_at = now()"))
