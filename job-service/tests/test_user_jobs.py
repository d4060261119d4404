"""Jobs a person pastes: read, kept, changed and deleted, and seen by nobody else."""

import asyncio
from typing import Any

import httpx
import pytest

from job_service.queries import user_jobs as queries
from shared.events import UserDeleted, UserJobRemoved, UserJobSaved
from shared.testing.running import ServiceUnderTest

TEXT = """Senior Python Developer
TechCorp Inc. - Remote

We're looking for an experienced Python developer...

Requirements:
- 5+ years of Python experience
- Django and FastAPI
- PostgreSQL

Salary: $120,000 - $160,000 USD
Location: Remote (US only)

Apply at: https://techcorp.com/careers/123"""

JOB: dict[str, Any] = {
    "title": "Senior Python Developer",
    "company": "TechCorp Inc.",
    "description": "We're looking for an experienced Python developer with 5+ years of experience...",
    "url": "https://techcorp.com/careers/123",
    "location": "Remote (US only)",
    "remote_type": "full",
    "job_type": "permanent",
    "salary_min": 120_000,
    "salary_max": 160_000,
    "salary_currency": "USD",
    "tags": ["Python", "Django", "FastAPI", "PostgreSQL"],
}


async def save(app: ServiceUnderTest, owner: int = 1, **fields: Any) -> httpx.Response:
    return await app.person(owner).post("/api/user-jobs", json=JOB | fields)


async def saved(app: ServiceUnderTest, owner: int = 1, **fields: Any) -> int:
    answer = await save(app, owner, **fields)
    assert answer.status_code == 201, answer.text
    job_id: int = answer.json()["id"]
    return job_id


async def test_the_documented_text_is_read_into_the_documented_fields(app: ServiceUnderTest) -> None:
    answer = await app.person(1).post("/api/user-jobs/parse", json={"job_text": TEXT})

    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("description").startswith("We're looking for an experienced Python developer")
    assert body == {key: value for key, value in JOB.items() if key != "description"} | {"model": "rules-1"}


async def test_what_was_read_can_be_saved_as_it_is(app: ServiceUnderTest) -> None:
    read = (await app.person(1).post("/api/user-jobs/parse", json={"job_text": TEXT})).json()

    assert (await app.person(1).post("/api/user-jobs", json=read)).status_code == 201


@pytest.mark.parametrize(
    ("job_text", "status"),
    [
        ("x" * 49, 400),
        (" " * 80, 400),
        ("x" * 50, 200),
        ("y" * 50_000, 200),
        ("x" * 50_001, 422),
        ("x" * 60 + "\x00", 422),
    ],
)
async def test_a_text_too_short_or_too_long_is_refused(
    common_app: ServiceUnderTest, job_text: str, status: int
) -> None:
    assert (await common_app.person(1).post("/api/user-jobs/parse", json={"job_text": job_text})).status_code == status


async def test_a_saved_job_is_shown_with_the_documented_fields_and_told(app: ServiceUnderTest) -> None:
    answer = await save(app)

    assert answer.status_code == 201
    job = answer.json()
    assert job | {"created_at": "", "updated_at": ""} == JOB | {
        "id": job["id"],
        "user_id": 1,
        "source": "user_submitted",
        "created_at": "",
        "updated_at": "",
    }
    await app.settled()
    [event] = app.told(UserJobSaved)
    assert (event.user_id, event.posting.job_id, event.posting.version) == (1, job["id"], 1)
    assert (event.posting.source, event.posting.years_min) == ("user_submitted", 5)
    assert event.posting.required_skills == ("Python", "Django", "FastAPI", "PostgreSQL")
    assert event.posting.eligible_regions == ("US",)


async def test_title_and_description_are_all_it_takes(app: ServiceUnderTest) -> None:
    answer = await app.person(1).post("/api/user-jobs", json={"title": "Gardener", "description": "Plant trees."})

    assert answer.status_code == 201
    assert (answer.json()["company"], answer.json()["tags"], answer.json()["salary_min"]) == (None, [], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("title", ""),
        ("title", "  "),
        ("title", "x" * 201),
        ("title", "two\nlines"),
        ("description", ""),
        ("description", "x" * 50_001),
        ("description", "bell\x07"),
        ("company", "x" * 201),
        ("url", "javascript:alert(1)"),
        ("url", "techcorp.com"),
        ("remote_type", "moon"),
        ("job_type", "slavery"),
        ("salary_min", -1),
        ("salary_min", "lots"),
        ("salary_min", 10**30),
        ("salary_min", 200_000),
        ("salary_currency", "dollars"),
        ("salary_currency", "1$x"),
        ("tags", ["x" * 101]),
        ("tags", ["x"] * 51),
        ("tags", "Python"),
    ],
)
async def test_a_field_that_does_not_fit_is_refused(common_app: ServiceUnderTest, field: str, value: object) -> None:
    answer = await save(common_app, 1, **{field: value})

    assert answer.status_code == 422
    assert field in answer.text or "salary" in answer.text


