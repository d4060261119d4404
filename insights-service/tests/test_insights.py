"""Insights and skills, told by events and asked over HTTP; the market is small enough to count by hand."""

import itertools
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights_service.advice import Effort, learning_effort
from insights_service.service import service
from shared.events import (
    CvParsed,
    Event,
    JobsClosed,
    JobsScraped,
    PersonSnapshot,
    PostingFacts,
    ProfileChanged,
    SkillAdded,
    UserDeleted,
)
from shared.testing.running import ServiceUnderTest
from shared.testing.schema import schema_differences
from vocabulary.skills import known_skills

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def posting(job_id: int, *skills: str, pay: tuple[int, int] | None = None, **fields: Any) -> PostingFacts:
    low, high = pay or (None, None)
    facts = {
        "job_id": job_id,
        "version": 1,
        "source": "remoteok",
        "title": "Engineer",
        "company": None,
        "url": None,
        "location": None,
        "required_skills": skills,
        "salary_min": low,
        "salary_max": high,
        "salary_currency": "USD",
        "scraped_at": NOW,
        **fields,
    }
    return PostingFacts.model_validate(facts)


def market() -> tuple[PostingFacts, ...]:
    """30 postings. Python in 20; Docker in 12 of those; nursing in 10.

    Pay of Python postings: with Docker 100k, 110k … 160k (seven), without 80k, 90k, 100k, 110k, 120k (five), the other
    eight state none. Nurses: five of ten at 60k.
    """
    with_docker = [posting(n, "Python", "Docker", pay=(90_000 + n * 10_000, 90_000 + n * 10_000)) for n in range(1, 8)]
    silent = [posting(n, "Python", "Docker") for n in range(8, 13)]
    without = [
        posting(n, "Python", pay=(70_000 + (n - 13) * 10_000, 90_000 + (n - 13) * 10_000)) for n in range(13, 18)
    ]
    silent += [posting(n, "Python") for n in range(18, 21)]
    nurses = [posting(n, "Patient Care", pay=(60_000, 60_000) if n < 26 else None) for n in range(21, 31)]
    return (*with_docker, *silent, *without, *nurses)


def person(user_id: int, *skills: str, version: int = 1) -> ProfileChanged:
    return ProfileChanged(user_id=user_id, version=version, person=PersonSnapshot(skills=skills))


async def insights(app: ServiceUnderTest, user_id: int = 1) -> dict[str, Any]:
    answer = await app.person(user_id).get("/api/insights/skills")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_market_of_thirty_postings_is_counted_as_by_hand(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=market()))
    await app.tell(person(1, "Python"))

    found = await insights(app)

    assert (found["user_id"], found["jobs_analyzed"], found["user_skills"]) == (1, 30, ["Python"])
    assert found["skill_gaps"] == ["Docker"]
    assert found["market_skills"] == {
        "Python": {"count": 20, "frequency": 0.6667, "avg_salary": 115_000, "jobs_with_salary": 12},
        "Docker": {"count": 12, "frequency": 0.4, "avg_salary": 130_000, "jobs_with_salary": 7},
        "Patient Care": {"count": 10, "frequency": 0.3333, "avg_salary": 60_000, "jobs_with_salary": 5},
    }
    [docker] = found["recommendations"]
    assert (docker["skill"], docker["priority"], docker["frequency"]) == ("Docker", "high", 12)
    assert (docker["salary_impact"], docker["note"]) == (30_000, None)
    assert "12" in docker["reason"]
    assert "60%" in docker["reason"]


async def test_a_skill_in_every_job_has_frequency_one(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=tuple(posting(n, "Python") for n in range(1, 4))))

    assert (await insights(app))["market_skills"]["Python"]["frequency"] == 1.0


async def test_too_few_salaries_on_one_side_say_so_instead_of_a_number(app: ServiceUnderTest) -> None:
    few = [posting(n, "Python", "Rust", pay=(150_000, 150_000)) for n in range(40, 44)]
    await app.tell(JobsScraped(postings=(*market(), *few)))
    await app.tell(person(1, "Python"))

    rust = next(each for each in (await insights(app))["recommendations"] if each["skill"] == "Rust")

    assert rust["salary_impact"] is None
    assert rust["note"] == "Too few postings state a salary to say (4 with this skill, 12 without)."


async def test_a_person_whose_skills_nobody_asks_for_is_advised_from_the_whole_market(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=market()))

    found = await insights(app, user_id=9)

    assert (found["jobs_analyzed"], found["user_skills"]) == (30, [])
    assert found["skill_gaps"] == ["Python", "Docker", "Patient Care"]


async def test_an_empty_market_is_answered_without_numbers(app: ServiceUnderTest) -> None:
    await app.tell(person(1, "Python"))

    found = await insights(app)

    assert (found["jobs_analyzed"], found["market_skills"], found["recommendations"]) == (0, {}, [])


async def test_advice_comes_from_the_postings_nearest_to_the_persons_skills(app: ServiceUnderTest) -> None:
    own = [posting(n, "Excel", "IFRS", "Payroll", "SAP") for n in range(1, 17)]
    others = [posting(n, "Excel", "Python") for n in range(17, 60)]
    await app.tell(JobsScraped(postings=(*own, *others)))
    await app.tell(person(1, "Excel", "IFRS", "Payroll"))

    found = await insights(app)

    assert found["jobs_analyzed"] == 59
    assert [each["skill"] for each in found["recommendations"]] == ["SAP"]
    assert found["recommendations"][0]["frequency"] == 16


