"""A new installation: its schema, sample jobs and settings; and what is forgotten with time."""

import asyncio
import json
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from job_service.boards.sample import sample_files
from job_service.service import service
from job_service.settings import Settings
from job_service.use_cases import housekeeping, scraping
from shared.events import JobsClosed, JobsScraped, JobsScrapeRequested
from shared.settings import MisconfiguredError, read_settings
from shared.testing.plain import eventually, until
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import schema_differences


class Boards(Protocol):
    answers: dict[str, bytes | int]


def remoteok(*ids: str) -> bytes:
    return json.dumps(
        [{"id": each, "position": "Dev", "company": "Acme", "description": "Code."} for each in ids]
    ).encode()


async def samples_of(app: ServiceUnderTest, expected: int) -> list[dict[str, Any]]:
    """The sample jobs, as soon as all of them are there."""

    async def are_there() -> bool:
        total: int = (await app.anyone.get("/api/jobs?source=sample")).json()["total"]
        return total >= expected

    await eventually(are_there, seconds=60)
    await app.settled()
    listed: list[dict[str, Any]] = (await app.anyone.get("/api/jobs?source=sample&limit=200")).json()["jobs"]
    return listed


async def scrape(app: ServiceUnderTest) -> None:
    await app.person(1).post("/api/jobs/refresh")
    await app.settled()


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []


async def test_sample_jobs_come_in_once_as_boards_do_and_never_again(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_JOBS", "on")
    written = sum(len(file.splitlines()) for file in sample_files())
    async with service_under_test(service, database_url) as app:
        shown = await samples_of(app, written)
        told = [posting for event in app.told(JobsScraped) for posting in event.postings]
        async with app.db.write() as session:
            await session.execute(text("TRUNCATE job.jobs CASCADE"))

    assert len(told) == written
    assert {posting.source for posting in told} == {"sample"}
    assert all(posting.countries or posting.eligible_regions for posting in told)
    assert all(job["posted_at"] and job["description"] and not job["url"] for job in shown)
    async with service_under_test(service, database_url) as app:
        await asyncio.sleep(0.5)
        assert (await app.anyone.get("/api/jobs")).json()["total"] == 0


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({"SAMPLE_JOBS": "off"}, False), ({"SAMPLE_JOBS": ""}, True), ({"SAMPLE_JOBS": "on"}, True)],
)
async def test_development_starts_with_sample_jobs_unless_told_otherwise(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], wanted: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    async with service_under_test(service, database_url) as app:
        assert app.running.deps.wants_samples is wanted


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JOB_SOURCES", "remoteok,monster", "JOB_SOURCES"),
        ("SAMPLE_JOBS", "maybe", "SAMPLE_JOBS"),
        ("JOB_SCRAPE_EVERY_MINUTES", "-5", "JOB_SCRAPE_EVERY_MINUTES"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(MisconfiguredError, match=said):
        read_settings(Settings)


async def test_only_the_sources_named_are_read(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_SOURCES", "weworkremotely")
    async with service_under_test(service, database_url) as app:
        answer = await app.person(1).post("/api/jobs/refresh")

    assert answer.json()["sources"] == ["weworkremotely"]


async def test_boards_are_read_by_the_clock_when_the_settings_say_so(
    boards: Boards, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_SCRAPE_EVERY_MINUTES", "60")
    boards.answers["/remoteok"] = remoteok("1")
    async with service_under_test(service, database_url) as app:
        await until(lambda: bool(app.told(JobsScraped)), seconds=20)
        await app.settled()
        await scraping.scrape_when_due(app.db, app.running.deps)
        await app.settled()
        assert len(app.told(JobsScrapeRequested)) == 1
        async with app.db.write() as session:
            await session.execute(text("UPDATE job.scrape_logs SET requested_at = now() - interval '61 minutes'"))

        await scraping.scrape_when_due(app.db, app.running.deps)
        await app.settled()

        assert len(app.told(JobsScrapeRequested)) == 2


async def test_boards_are_read_only_when_asked_by_default(app: ServiceUnderTest) -> None:
    await scraping.scrape_when_due(app.db, app.running.deps)
    await app.settled()

    assert app.told(JobsScrapeRequested) == []


async def test_a_job_closes_at_its_expiry_even_between_readings(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok("1", "2")
    await scrape(app)
    boards.answers["/remoteok"] = remoteok("2")
    await scrape(app)
    async with app.db.write() as session:
        await session.execute(text("UPDATE job.board_listings SET expires_at = now() - interval '1 minute'"))

    await scraping.close_expired(app.db, app.running.deps)
    await app.settled()

    [event] = app.told(JobsClosed)
    assert len(event.job_ids) == 1
    assert [job["source_id"] for job in (await app.anyone.get("/api/jobs")).json()["jobs"]] == ["2"]


async def test_raw_answers_and_logs_are_forgotten_with_time(app: ServiceUnderTest, boards: Boards) -> None:
    boards.answers["/remoteok"] = remoteok("1", "2")
    await scrape(app)
    [first, second] = (await app.anyone.get("/api/jobs")).json()["jobs"]
    async with app.db.write() as session:
        await session.execute(
            text("UPDATE job.jobs SET closed_at = now() - interval '31 days' WHERE id = :id"), {"id": first["id"]}
        )
        await session.execute(text("UPDATE job.scrape_logs SET requested_at = now() - interval '91 days'"))

    await housekeeping.prune(app.db, app.running.deps)

    assert (await app.anyone.get(f"/api/jobs/{first['id']}")).json()["raw_data"] is None
    assert (await app.anyone.get(f"/api/jobs/{second['id']}")).json()["raw_data"] is not None
    assert (await app.person(1).get("/api/jobs/refresh/1")).status_code == 404


async def test_the_sample_jobs_can_be_asked_for_and_are_made_once(app: ServiceUnderTest) -> None:
    written = sum(len(file.splitlines()) for file in sample_files())

    first = await app.person(1).post("/api/jobs/seed-jobs", timeout=30)
    await app.settled()
    again = await app.person(1).post("/api/jobs/seed-jobs", timeout=30)
    await app.settled()

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json()["jobs_created"], again.json()["jobs_created"]) == (written, 0)
    assert first.json().keys() == {"message", "jobs_created"}
    assert (await app.anyone.get("/api/jobs?source=sample")).json()["total"] == written
    assert sum(len(event.postings) for event in app.told(JobsScraped)) == written


async def test_of_sample_jobs_asked_for_twice_at_once_each_is_made_once(app: ServiceUnderTest) -> None:
    written = sum(len(file.splitlines()) for file in sample_files())

    answers = await asyncio.gather(*(app.person(1).post("/api/jobs/seed-jobs", timeout=30) for _ in range(2)))

    assert sum(answer.json()["jobs_created"] for answer in answers) == written
    assert (await app.anyone.get("/api/jobs")).json()["total"] == written


async def test_sample_jobs_are_for_development_and_for_people_with_a_token(app: ServiceUnderTest) -> None:
    without_token = await app.anyone.post("/api/jobs/seed-jobs")
    app.running.api.state.deps = replace(app.running.deps, may_seed=False)

    in_production = await app.person(1, admin=True).post("/api/jobs/seed-jobs")

    assert without_token.status_code == 401
    assert (in_production.status_code, in_production.json()["detail"]) == (404, "Not found")
    assert (await app.anyone.get("/api/jobs")).json()["total"] == 0