async def test_fields_nobody_knows_are_ignored(app: ServiceUnderTest) -> None:
    job_id = await saved(app, id=77, user_id=9, source="remoteok", is_admin=True)

    job = (await app.person(1).get(f"/api/user-jobs/{job_id}")).json()
    assert (job["user_id"], job["source"]) == (1, "user_submitted")
    assert job_id != 77


async def test_the_same_job_twice_is_refused_whatever_its_case(app: ServiceUnderTest) -> None:
    await saved(app)

    again = await save(app, title=" senior python DEVELOPER ", company="TECHCORP Inc.")

    assert again.status_code == 400
    assert again.json()["detail"] == "You have already added a job with this title at this company."


async def test_two_jobs_without_a_company_are_no_duplicates(app: ServiceUnderTest) -> None:
    assert await saved(app, company=None) != await saved(app, company="  ")


async def test_another_person_may_keep_the_same_job(app: ServiceUnderTest) -> None:
    assert await saved(app, 1) != await saved(app, 2)


async def test_of_the_same_job_saved_at_once_one_is_kept(app: ServiceUnderTest) -> None:
    answers = await asyncio.gather(*(save(app) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400, 400, 400]


async def test_jobs_are_listed_newest_first_and_only_ones_own(app: ServiceUnderTest) -> None:
    first, second = await saved(app, title="First"), await saved(app, title="Second")
    await saved(app, 2, title="Not mine")

    listed = (await app.person(1).get("/api/user-jobs")).json()

    assert [job["id"] for job in listed["jobs"]] == [second, first]
    assert listed["total"] == 2


async def test_some_fields_can_be_changed_and_the_rest_stays(app: ServiceUnderTest) -> None:
    job_id = await saved(app)

    answer = await app.person(1).put(
        f"/api/user-jobs/{job_id}", json={"title": "Updated Title", "salary_min": 130_000, "tags": ["Python", "Docker"]}
    )

    job = answer.json()
    assert answer.status_code == 200
    assert (job["title"], job["salary_min"], job["tags"]) == ("Updated Title", 130_000, ["Python", "Docker"])
    assert (job["company"], job["salary_max"], job["description"]) == ("TechCorp Inc.", 160_000, JOB["description"])
    assert job["updated_at"] > job["created_at"]
    await app.settled()
    told = app.told(UserJobSaved)[-1].posting
    assert (told.version, told.title, told.required_skills) == (2, "Updated Title", ("Python", "Docker"))


async def test_of_changes_made_at_once_none_is_lost(app: ServiceUnderTest) -> None:
    job_id = await saved(app)
    changes: list[dict[str, Any]] = [{"title": "New"}, {"location": "Oslo"}, {"tags": ["Go"]}]

    answers = await asyncio.gather(*(app.person(1).put(f"/api/user-jobs/{job_id}", json=each) for each in changes))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    job = (await app.person(1).get(f"/api/user-jobs/{job_id}")).json()
    assert (job["title"], job["location"], job["tags"]) == ("New", "Oslo", ["Go"])


async def test_a_change_that_others_forestall_again_and_again_is_409_and_changes_nothing(
    app: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await save(app)).json()

    async def forestalled(*_: object) -> None:
        return None

    monkeypatch.setattr(queries, "change_user_job", forestalled)
    answer = await app.person(1).put(f"/api/user-jobs/{made['id']}", json={"title": "Another"})

    assert (answer.status_code, answer.json()["status_code"]) == (409, 409)
    assert (await app.person(1).get(f"/api/user-jobs/{made['id']}")).json() == made


async def test_null_empties_a_field_that_may_be_empty(app: ServiceUnderTest) -> None:
    job_id = await saved(app)

    changed = await app.person(1).put(f"/api/user-jobs/{job_id}", json={"company": None, "salary_max": None})
    refused = await app.person(1).put(f"/api/user-jobs/{job_id}", json={"title": None})

    assert (changed.json()["company"], changed.json()["salary_max"]) == (None, None)
    assert refused.status_code == 422


@pytest.mark.parametrize("change", [{"salary_min": 170_000}, {"salary_max": 1}])
async def test_a_change_may_not_put_the_salary_upside_down(app: ServiceUnderTest, change: dict[str, int]) -> None:
    job_id = await saved(app)

    assert (await app.person(1).put(f"/api/user-jobs/{job_id}", json=change)).status_code == 422


async def test_a_change_may_not_make_a_duplicate(app: ServiceUnderTest) -> None:
    await saved(app)
    other = await saved(app, title="Other")

    answer = await app.person(1).put(f"/api/user-jobs/{other}", json={"title": JOB["title"]})

    assert answer.status_code == 400
    assert (await app.person(1).get(f"/api/user-jobs/{other}")).json()["title"] == "Other"


async def test_a_deleted_job_is_gone_and_told(app: ServiceUnderTest) -> None:
    job_id = await saved(app)

    assert (await app.person(1).delete(f"/api/user-jobs/{job_id}")).status_code == 204

    assert (await app.person(1).get(f"/api/user-jobs/{job_id}")).status_code == 404
    assert (await app.person(1).delete(f"/api/user-jobs/{job_id}")).status_code == 404
    await app.settled()
    assert app.told(UserJobRemoved) == [UserJobRemoved(user_id=1, job_id=job_id, version=2)]


@pytest.mark.parametrize("admin", [False, True])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_somebody_elses_job_is_not_there_not_even_for_an_admin(
    app: ServiceUnderTest, method: str, admin: bool
) -> None:
    job_id = await saved(app, 1)
    other = app.person(2, admin=admin)

    theirs = await other.request(method, f"/api/user-jobs/{job_id}", json={"title": "Mine now"})
    nobodys = await other.request(method, "/api/user-jobs/999999", json={"title": "Mine now"})

    assert theirs.status_code == 404
    assert theirs.json() == nobodys.json()
    assert (await app.person(1).get(f"/api/user-jobs/{job_id}")).json()["title"] == JOB["title"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/user-jobs/parse"),
        ("POST", "/api/user-jobs"),
        ("GET", "/api/user-jobs"),
        ("GET", "/api/user-jobs/1"),
        ("PUT", "/api/user-jobs/1"),
        ("DELETE", "/api/user-jobs/1"),
        ("GET", "/api/export/job"),
    ],
)
async def test_without_a_token_there_is_nothing(common_app: ServiceUnderTest, method: str, path: str) -> None:
    answer = await common_app.anyone.request(method, path, json={})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_pasted_job_has_a_job_page_for_its_owner_alone(app: ServiceUnderTest) -> None:
    job_id = await saved(app, 1)

    own = await app.person(1).get(f"/api/jobs/{job_id}")
    others = [
        await client.get(f"/api/jobs/{job_id}") for client in (app.anyone, app.person(2), app.person(3, admin=True))
    ]

    assert own.status_code == 200
    assert (own.json()["source"], own.json()["title"]) == ("user_submitted", JOB["title"])
    assert [answer.status_code for answer in others] == [404, 404, 404]


async def test_a_pasted_job_is_never_in_the_public_list(app: ServiceUnderTest) -> None:
    await saved(app)

    for query in ("", "?search=python", "?source=user_submitted", "?min_salary=1"):
        assert (await app.person(1).get(f"/api/jobs{query}")).json()["total"] == 0


async def test_a_person_can_take_their_jobs_along(app: ServiceUnderTest) -> None:
    job_id = await saved(app, 1)
    await saved(app, 2)

    export = (await app.person(1).get("/api/export/job")).json()

    assert (export["service"], export["user_id"]) == ("job", 1)
    [row] = export["data"]["user_jobs"]
    assert (row["id"], row["description"]) == (job_id, JOB["description"])


async def test_nothing_is_kept_for_somebody_who_was_erased(app: ServiceUnderTest) -> None:
    await app.tell(UserDeleted(user_id=1))

    assert (await save(app, 1)).status_code == 401
    assert (await app.person(1).get("/api/user-jobs")).json()["total"] == 0


async def test_erasure_leaves_nothing_of_a_person_and_everything_of_the_others(app: ServiceUnderTest) -> None:
    await saved(app, 1)
    kept = await saved(app, 2)

    await app.tell(UserDeleted(user_id=1))

    assert (await app.person(1).get("/api/user-jobs")).json()["total"] == 0
    assert (await app.person(1).get("/api/export/job")).json()["data"]["user_jobs"] == []
    assert (await app.person(2).get(f"/api/user-jobs/{kept}")).status_code == 200


async def test_a_job_sent_twice_under_one_key_is_one_job(app: ServiceUnderTest) -> None:
    ada, key = app.person(1), {"Idempotency-Key": "paste-1"}

    first = await ada.post("/api/user-jobs", json=JOB, headers=key)
    again = await ada.post("/api/user-jobs", json=JOB, headers=key)
    other = await ada.post("/api/user-jobs", json=JOB | {"title": "Gardener"}, headers=key)
    await app.settled()

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert (await ada.get("/api/user-jobs")).json()["total"] == 1
    assert len(app.told(UserJobSaved)) == 1
