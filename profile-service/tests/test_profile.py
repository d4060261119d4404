"""Profile, preferences and projects, through HTTP and events."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from profile_service.service import service
from shared.events import (
    ConsentChanged,
    ProfileChanged,
    ProfileRenamed,
    SkillAdded,
    UserChanged,
    UserDeleted,
    UserRegistered,
)
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import schema_differences

PDF = Path(__file__).parents[2] / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
REGISTERED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


async def put(app: ServiceUnderTest, user_id: int = 1, **changes: Any) -> httpx.Response:
    return await app.person(user_id).put("/api/profile", json=changes)


async def profile(app: ServiceUnderTest, user_id: int = 1) -> dict[str, Any]:
    answer = await app.person(user_id).get("/api/profile")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_registered_person_has_an_empty_profile(app: ServiceUnderTest) -> None:
    await app.tell(UserRegistered(user_id=1, email="A@example.com", full_name="Ada", created_at=REGISTERED))

    found = await profile(app)
    me = (await app.person(1).get("/auth/me")).json()

    empty: dict[str, Any] = {
        "bio": None,
        "skills": [],
        "experience_years": None,
        "preferences": {},
        "cv_uploaded_at": None,
    }
    who = {"id": 1, "email": "A@example.com", "full_name": "Ada", **empty}
    assert found == {**who, "cv_filename": None, "updated_at": found["updated_at"]}
    assert me == {**who, "created_at": "2026-03-01T09:00:00Z"}


async def test_before_the_event_comes_the_profile_is_made_from_the_token(app: ServiceUnderTest) -> None:
    assert (await profile(app, user_id=5))["email"] == "person5@example.com"

    await app.tell(UserRegistered(user_id=5, email="late@example.com", full_name="Late", created_at=REGISTERED))

    assert (await profile(app, user_id=5))["full_name"] == "Ada Lovelace"


async def test_only_what_is_sent_changes_and_matching_is_told(app: ServiceUnderTest) -> None:
    await put(app, bio="Engineer", skills=["python", "k8s", "Python", "Underwater welding"], experience_years=6)

    answer = await put(app, preferences={"target_roles": ["Tech Lead"], "min_salary": 120000})

    body = answer.json()
    assert (body["bio"], body["experience_years"]) == ("Engineer", 6)
    assert body["skills"] == ["Python", "Kubernetes", "Underwater welding"]
    await app.settled()
    first, second = app.told(ProfileChanged)
    assert (first.version, second.version) == (1, 2)
    assert second.person.skills == ("Python", "Kubernetes", "Underwater welding")
    assert (second.person.wishes.target_roles, second.person.wishes.min_salary) == (("Tech Lead",), 120000)
    assert second.person.experience_years == 6


async def test_what_matching_does_not_read_is_not_told(app: ServiceUnderTest) -> None:
    await put(app, bio="Engineer", preferences={"theme": "dark"})
    await app.settled()

    assert app.told(ProfileChanged) == []


async def test_preferences_merge_by_key_null_removes_and_parsed_cv_is_read_only(app: ServiceUnderTest) -> None:
    await put(app, preferences={"remote_only": True, "min_salary": 100, "theme": {"dark": True, "size": 2}})

    answer = await put(app, preferences={"min_salary": None, "theme": {"dark": False}, "parsed_cv": {"name": "Eve"}})

    assert answer.json()["preferences"] == {"remote_only": True, "theme": {"dark": False}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bio": "x" * 2001}, "body.bio"),
        ({"bio": "a\x00b"}, "body.bio"),
        ({"full_name": "x" * 201}, "body.full_name"),
        ({"full_name": "  "}, "body.full_name"),
        ({"skills": "Python"}, "body.skills"),
        ({"skills": ["x" * 101]}, "body.skills.0"),
        ({"experience_years": -1}, "body.experience_years"),
        ({"experience_years": "many"}, "body.experience_years"),
        ({"preferences": {"remote_types": ["moon"]}}, "body.preferences.remote_types.0"),
        ({"preferences": {"job_types": ["slave"]}}, "body.preferences.job_types.0"),
        ({"preferences": {"min_salary": "much"}}, "body.preferences.min_salary"),
        ({"preferences": []}, "body.preferences"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(app: ServiceUnderTest, changes: dict[str, Any], field: str) -> None:
    answer = await put(app, **changes)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "preferences",
    [{f"key{n}": n for n in range(101)}, {"essay": "x" * 65_536}, {"nul": "a\x00b"}, {"deep": [{"bell": "\x07"}]}],
)
async def test_preferences_that_are_too_much_are_refused_whole(
    app: ServiceUnderTest, preferences: dict[str, Any]
) -> None:
    answer = await put(app, bio="new", preferences=preferences)

    assert answer.status_code == 422
    assert (await profile(app))["bio"] is None


async def test_unknown_fields_reach_nothing(app: ServiceUnderTest) -> None:
    await put(app, is_admin=True, user_id=99, version=7, email="eve@example.com")

    assert (await profile(app))["email"] == "person1@example.com"
    assert "is_admin" not in await profile(app)


async def test_a_new_name_is_told_to_the_account(app: ServiceUnderTest) -> None:
    await put(app, full_name="Ada King")
    await put(app, full_name="Ada King")
    await app.settled()

    assert app.told(ProfileRenamed) == [ProfileRenamed(user_id=1, version=1, full_name="Ada King")]


async def test_a_change_of_mind_about_ai_is_told_once_and_asks_for_no_new_matches(app: ServiceUnderTest) -> None:
    await put(app, preferences={"use_ai": True})
    refused = (await put(app, preferences={"use_ai": False})).json()
    await put(app, preferences={"use_ai": False, "theme": "dark"})
    allowed = (await put(app, preferences={"use_ai": None})).json()
    await app.settled()

    told = [(event.may_use_ai, event.changed_at) for event in app.told(ConsentChanged)]
    assert told == [
        (False, datetime.fromisoformat(refused["updated_at"])),
        (True, datetime.fromisoformat(allowed["updated_at"])),
    ]
    assert [event.version for event in app.told(ConsentChanged)] == [1, 2]
    assert app.told(ProfileChanged) == []


async def test_the_job_match_platforms_path_shows_the_same_profile_and_changes_the_name_alone(
    app: ServiceUnderTest,
) -> None:
    await put(app, bio="Engineer", skills=["Python"])

    answer = await app.person(1).put("/api/profile/me", json={"full_name": "Grace Hopper", "bio": "Admiral"})
    unchanged = await app.person(1).put("/api/profile/me", json={})

    assert answer.status_code == 200, answer.text
    assert (answer.json()["full_name"], answer.json()["bio"]) == ("Grace Hopper", "Engineer")
    assert unchanged.json()["full_name"] == "Grace Hopper"
    assert (await app.person(1).get("/api/profile/me")).json() == await profile(app) == unchanged.json()
    await app.settled()
    assert app.told(ProfileRenamed) == [ProfileRenamed(user_id=1, version=2, full_name="Grace Hopper")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", 7])
async def test_a_name_that_does_not_fit_is_refused_on_the_job_match_platforms_path(
    app: ServiceUnderTest, name: object
) -> None:
    answer = await app.person(1).put("/api/profile/me", json={"full_name": name})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.full_name"


async def test_an_account_changed_later_wins_whatever_the_order(app: ServiceUnderTest) -> None:
    await put(app, bio="here")
    newer = UserChanged(user_id=1, version=2, email="new@example.com", is_active=True, is_admin=False)

    await app.tell(newer)
    await app.tell(newer.model_copy(update={"version": 1, "email": "old@example.com"}))

    assert (await profile(app))["email"] == "new@example.com"


async def test_a_skill_added_elsewhere_is_in_the_profile_once(app: ServiceUnderTest) -> None:
    await put(app, skills=["Python"])

    await app.tell(SkillAdded(user_id=1, skill="Elixir"))
    await app.tell(SkillAdded(user_id=1, skill="elixir"))

    assert (await profile(app))["skills"] == ["Python", "Elixir"]
    assert app.told(ProfileChanged)[-1].person.skills == ("Python", "Elixir")


async def test_projects_are_the_persons_to_add_change_and_delete(app: ServiceUnderTest) -> None:
    ada, eve = app.person(1), app.person(2)
    wanted = {"title": "Engine", "description": "It computes.", "technologies": ["k8s", "brass"], "url": None}

    added = (await ada.post("/api/profile/projects", json=wanted)).json()
    path = f"/api/profile/projects/{added['id']}"
    stolen = [await eve.put(path, json=wanted), await eve.delete(path)]
    changed = (await ada.put(path, json={**wanted, "title": "Difference Engine"})).json()
    listed = (await ada.get("/api/profile/projects")).json()

    assert (added["technologies"], added["from_cv"]) == (["Kubernetes", "brass"], False)
    assert [answer.status_code for answer in stolen] == [404, 404]
    assert changed["title"] == "Difference Engine"
    assert (listed["total"], listed["projects"]) == (1, [changed])
    assert (await eve.get("/api/profile/projects")).json() == {"projects": [], "total": 0}
    assert (await ada.delete(path)).status_code == 204
    assert (await ada.delete(path)).status_code == 404


async def test_an_erased_person_has_no_profile_any_more_even_with_a_living_token(app: ServiceUnderTest) -> None:
    await put(app, skills=["Python"])

    await app.tell(UserDeleted(user_id=1))
    await app.tell(UserRegistered(user_id=1, email="a@example.com", full_name="A", created_at=REGISTERED))

    ada, cv = app.person(1), {"file": ("cv.pdf", b"Curriculum vitae\nExperience\nEngineer, Example Ltd, 2019 - 2021")}
    pdf = {"file": ("cv.pdf", PDF.read_bytes())}
    refused = [
        await ada.get("/auth/me"),
        await ada.get("/api/profile"),
        await ada.get("/api/profile/me"),
        await ada.put("/api/profile", json={"bio": "Still here."}),
        await ada.put("/api/profile/me", json={"full_name": "Ada"}),
        await ada.put("/api/profile/cv/parsed", json={"name": "Ada"}),
        await ada.post("/api/profile/projects", json={"title": "Engine"}),
        await ada.post("/api/profile/cv", files=cv, timeout=30),
        await ada.post("/api/profile/cv-upload", files=pdf, timeout=30),
    ]
    assert [(answer.status_code, answer.json()["detail"]) for answer in refused] == [
        (404, "This account has been deleted.")
    ] * len(refused)
    kept = (await ada.get("/api/export/profile")).json()["data"]
    assert (kept["profiles"], kept["cvs"], kept["projects"]) == ([], [], [])


async def test_a_person_has_a_hundred_projects_at_most(app: ServiceUnderTest) -> None:
    ada = app.person(1)
    added = [await ada.post("/api/profile/projects", json={"title": f"Engine {n}"}) for n in range(100)]

    refused = await ada.post("/api/profile/projects", json={"title": "One more"})

    assert {answer.status_code for answer in added} == {201}
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        "You have 100 projects, which is the most. Delete one first.",
    )
    assert (await ada.get("/api/profile/projects")).json()["total"] == 100


async def test_an_export_holds_what_every_service_holds_or_says_that_it_cannot(database_url: str) -> None:
    def neighbour(name: str) -> FastAPI:
        other = FastAPI()

        @other.get(f"/api/export/{name}")
        async def export() -> JSONResponse:
            return JSONResponse({"service": name, "user_id": 1, "data": {f"{name}_table": [{"user_id": 1}]}})

        return other

    names = ["auth", "profile", "job", "match", "generation", "insights"]
    async with service_under_test(service, database_url, peers={name: neighbour(name) for name in names}) as app:
        whole = (await app.person(1).get("/api/profile/export")).json()
    async with service_under_test(service, database_url, peers={"auth": neighbour("auth")}) as app:
        half = await app.person(1).get("/api/profile/export")

    assert whole == {"user_id": 1, "services": {name: {f"{name}_table": [{"user_id": 1}]} for name in names}}
    assert (half.status_code, half.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("path", ["/auth/me", "/api/profile", "/api/profile/cv/parsed", "/api/export/profile"])
async def test_without_a_token_nothing_is_shown(app: ServiceUnderTest, path: str) -> None:
    answer = await app.anyone.get(path)

    assert (answer.status_code, answer.json()["detail"]) == (401, "Not authenticated")


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []
