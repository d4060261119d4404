"""What administrators do with accounts."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from auth_service.testing.visitor import Visitor
from shared.auth import FEED_PATH
from shared.database import export_rows
from shared.events import UserChanged
from shared.testing.running import ServiceUnderTest

USERS = "/api/admin/users"


@pytest.fixture
async def admin(app: ServiceUnderTest) -> Visitor:
    """The first to register in development is administrator."""
    return await Visitor.registered(app, "admin@example.com")


async def test_users_are_listed_newest_first_with_their_number(app: ServiceUnderTest, admin: Visitor) -> None:
    for name in ("ada", "bob", "eve"):
        await Visitor.registered(app, f"{name}@example.com")

    everybody = (await admin.call("GET", USERS)).json()
    page = (await admin.call("GET", USERS, params={"limit": 2, "offset": 1})).json()

    assert everybody["total"] == page["total"] == 4
    assert [user["id"] for user in everybody["users"]] == [4, 3, 2, 1]
    assert page["users"] == everybody["users"][1:3]
    assert everybody["users"][-1] | {"created_at": ""} == {
        "id": 1,
        "email": "admin@example.com",
        "full_name": "",
        "is_active": True,
        "is_admin": True,
        "created_at": "",
    }
    assert (await admin.call("GET", USERS, params={"limit": 201})).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", USERS),
        ("PUT", f"{USERS}/1"),
        ("GET", "/api/admin/allowlist"),
        ("POST", "/api/admin/allowlist"),
        ("DELETE", "/api/admin/allowlist/ada@example.com"),
    ],
)
async def test_only_administrators_may(app: ServiceUnderTest, admin: Visitor, method: str, path: str) -> None:
    """A07."""
    user = await Visitor.registered(app)
    sent = {"email": "ada@example.com", "is_admin": True}

    assert (await user.call(method, path, json=sent)).status_code == 403
    assert (await app.anyone.request(method, path, json=sent)).status_code == 401


async def test_a_deactivated_user_is_shut_out_everywhere_at_once(app: ServiceUnderTest, admin: Visitor) -> None:
    """S06."""
    user = await Visitor.registered(app)
    wrong_password = (await user.log_in("not the password")).text

    answer = await admin.call("PUT", f"{USERS}/2", json={"is_active": False})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["is_active"], answer.json()["is_admin"]) == (2, False, False)
    await user.is_shut_out()
    assert (await user.refresh()).status_code == 401
    refused = await user.log_in()
    assert (refused.status_code, refused.text) == (401, wrong_password)
    await app.settled()
    assert app.told(UserChanged) == [
        UserChanged(user_id=2, version=1, email="user@example.com", is_active=False, is_admin=False)
    ]


async def test_who_starts_long_after_learns_of_the_deactivated_and_not_of_those_let_in_again(
    app: ServiceUnderTest, admin: Visitor
) -> None:
    """Work that was queued for somebody may wait for longer than their tokens live."""

    async def longest() -> float:
        entries = (await app.anyone.get(FEED_PATH)).json()["entries"]
        ends = [datetime.fromisoformat(entry["expires_at"]) for entry in entries if entry["user_id"] == 2]
        return max((end - datetime.now(UTC)).total_seconds() for end in ends)

    await Visitor.registered(app)
    await admin.call("PUT", f"{USERS}/2", json={"is_active": False})
    while_out = await longest()
    await admin.call("PUT", f"{USERS}/2", json={"is_admin": True})
    still_out = await longest()
    await admin.call("PUT", f"{USERS}/2", json={"is_active": True})
    let_in = await longest()

    assert min(while_out, still_out) > timedelta(days=29).total_seconds()
    assert let_in < timedelta(days=2).total_seconds()


async def test_who_is_active_again_has_to_log_in_again(app: ServiceUnderTest, admin: Visitor) -> None:
    user = await Visitor.registered(app)
    await admin.call("PUT", f"{USERS}/2", json={"is_active": False})
    await user.is_shut_out()

    await admin.call("PUT", f"{USERS}/2", json={"is_active": True})

    assert (await user.refresh()).status_code == 401
    before = user.access
    assert (await user.log_in()).status_code == 200
    for _ in range(100):
        if await user.is_let_in():
            break
        await asyncio.sleep(0.05)
    assert await user.is_let_in()
    assert not await user.is_let_in(before)


async def test_a_role_is_felt_with_the_token_there_is(app: ServiceUnderTest, admin: Visitor) -> None:
    """S08."""
    user = await Visitor.registered(app)

    await admin.call("PUT", f"{USERS}/2", json={"is_admin": True})
    await _answers(user, 200)
    await admin.call("PUT", f"{USERS}/2", json={"is_admin": False})
    await _answers(user, 403)

    await app.settled()
    assert [(event.version, event.is_admin) for event in app.told(UserChanged)] == [(1, True), (2, False)]


async def test_what_is_not_sent_or_not_different_stays(app: ServiceUnderTest, admin: Visitor) -> None:
    user = await Visitor.registered(app)

    for sent in ({}, {"is_active": None}, {"is_active": True, "is_admin": False, "email": "eve@example.com", "id": 7}):
        answer = await admin.call("PUT", f"{USERS}/2", json=sent)
        assert answer.status_code == 200
        assert answer.json()["email"] == "user@example.com"

    assert await user.is_let_in()
    await app.settled()
    assert app.told(UserChanged) == []


async def test_the_own_account_an_unknown_one_and_no_boolean_are_refused(admin: Visitor) -> None:
    own = await admin.call("PUT", f"{USERS}/1", json={"is_active": False})

    assert (own.status_code, own.json()["detail"]) == (400, "Cannot modify your own account.")
    assert (await admin.call("PUT", f"{USERS}/99", json={"is_active": False})).status_code == 404
    assert (await admin.call("PUT", f"{USERS}/99", json={"is_active": "perhaps"})).status_code == 422
    assert (await admin.call("PUT", f"{USERS}/nobody", json={})).status_code == 422


async def test_two_administrators_who_unmake_each_other_leave_one(app: ServiceUnderTest, admin: Visitor) -> None:
    other = await Visitor.registered(app)
    await admin.call("PUT", f"{USERS}/2", json={"is_admin": True})
    await _answers(other, 200)

    answers = await asyncio.gather(
        admin.call("PUT", f"{USERS}/2", json={"is_admin": False}),
        other.call("PUT", f"{USERS}/1", json={"is_active": False}),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 400]


async def test_the_last_administrator_stays_and_the_one_before_may_go(app: ServiceUnderTest, admin: Visitor) -> None:
    assert (await admin.call("DELETE", "/api/profile")).status_code == 400

    await Visitor.registered(app)
    await admin.call("PUT", f"{USERS}/2", json={"is_admin": True})

    assert (await admin.call("DELETE", "/api/profile")).status_code == 204


async def test_what_an_administrator_did_is_kept_and_outlives_both(app: ServiceUnderTest, admin: Visitor) -> None:
    """H07: the action stays, the people in it are forgotten."""
    user = await Visitor.registered(app)
    await admin.call("PUT", f"{USERS}/2", json={"is_admin": True})
    async with app.db.read() as session:
        of_admin, of_user = [(await export_rows(session, who))["audit_log"] for who in (1, 2)]

    assert ("user.changed", 1) in [(row["action"], row.get("by_user_id")) for row in of_admin]
    assert [(row["action"], row["about_user_id"]) for row in of_user] == [("user.changed", 2)]
    assert (await admin.call("DELETE", "/api/profile")).status_code == 204
    async with app.db.read() as session:
        assert (await export_rows(session, 1))["audit_log"] == []
        assert (await export_rows(session, user.user_id))["audit_log"] == of_user


async def _answers(user: Visitor, status: int) -> None:
    """Wait until the list of users answers like this."""
    for _ in range(200):
        if (await user.call("GET", USERS)).status_code == status:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the list never answered {status}")