async def test_salaries_of_other_currencies_are_compared_in_dollars(app: ServiceUnderTest) -> None:
    in_euros = posting(1, "Python", pay=(50_000, 70_000), salary_currency="EUR")
    unknown = posting(2, "Python", pay=(50_000, 70_000), salary_currency="XXX")
    await app.tell(JobsScraped(postings=(in_euros, unknown)))
    await app.tell(person(1, "Python"))

    python = (await insights(app))["market_skills"]["Python"]

    assert (python["count"], python["jobs_with_salary"], python["avg_salary"]) == (2, 1, 67_200)


def life_of_a_posting() -> list[Event]:
    return [
        JobsScraped(postings=(posting(1, "Python", "Docker"),)),
        JobsScraped(postings=(posting(1, "Python", "Go (programming language)", version=2),)),
        JobsClosed(job_ids=(1,), versions=(3,), closed_at=NOW),
        JobsScraped(postings=(posting(2, "Python"),)),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
async def test_events_in_any_order_and_twice_give_the_same_counts(
    app: ServiceUnderTest, order: tuple[int, ...]
) -> None:
    events = [(life_of_a_posting()[n], uuid4()) for n in order]

    for event, message_id in [*events, *events]:
        await app.tell(event, message_id=message_id)

    await app.tell(person(1, "Python"))
    assert (await insights(app))["jobs_analyzed"] == 1
    assert (await app.anyone.get("/api/skills/popular")).json()["skills"] == ["Python"]


async def test_an_older_profile_does_not_replace_a_newer_one(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=1, version=5, person=PersonSnapshot(skills=("Python", "Docker"))))
    await app.tell(person(1, "Cobol", version=4))

    assert (await insights(app))["user_skills"] == ["Python", "Docker"]


async def test_popular_skills_are_the_most_asked_for_first_without_a_token(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=market()))

    found = (await app.anyone.get("/api/skills/popular", params={"limit": 2})).json()

    assert found == {"skills": ["Python", "Docker"], "source": "job_tags_and_custom_skills", "total": 3}
    assert (await app.anyone.get("/api/skills/popular", params={"limit": 0})).status_code == 422


async def test_a_custom_skill_counts_up_whatever_its_case_and_the_profile_hears_of_it(app: ServiceUnderTest) -> None:
    first = await app.person(1).post("/api/skills/custom", json={"skill": "  Basket Weaving "})
    again = await app.person(2).post("/api/skills/custom", json={"skill": "basket weaving"})

    assert (first.status_code, first.json()["skill"], first.json()["usage_count"]) == (201, "Basket Weaving", 1)
    assert (again.status_code, again.json()["id"], again.json()["usage_count"]) == (201, first.json()["id"], 2)
    await app.settled()
    assert sorted(app.told(SkillAdded), key=lambda event: event.user_id) == [
        SkillAdded(user_id=1, skill="Basket Weaving"),
        SkillAdded(user_id=2, skill="Basket Weaving"),
    ]
    assert "Basket Weaving" in (await app.anyone.get("/api/skills/popular")).json()["skills"]


async def test_a_known_skill_is_added_under_its_own_name(app: ServiceUnderTest) -> None:
    added = await app.person(1).post("/api/skills/custom", json={"skill": "k8s"})

    assert added.json()["skill"] == "Kubernetes"


@pytest.mark.parametrize("skill", ["", "   ", "x" * 101, "a\x00b", "two\nlines", None, 7])
async def test_a_skill_that_is_empty_too_long_or_no_text_is_refused(app: ServiceUnderTest, skill: object) -> None:
    answer = await app.person(1).post("/api/skills/custom", json={"skill": skill})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.skill"


@pytest.mark.parametrize("call", [("GET", "/api/insights/skills"), ("POST", "/api/skills/custom")])
async def test_without_a_token_a_persons_paths_are_401(app: ServiceUnderTest, call: tuple[str, str]) -> None:
    assert (await app.anyone.request(*call, json={"skill": "Elixir"})).status_code == 401


async def test_an_erased_person_is_gone_and_stays_gone(app: ServiceUnderTest) -> None:
    await app.tell(person(1, "Python"))
    exported = (await app.person(1).get("/api/export/insights")).json()
    assert exported["data"]["people"][0]["skills"] == ["Python"]

    await app.tell(UserDeleted(user_id=1))
    await app.tell(person(1, "Python", version=2))

    assert (await app.person(1).get("/api/export/insights")).json()["data"]["people"] == []


@given(st.sampled_from(known_skills()), st.lists(st.sampled_from(known_skills()), max_size=30), st.data())
def test_knowing_more_never_makes_a_skill_harder_to_learn(skill: str, known: list[str], data: st.DataObject) -> None:
    rank = [Effort.LOW, Effort.MEDIUM, Effort.HIGH]
    more = [*known, data.draw(st.sampled_from(known_skills()))]

    assert rank.index(learning_effort(skill, more)) <= rank.index(learning_effort(skill, known))


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []
