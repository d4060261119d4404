"""Matches through events and HTTP: who is scored against what, when, and what stays."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from match_service.queries import postings as queries
from match_service.service import service
from match_service.use_cases.numbering import number_postings
from shared.events import (
    CvParsed,
    HighlightsWritten,
    JobsClosed,
    JobsScraped,
    LetterWritten,
    MatchCompleted,
    MatchRequested,
    MatchStatusChanged,
    PersonSnapshot,
    PostingFacts,
    ProfileChanged,
    UserDeleted,
    UserJobRemoved,
    UserJobSaved,
    Wishes,
)
from shared.testing.running import ServiceUnderTest
from shared.testing.schema import schema_differences

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SUB_SCORES = ("skill", "title", "experience", "work_type", "location", "salary")
WEIGHTS = {"skills": 0.35, "title": 0.2, "experience": 0.15, "work_type": 0.1, "location": 0.1, "salary": 0.1}


def posting(job_id: int, title: str = "Python Developer", *skills: str, **fields: Any) -> PostingFacts:
    facts = {
        "job_id": job_id,
        "version": 1,
        "source": "remoteok",
        "title": title,
        "company": "Acme",
        "url": f"https://jobs.example/{job_id}",
        "location": "Remote",
        "tags": skills or ("Python", "Django"),
        "required_skills": skills or ("Python", "Django"),
        "salary_min": 100_000,
        "salary_max": 150_000,
        "salary_currency": "USD",
        "scraped_at": NOW,
        **fields,
    }
    return PostingFacts.model_validate(facts)


def nursing(job_id: int) -> PostingFacts:
    return posting(job_id, "Registered Nurse", "Patient Care", "Triage")


def developer(user_id: int = 1, version: int = 1, **wishes: Any) -> CvParsed:
    person = PersonSnapshot(
        skills=("Python", "Django", "PostgreSQL"),
        titles=("Python Developer",),
        experience_years=5,
        has_cv=True,
        wishes=Wishes.model_validate(wishes),
    )
    return CvParsed(user_id=user_id, version=version, person=person)


async def matches(app: ServiceUnderTest, user_id: int = 1, **query: Any) -> dict[str, Any]:
    answer = await app.person(user_id).get("/api/matches", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ids(app: ServiceUnderTest, user_id: int = 1, **query: Any) -> list[int]:
    return [match["job_id"] for match in (await matches(app, user_id, **query))["matches"]]


async def test_a_read_cv_is_scored_against_every_job_without_anyone_asking(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1), nursing(2), posting(3, "Senior Python Developer"))))

    await app.tell(developer())

    assert await ids(app) == [1, 3]
    [done] = app.told(MatchCompleted)
    assert (done.user_id, done.profile_version, done.created, done.jobs_scored) == (1, 1, 2, 3)


async def test_new_jobs_are_scored_against_everybody(app: ServiceUnderTest) -> None:
    await app.tell(developer(1))
    await app.tell(developer(2))

    await app.tell(JobsScraped(postings=(posting(1), nursing(2))))

    assert await ids(app, 1) == await ids(app, 2) == [1]


async def test_a_match_is_shown_as_documented_and_its_numbers_add_up(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1, "Python Developer", "Python", "Django", "Kubernetes", "Flask"),)))
    await app.tell(developer(min_salary=140_000))

    page = await matches(app)

    assert {key: page[key] for key in ("total", "limit", "offset")} == {"total": 1, "limit": 50, "offset": 0}
    match = page["matches"][0]
    reasoning = match["reasoning"]
    assert (match["job_id"], match["user_id"], match["status"], match["applied_at"]) == (1, 1, "matched", None)
    assert (match["cover_letter"], match["cv_highlights"]) == (None, None)
    assert match["job"]["title"] == "Python Developer"
    assert match["job"]["tags"] == ["Python", "Django", "Kubernetes", "Flask"]
    assert (match["job"]["salary_min"], match["job"]["salary_max"], match["job"]["url"]) == (
        100_000,
        150_000,
        "https://jobs.example/1",
    )
    assert set(reasoning["matching_skills"]) == {"Python", "Django"}
    assert reasoning["missing_skills"] == ["Kubernetes"]
    assert reasoning["related_skills"] == ["Flask"]
    assert reasoning["weights"] == WEIGHTS
    mean = sum(weight * reasoning[f"{name}_score"] for name, weight in zip(SUB_SCORES, WEIGHTS.values(), strict=True))
    assert match["score"] == reasoning["overall_score"] == pytest.approx(mean, abs=0.0501)
    assert match["analysis"].count(".") >= 2
    assert await matches(app, min_score=match["score"]) == page
    assert (await app.person(1).get(f"/api/matches/{match['id']}")).json() == match


async def test_a_changed_profile_replaces_matches_and_keeps_ids(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1), posting(2, remote_type="onsite"))))
    await app.tell(developer())
    before = {match["job_id"]: match["id"] for match in (await matches(app))["matches"]}

    await app.tell(ProfileChanged(user_id=1, version=2, person=developer(remote_only=True).person))

    assert set(before) == {1, 2}
    after = {match["job_id"]: match["id"] for match in (await matches(app))["matches"]}
    assert after == {1: before[1]}


async def test_an_older_profile_changes_nothing(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(developer(version=5))

    await app.tell(CvParsed(user_id=1, version=4, person=PersonSnapshot(skills=("Triage",), has_cv=True)))

    assert await ids(app) == [1]


async def test_events_told_twice_change_nothing_more(app: ServiceUnderTest) -> None:
    events = [(JobsScraped(postings=(posting(1), nursing(2))), uuid4()), (developer(), uuid4())]
    for event, message_id in events:
        await app.tell(event, message_id=message_id)
    before = await matches(app)

    for event, message_id in reversed(events):
        await app.tell(event, message_id=message_id)

    assert await matches(app) == before


async def test_a_status_is_kept_for_ever_through_scores_and_closing(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1), posting(2))))
    await app.tell(developer())
    match = next(each for each in (await matches(app))["matches"] if each["job_id"] == 1)

    answer = await app.person(1).put(f"/api/matches/{match['id']}/status", json={"status": "applied"})
    await app.tell(ProfileChanged(user_id=1, version=2, person=PersonSnapshot(skills=("Triage",), has_cv=True)))
    await app.tell(JobsClosed(job_ids=(1, 2), versions=(2, 2), closed_at=NOW))

    body = answer.json()
    assert (body["id"], body["status"], body["score"]) == (match["id"], "applied", match["score"])
    assert body["applied_at"] is not None
    [kept] = (await matches(app, min_score=0))["matches"]
    assert (kept["id"], kept["status"], kept["job"]["closed_at"]) == (match["id"], "applied", "2026-11-20T00:00:00Z")
    await app.settled()
    assert [event.status for event in app.told(MatchStatusChanged)] == ["applied"]


async def test_hidden_and_rejected_matches_leave_the_list_and_are_found_by_status(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1), posting(2), posting(3))))
    await app.tell(developer())
    by_job = {match["job_id"]: match["id"] for match in (await matches(app))["matches"]}
    for job_id, status in ((1, "hidden"), (2, "rejected")):
        await app.person(1).put(f"/api/matches/{by_job[job_id]}/status", json={"status": status})

    await app.tell(ProfileChanged(user_id=1, version=2, person=developer(min_salary=1).person))

    assert await ids(app) == [3]
    assert await ids(app, status="hidden") == [1]
    assert await ids(app, status="rejected") == [2]
    assert (await matches(app))["total"] == 1


async def test_a_changed_posting_is_scored_anew_and_one_that_fits_no_more_goes(app: ServiceUnderTest) -> None:
    await app.tell(developer())
    await app.tell(JobsScraped(postings=(posting(1), posting(2))))
    before = (await matches(app))["matches"]

    await app.tell(JobsScraped(postings=(nursing(1).model_copy(update={"version": 2}),)))
    await app.tell(JobsScraped(postings=(posting(1),)))

    assert {match["job_id"] for match in before} == {1, 2}
    assert await ids(app) == [2]


async def test_closed_jobs_leave_the_list_and_late_news_do_not_bring_them_back(app: ServiceUnderTest) -> None:
    await app.tell(developer())
    await app.tell(JobsClosed(job_ids=(1,), versions=(2,), closed_at=NOW))

    await app.tell(JobsScraped(postings=(posting(1), posting(2))))

    assert await ids(app) == [2]


async def test_a_pasted_job_always_has_its_match_and_only_its_owner_sees_it(app: ServiceUnderTest) -> None:
    await app.tell(developer(2))

    await app.tell(UserJobSaved(user_id=1, posting=nursing(7)))
    await app.tell(UserJobSaved(user_id=2, posting=nursing(8)))

    assert await ids(app, 1, min_score=0) == [7]
    assert await ids(app, 2, min_score=0) == [8]
    await app.tell(developer(2, version=2))
    assert await ids(app, 2, min_score=0) == [8]


async def test_a_match_asked_for_by_job_is_made_whatever_its_score_and_stays(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(nursing(1), posting(2))))
    await app.tell(developer())
    assert await ids(app, min_score=0) == [2]

    asked = await app.person(1).post("/api/matches", json={"job_id": 1})
    again = await app.person(1).post("/api/matches", json={"job_id": 1})
    stored = await app.person(1).post("/api/matches", json={"job_id": 2})
    await app.tell(developer(version=2))
    await app.tell(JobsClosed(job_ids=(1,), versions=(2,), closed_at=NOW))

    assert (asked.status_code, again.status_code, stored.status_code) == (201, 200, 200)
    assert (asked.json()["job_id"], asked.json()["score"] < 50) == (1, True)
    assert again.json()["id"] == asked.json()["id"]
    kept = (await app.person(1).get(f"/api/matches/{asked.json()['id']}")).json()
    assert kept["job"]["closed_at"] is not None


async def test_a_closed_job_can_be_asked_for_and_one_nobody_told_of_can_not(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(JobsClosed(job_ids=(1, 2), versions=(2, 1), closed_at=NOW))

    closed, untold, unknown = [await app.person(1).post("/api/matches", json={"job_id": job}) for job in (1, 2, 99)]

    assert (closed.status_code, untold.status_code, unknown.status_code) == (201, 404, 404)
    assert unknown.json() == {"detail": "Job not found", "status_code": 404}
    assert (await app.anyone.post("/api/matches", json={"job_id": 1})).status_code == 401
    assert (await app.person(1).post("/api/matches", json={"job_id": 0})).status_code == 422


async def test_anothers_pasted_job_can_not_be_asked_for(app: ServiceUnderTest) -> None:
    await app.tell(UserJobSaved(user_id=1, posting=posting(7, source="user_submitted")))

    assert (await app.person(2).post("/api/matches", json={"job_id": 7})).status_code == 404
    assert (await app.person(1).post("/api/matches", json={"job_id": 7})).status_code == 200


async def test_a_deleted_pasted_job_takes_its_match_unless_it_has_a_status(app: ServiceUnderTest) -> None:
    for job_id in (7, 8):
        await app.tell(UserJobSaved(user_id=1, posting=nursing(job_id)))
    by_job = {match["job_id"]: match["id"] for match in (await matches(app, min_score=0))["matches"]}
    await app.person(1).put(f"/api/matches/{by_job[8]}/status", json={"status": "interested"})

    for job_id in (7, 8):
        await app.tell(UserJobRemoved(user_id=1, job_id=job_id, version=2))

    [kept] = (await matches(app, min_score=0))["matches"]
    assert kept["job_id"] == 8
    assert kept["job"]["closed_at"] is not None


async def test_letters_and_highlights_show_in_the_match_and_older_ones_do_not_replace_newer(
    app: ServiceUnderTest,
) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(developer())
    match_id = (await matches(app))["matches"][0]["id"]
    about = {"user_id": 1, "match_id": match_id, "job_id": 1, "model": "rules-1", "written_at": NOW}

    for version, words in ((2, "second"), (1, "first")):
        await app.tell(LetterWritten(cover_letter_id=f"cov-{words}", version=version, letter=words, **about))
        await app.tell(HighlightsWritten(version=version, highlights=(words,), **about))
    await app.tell(LetterWritten(cover_letter_id="cov-x", version=9, letter="forged", **{**about, "user_id": 2}))

    match = (await matches(app))["matches"][0]
    assert (match["cover_letter"], match["cv_highlights"]) == ("second", ["second"])


async def test_a_refresh_is_for_administrators_and_its_progress_is_honest(app: ServiceUnderTest) -> None:
    admin = app.person(1, admin=True)
    await app.tell(JobsScraped(postings=(posting(1),)))
    none = (await app.person(1).get("/api/matches/refresh/status")).json()
    await app.tell(developer())

    refused = await app.person(1).post("/api/matches/refresh")
    started = (await admin.post("/api/matches/refresh")).json()
    await app.settled()
    done = (await admin.get("/api/matches/refresh/status")).json()

    assert none == {"status": "none", "message": "No match refresh in progress or recently completed."}
    assert refused.status_code == 403
    assert started["status"] == "processing"
    assert (done["status"], done["message"]) == ("completed", "Found 1 match (0 new)")
    assert done["result"] == {"matches_created": 0, "matches_updated": 1, "total_jobs_processed": 1}
    assert done["updated_at"].endswith("Z")


async def test_many_requests_at_once_collapse(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=tuple(posting(n) for n in range(1, 50))))
    await app.tell(developer())

    answers = await asyncio.gather(*(app.person(1, admin=True).post("/api/matches/refresh") for _ in range(10)))
    await app.settled()

    statuses = [answer.json()["status"] for answer in answers]
    assert statuses.count("processing") <= 3
    assert len(app.told(MatchRequested)) <= 1 + statuses.count("processing")
    assert (await app.person(1).get("/api/matches/refresh/status")).json()["status"] == "completed"


async def test_a_person_with_nothing_to_score_by_has_no_matches(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(ProfileChanged(user_id=1, version=1, person=PersonSnapshot()))

    assert (await matches(app, min_score=0))["matches"] == []


async def test_only_the_best_are_stored(app: ServiceUnderTest) -> None:
    app.running.deps.settings.stored_per_user = 3
    batch = tuple(posting(n, salary_min=n * 10_000, salary_max=n * 10_000) for n in range(5, 12))
    await app.tell(developer(min_salary=120_000))

    await app.tell(JobsScraped(postings=batch[:4]))
    await app.tell(JobsScraped(postings=batch[4:]))
    after_batches = await ids(app)
    await app.tell(developer(version=2, min_salary=120_000))

    assert after_batches == [11, 10, 9]
    assert await ids(app) == [11, 10, 9]


async def test_pages_are_exact(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=tuple(posting(n) for n in range(1, 8))))
    await app.tell(developer())

    pages = [await matches(app, limit=3, offset=offset) for offset in (0, 3, 6, 9)]

    assert [page["total"] for page in pages] == [7, 7, 7, 7]
    assert [match["job_id"] for page in pages for match in page["matches"]] == [1, 2, 3, 4, 5, 6, 7]


async def test_the_job_match_platform_sees_the_same_matches_in_its_own_words(app: ServiceUnderTest) -> None:
    kept = posting(1, "Senior Python Developer", posted_at=NOW.replace(day=3))
    others = (posting(2), nursing(3), posting(4, salary_min=1, salary_max=1))
    await app.tell(JobsScraped(postings=(kept, *others)))
    await app.tell(developer(min_salary=140_000))
    await app.tell(UserJobSaved(user_id=1, posting=nursing(9)))
    listed = await matches(app, min_score=0)
    hidden = next(match["id"] for match in listed["matches"] if match["job_id"] == 4)
    await app.person(1).put(f"/api/matches/{hidden}/status", json={"status": "hidden"})

    page = (await app.person(1).get("/api/jobs/matches")).json()
    second = (await app.person(1).get("/api/jobs/matches", params={"limit": 1, "offset": 1})).json()

    above_the_floor = [match for match in (await matches(app))["matches"] if match["id"] != hidden]
    assert 9 in {match["job_id"] for match in listed["matches"]}
    assert page["total"] == len(page["matches"]) == len(above_the_floor) == 2
    for match, theirs in zip(above_the_floor, page["matches"], strict=True):
        assert theirs == {
            "id": match["id"],
            "job_id": match["job_id"],
            "compatibility_score": match["score"],
            "match_details": match["reasoning"],
            "job_title": match["job"]["title"],
            "company_name": "Acme",
            "location": "Remote",
            "posted_date": "2026-11-03T00:00:00Z" if match["job_id"] == 1 else "2026-11-20T00:00:00Z",
        }
    assert second == {"matches": page["matches"][1:], "total": 2}


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"offset": -1}])
async def test_pages_of_the_job_match_platform_have_the_common_bounds(
    app: ServiceUnderTest, query: dict[str, Any]
) -> None:
    assert (await app.person(1).get("/api/jobs/matches", params=query)).status_code == 422
    assert (await app.anyone.get("/api/jobs/matches", params=query)).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        {"status": "loved"},
        {"min_score": -1},
        {"min_score": 101},
        {"min_score": "nan"},
        {"limit": 0},
        {"limit": 201},
        {"offset": -1},
    ],
)
async def test_a_query_that_does_not_fit_is_422(app: ServiceUnderTest, query: dict[str, Any]) -> None:
    assert (await app.person(1).get("/api/matches", params=query)).status_code == 422


async def test_anothers_match_is_403_and_a_missing_one_404(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(developer())
    match_id = (await matches(app))["matches"][0]["id"]

    for person, number, status in ((2, match_id, 403), (1, 999, 404)):
        client = app.person(person)
        answers = [
            await client.get(f"/api/matches/{number}"),
            await client.put(f"/api/matches/{number}/status", json={"status": "applied"}),
        ]
        assert [answer.status_code for answer in answers] == [status, status]
    unknown = await app.person(1).put(f"/api/matches/{match_id}/status", json={"status": "loved"})
    assert unknown.status_code == 422
    assert (await app.anyone.get("/api/matches")).status_code == 401


async def test_an_erased_person_is_gone_and_new_jobs_do_not_bring_them_back(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(1),)))
    await app.tell(developer())
    await app.tell(UserJobSaved(user_id=1, posting=nursing(7)))

    await app.tell(UserDeleted(user_id=1))
    await app.tell(developer(version=2))
    await app.tell(UserJobSaved(user_id=1, posting=nursing(8)))
    await app.tell(JobsScraped(postings=(posting(2),)))

    exported = (await app.person(1).get("/api/export/match")).json()["data"]
    assert not any(exported.values()), exported


async def test_a_posting_committed_late_under_an_older_transaction_is_not_missed(app: ServiceUnderTest) -> None:
    await app.tell(JobsScraped(postings=(posting(3),)))

    async with app.db.write() as late:
        await queries.put_postings(late, await number_postings(late, [posting(1)]))
        await app.tell(JobsScraped(postings=(posting(2),)))
        await app.tell(developer(1))
        assert await ids(app, 1) == [2, 3]
    await app.tell(developer(2))

    assert await ids(app, 2) == [1, 2, 3]


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []
