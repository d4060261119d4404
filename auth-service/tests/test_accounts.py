"""Registration, login, logout and closing an account, through HTTP."""

import asyncio
from datetime import datetime
from typing import Any

import httpx
import jwt
import pytest

from auth_service.service import service
from shared.events import ProfileRenamed, UserDeleted, UserRegistered
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import schema_differences

PASSWORD = "securepassword123"
WITHIN_A_SECOND = 0.9


def account(**fields: Any) -> dict[str, Any]:
    return {"email": "user@example.com", "password": PASSWORD, "full_name": "John Doe", **fields}


async def register(app: ServiceUnderTest, **fields: Any) -> httpx.Response:
    return await app.anyone.post("/auth/register", json=account(**fields))


async def log_in(app: ServiceUnderTest, email: str = "user@example.com", password: str = PASSWORD) -> httpx.Response:
    return await app.anyone.post("/auth/login", json={"email": email, "password": password})


async def token_of(app: ServiceUnderTest, email: str = "user@example.com") -> dict[str, str]:
    return {"Authorization": f"Bearer {(await log_in(app, email)).json()['access_token']}"}


async def test_a_new_account_is_shown_without_its_secrets_and_told_to_the_others(app: ServiceUnderTest) -> None:
    answer = await register(app, email="User@EXAMPLE.com")

    assert answer.status_code == 201
    body = answer.json()
    assert body | {"created_at": ""} == {
        "id": 1,
        "email": "User@example.com",
        "full_name": "John Doe",
        "is_active": True,
        "created_at": "",
    }
    assert body["created_at"].endswith("Z")
    await app.settled()
    [event] = app.told(UserRegistered)
    assert (event.user_id, event.full_name) == (1, "John Doe")
    assert event.created_at == datetime.fromisoformat(body["created_at"])


async def test_an_address_in_another_case_is_the_same_account(app: ServiceUnderTest) -> None:
    await register(app, email="Jürgen@example.com")

    again = await register(app, email="JÜRGEN@Example.COM")

    assert again.status_code == 400
    assert again.json()["detail"] == "An account with this e-mail address already exists."
    assert (await log_in(app, "jürgen@EXAMPLE.com")).status_code == 200


async def test_twenty_registrations_of_one_address_at_once_open_one_account(app: ServiceUnderTest) -> None:
    answers = await asyncio.gather(*(register(app) for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 19


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no-address"),
        ("email", "a@b@example.com"),
        ("password", "short"),
        ("password", "password1234"[:8]),
        ("password", "x" * 129),
        ("full_name", ""),
        ("full_name", "x" * 201),
        ("full_name", "a\x00b"),
        ("password", "with\x00nul-in-it"),
        ("full_name", None),
    ],
)
async def test_a_field_that_does_not_fit_is_refused_with_a_sentence(
    app: ServiceUnderTest, field: str, value: str | None
) -> None:
    answer = await register(app, **{field: value})

    assert answer.status_code == 422
    assert answer.json()["status_code"] == 422
    assert len(answer.json()["detail"]) > 10
    assert [each["field"] for each in answer.json()["errors"]] == [f"body.{field}"]


async def test_the_address_is_refused_as_a_password(app: ServiceUnderTest) -> None:
    assert (await register(app, password="USER@example.com")).status_code == 422


async def test_unknown_fields_of_the_body_do_nothing(app: ServiceUnderTest) -> None:
    await register(app, email="first@example.com")
    await register(app, is_admin=True, is_active=False, id=99, user_id=99)

    headers = await token_of(app)
    kept = (await app.anyone.get("/api/export/auth", headers=headers)).json()["data"]["accounts"][0]

    assert (kept["user_id"], kept["is_admin"], kept["is_active"]) == (2, False, True)
    assert "password_hash" not in kept


