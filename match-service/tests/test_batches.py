"""What happens to a batch of postings while people come, change and go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from match_service.catalogue import Catalogue
from match_service.deps import Deps
from match_service.facts import person_of
from match_service.queries import people as queries
from match_service.queries.people import fail_run
from match_service.snapshot import NOTHING_SEEN
from match_service.use_cases.catching_up import count_weights, current_catalogue
from shared.events import (
    CvParsed,
    JobsClosed,
    JobsScraped,
    LetterWritten,
    MatchCompleted,
    PersonSnapshot,
    PostingFacts,
    ProfileChanged,
    UserChanged,
    UserDeleted,
    Wishes,
)
from shared.testing.plain import eventually, until
from shared.testing.running import ServiceUnderTest

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DEVELOPER = PersonSnapshot(skills=("Python", "Django"), titles=("Python Developer",), experience_years=5.0, has_cv=True)
NURSE = PersonSnapshot(skills=("Triage",), titles=("Registered Nurse",), has_cv=True)
BATCH = JobsScraped(
    postings=(
        PostingFacts(
            job_id=1,
            version=1,
            source="remoteok",
            title="Python Developer",
            company="Acme",
            url=None,
            location="Remote",
            required_skills=("Python", "Django"),
            scraped_at=NOW,
        ),
    )
)


@asynccontextmanager
async def batch_in_hand(app: ServiceUnderTest) -> AsyncIterator[None]:
    """Within the block the batch has been scored against everybody and waits to be stored for person 7."""
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
    async with app.db.write() as session:
        await queries.lock_person(session, 7)
        telling = asyncio.create_task(app.tell(BATCH))
        await eventually(lambda: _waiting(app, 1))
        yield
    await telling


async def _waiting(app: ServiceUnderTest, many: int) -> bool:
    async with app.db.read() as session:
        waiting = await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        return bool(waiting and waiting >= many)


async def _jobs(app: ServiceUnderTest, user_id: int) -> list[int]:
    answer = await app.person(user_id).get("/api/matches")
    return [match["job"]["id"] for match in answer.json()["matches"]]


async def test_who_comes_while_a_batch_is_stored_is_matched_with_it(app: ServiceUnderTest) -> None:
    async with batch_in_hand(app):
        coming = asyncio.create_task(app.tell(CvParsed(user_id=8, version=1, person=DEVELOPER)))
        await until(lambda: any(done.user_id == 8 for done in app.told(MatchCompleted)))
    await coming

    assert await _jobs(app, 7) == await _jobs(app, 8) == [1]


async def test_who_changes_while_a_batch_is_stored_is_matched_as_they_are(app: ServiceUnderTest) -> None:
    async with batch_in_hand(app):
        changing = asyncio.create_task(app.tell(ProfileChanged(user_id=7, version=2, person=NURSE)))
        await eventually(lambda: _waiting(app, 2))
    await changing

    assert await _jobs(app, 7) == []


async def test_who_is_erased_while_a_batch_is_stored_gets_no_match_from_it(app: ServiceUnderTest) -> None:
    async with batch_in_hand(app):
        going = asyncio.create_task(app.tell(UserDeleted(user_id=7)))
        await eventually(lambda: _waiting(app, 2))
    await going

    held = (await app.person(7).get("/api/export/match")).json()["data"]

    assert {table: rows for table, rows in held.items() if rows} == {}


async def test_a_transaction_open_elsewhere_keeps_no_match_that_does_not_fit_any_more(app: ServiceUnderTest) -> None:
    async with app.db.write() as elsewhere:
        await elsewhere.execute(text("SELECT pg_current_xact_id()"))
        await app.tell(BATCH)
        await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
        await app.tell(ProfileChanged(user_id=7, version=2, person=NURSE))

    answer = await app.person(7).get("/api/matches", params={"min_score": 0})

    assert answer.json()["matches"] == []


async def test_a_run_that_fails_after_another_has_done_its_work_fails_nothing(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))

    async with app.db.write() as session:
        await fail_run(session, 7)

    status = (await app.person(7).get("/api/matches/refresh/status")).json()["status"]
    assert status == "completed"


def _posting(job_id: int, version: int = 1, **facts: Any) -> PostingFacts:
    return BATCH.postings[0].model_copy(update={"job_id": job_id, "version": version, **facts})


async def test_a_list_that_is_no_longer_full_takes_what_is_new(app: ServiceUnderTest) -> None:
    app.running.deps.settings.stored_per_user = 2
    wishing = DEVELOPER.model_copy(update={"wishes": Wishes(min_salary=100_000)})
    await app.tell(CvParsed(user_id=7, version=1, person=wishing))
    paying = [_posting(number, salary_max=pay) for number, pay in ((1, 100_000), (2, 90_000), (3, 60_000))]
    await app.tell(JobsScraped(postings=tuple(paying)))
    full = await _jobs(app, 7)
    await app.tell(JobsScraped(postings=(_posting(4, salary_max=55_000),)))
    still_full = await _jobs(app, 7)

    await app.tell(JobsClosed(job_ids=(1,), versions=(2,), closed_at=NOW))
    await app.tell(JobsScraped(postings=(_posting(5, salary_max=55_000),)))

    assert full == still_full == [1, 2]
    assert await _jobs(app, 7) == [2, 5]


async def test_a_kept_match_follows_its_posting(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
    await app.tell(BATCH)
    [before] = (await app.person(7).get("/api/matches")).json()["matches"]
    await app.person(7).put(f"/api/matches/{before['id']}/status", json={"status": "interested"})

    await app.tell(JobsScraped(postings=(_posting(1, version=2, required_skills=("Triage",)),)))

    after = (await app.person(7).get(f"/api/matches/{before['id']}")).json()
    assert (after["reasoning"]["missing_skills"], after["status"]) == (["Triage"], "interested")
    assert after["score"] < before["score"]


async def test_an_expired_posting_is_nobody_s(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))

    await app.tell(JobsScraped(postings=(_posting(1, expires_at=NOW), _posting(2))))

    assert await _jobs(app, 7) == [2]


async def test_a_letter_brings_back_the_match_that_a_score_dropped_meanwhile(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
    await app.tell(BATCH)
    [match] = (await app.person(7).get("/api/matches")).json()["matches"]
    await app.tell(ProfileChanged(user_id=7, version=2, person=NURSE))
    dropped = await app.person(7).get(f"/api/matches/{match['id']}")

    about = {"user_id": 7, "match_id": match["id"], "job_id": 1, "model": "rules-1", "written_at": NOW}
    await app.tell(LetterWritten(cover_letter_id="cov-1", version=1, letter="Dear Acme", **about))

    found = (await app.person(7).get(f"/api/matches/{match['id']}")).json()
    assert dropped.status_code == 404
    assert (found["cover_letter"], found["job_id"], found["score"] < match["score"]) == ("Dear Acme", 1, True)


async def test_a_worker_that_starts_anew_scores_as_one_that_followed_everything(app: ServiceUnderTest) -> None:
    followed = app.running.deps
    await app.tell(
        JobsScraped(postings=tuple(_posting(number, title=f"Python Developer {number}") for number in range(1, 60)))
    )
    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
    await app.tell(JobsScraped(postings=tuple(_posting(number, 2, nice_skills=("Flask",)) for number in range(1, 20))))
    await count_weights(app.db, followed)
    await app.tell(JobsClosed(job_ids=(3, 4), versions=(9, 9), closed_at=NOW))
    await app.tell(JobsScraped(postings=(_posting(70, required_skills=("Python", "Kubernetes")),)))

    anew = replace(followed, catalogue=Catalogue(followed.settings.currency_rates), seen=NOTHING_SEEN)
    found = [await _ranking(app, deps) for deps in (followed, anew)]

    assert found[0] == found[1]
    assert len(found[0]) == 58
    assert anew.catalogue.weights.version == 1


async def _ranking(app: ServiceUnderTest, deps: Deps) -> list[tuple[int, list[int]]]:
    async with app.db.read() as session:
        row = await queries.person(session, 7)
        assert row is not None
        roles = await queries.roles(session, row.roles)
    person = person_of(7, DEVELOPER, deps.settings.currency_rates)
    async with current_catalogue(app.db, deps) as (catalogue, _):
        ranked = catalogue.best(person, row.skills, roles, NOW, 1_000)
    return list(zip(ranked.jobs.tolist(), ranked.parts.tolist(), strict=True))


async def test_who_was_deactivated_is_not_scored_until_they_are_back(app: ServiceUnderTest) -> None:
    """S06: the run ends undone, and is asked for by itself when the person is active again."""
    await app.tell(BATCH)
    app.issuer.shut_out(7)
    await eventually(lambda: app.running.deps.is_shut_out(7))

    await app.tell(CvParsed(user_id=7, version=1, person=DEVELOPER))
    await app.tell(CvParsed(user_id=8, version=1, person=DEVELOPER))
    assert [done.user_id for done in app.told(MatchCompleted)] == [8]

    app.issuer.let_in(7)
    back = UserChanged(user_id=7, version=2, email="ada@example.com", is_active=True, is_admin=False)
    await app.tell(back)
    assert [done.user_id for done in app.told(MatchCompleted)] == [8, 7]
    assert await _jobs(app, 7) == [1]

    await app.tell(back)
    assert len(app.told(MatchCompleted)) == 2, "nothing was left undone"