async def test_a_login_gives_a_token_with_the_documented_claims(app: ServiceUnderTest) -> None:
    await register(app)

    answer = (await log_in(app)).json()

    assert answer["token_type"] == "bearer"
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["nbf"] == answer["expires_in"] == 86_400
    assert (claims["sub"], claims["email"], claims["name"], claims["admin"]) == (
        "1",
        "user@example.com",
        "John Doe",
        True,
    )
    assert jwt.get_unverified_header(answer["access_token"])["alg"] == "EdDSA"
    keys = (await app.anyone.get("/.well-known/jwks.json")).json()["keys"]
    assert jwt.get_unverified_header(answer["access_token"])["kid"] in [key["kid"] for key in keys]
    assert all("d" not in key for key in keys)


async def test_whatever_is_wrong_a_refused_login_says_the_same(app: ServiceUnderTest) -> None:
    await register(app)

    answers = [
        await log_in(app, password="wrong-password"),
        await log_in(app, password=""),
        await log_in(app, email="nobody@example.com"),
        await log_in(app, email="no-address"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


async def test_only_the_first_person_in_development_is_administrator(app: ServiceUnderTest) -> None:
    await asyncio.gather(*(register(app, email=f"person{n}@example.com") for n in range(5)))

    claims = [
        jwt.decode(
            (await log_in(app, f"person{n}@example.com")).json()["access_token"], options={"verify_signature": False}
        )
        for n in range(5)
    ]

    assert sum(claim["admin"] for claim in claims) == 1


async def test_after_the_first_administrator_left_nobody_becomes_one_by_registering(app: ServiceUnderTest) -> None:
    await register(app, email="first@example.com")
    headers = await token_of(app, "first@example.com")
    last = await app.anyone.delete("/api/profile", headers=headers)
    assert last.status_code == 400

    await register(app, email="second@example.com")
    second = jwt.decode(
        (await log_in(app, "second@example.com")).json()["access_token"], options={"verify_signature": False}
    )

    assert second["admin"] is False


async def test_a_logged_out_token_is_dead_within_a_second_and_others_live(app: ServiceUnderTest) -> None:
    await register(app)
    ended, other = await token_of(app), await token_of(app)

    assert (await app.anyone.post("/auth/logout", headers=ended)).json() == {"message": "Successfully logged out"}
    await asyncio.sleep(WITHIN_A_SECOND)

    refused = await app.anyone.get("/api/export/auth", headers=ended)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (await app.anyone.get("/api/export/auth", headers=other)).status_code == 200


async def test_a_deleted_account_is_gone_its_tokens_dead_and_the_others_told(app: ServiceUnderTest) -> None:
    await register(app, email="admin@example.com")
    await register(app)
    headers = await token_of(app)

    assert (await app.anyone.delete("/api/profile", headers=headers)).status_code == 204
    await asyncio.sleep(WITHIN_A_SECOND)

    assert (await app.anyone.get("/api/export/auth", headers=headers)).status_code == 401
    assert (await log_in(app)).status_code == 401
    await app.settled()
    assert app.told(UserDeleted) == [UserDeleted(user_id=2)]
    assert (await register(app)).status_code == 201


async def test_a_name_changed_in_the_profile_changes_here_and_an_older_one_does_not(app: ServiceUnderTest) -> None:
    await register(app)

    await app.tell(ProfileRenamed(user_id=1, version=5, full_name="Ada King"))
    await app.tell(ProfileRenamed(user_id=1, version=4, full_name="Ada Byron"))

    token = (await log_in(app)).json()["access_token"]
    assert jwt.decode(token, options={"verify_signature": False})["name"] == "Ada King"


async def test_two_replicas_make_one_signing_key(database_url: str) -> None:
    async with service_under_test(service, database_url) as one, service_under_test(service, database_url) as other:
        keys = [await each.anyone.get("/.well-known/jwks.json") for each in (one, other)]

    assert keys[0].json() == keys[1].json()
    assert len(keys[0].json()["keys"]) == 1


async def test_migrations_say_what_the_tables_say(database_url: str) -> None:
    assert await schema_differences(database_url, service) == []
