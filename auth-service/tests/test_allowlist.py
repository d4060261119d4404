"""Who may register (security.md L04, L05, L12)."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from auth_service.service import service
from auth_service.settings import Settings
from auth_service.testing.visitor import Visitor
from shared.settings import MisconfiguredError, read_settings
from shared.testing.running import ServiceUnderTest, service_under_test

ALLOWLIST = "/api/admin/allowlist"


@pytest.fixture
async def admin(app: ServiceUnderTest) -> Visitor:
    return await Visitor.registered(app, "admin@example.com")


@pytest.fixture
async def by_list(
    database_url: str, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServiceUnderTest]:
    """The same installation, started again with registration by allowlist."""
    monkeypatch.setenv("REGISTRATION_MODE", "allowlist")
    async with service_under_test(service, database_url) as running:
        yield running


async def test_an_address_is_listed_once_and_struck_off(admin: Visitor) -> None:
    first = await admin.call("POST", ALLOWLIST, json={"email": "newuser@Example.com"})
    await admin.call("POST", ALLOWLIST, json={"email": "second@example.com"})
    again = await admin.call("POST", ALLOWLIST, json={"email": "NewUser@example.com"})
    listed = (await admin.call("GET", ALLOWLIST)).json()

    assert first.status_code == 201
    assert first.json() | {"created_at": ""} == {
        "id": 1,
        "email": "newuser@example.com",
        "added_by": 1,
        "created_at": "",
    }
    assert again.status_code == 400
    assert listed["total"] == 2
    assert [each["email"] for each in listed["allowed_emails"]] == ["newuser@example.com", "second@example.com"]
    assert listed["allowed_emails"][0] == first.json()
    paged = (await admin.call("GET", ALLOWLIST, params={"limit": 1, "offset": 1})).json()
    assert (paged["total"], paged["allowed_emails"]) == (2, listed["allowed_emails"][1:])
    assert (await admin.call("DELETE", f"{ALLOWLIST}/newuser@example.com")).status_code == 204
    assert (await admin.call("DELETE", f"{ALLOWLIST}/newuser@example.com")).status_code == 404


@pytest.mark.parametrize("written", ["no-address", "a@b@example.com", "ada@example.com.", ""])
async def test_what_is_no_address_is_not_listed(admin: Visitor, written: str) -> None:
    answer = await admin.call("POST", ALLOWLIST, json={"email": written})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.email"
    assert (await admin.call("DELETE", f"{ALLOWLIST}/{quote(written or 'x')}")).status_code == 404


async def test_an_address_in_the_path_is_decoded_and_normalised(admin: Visitor) -> None:
    await admin.call("POST", ALLOWLIST, json={"email": "Jürgen+jobs@bücher.example"})

    gone = await admin.call("DELETE", f"{ALLOWLIST}/{quote('jürgen+JOBS@xn--bcher-kva.example', safe='')}")

    assert gone.status_code == 204


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("ada@example.com", 201),
        ("ADA@EXAMPLE.COM", 201),
        ("ada+tag@example.com", 403),
        ("a.da@example.com", 403),
        ("bob@example.com", 403),
        ("Jose\u0301@xn--bcher-kva.example", 201),
        ("jos\u00e9@BÜCHER.example", 201),
        ("ada@example.com.", 422),
    ],
)
async def test_one_normaliser_decides_which_spelling_is_the_listed_one(
    admin: Visitor, by_list: ServiceUnderTest, written: str, status: int
) -> None:
    """L04."""
    for email in ("ada@example.com", "jos\u00e9@bücher.example"):
        assert (await admin.call("POST", ALLOWLIST, json={"email": email})).status_code == 201

    answer = await Visitor(by_list, written).open_account()

    assert answer.status_code == status, answer.text
    both = {"email": written, "password": "securepassword123", "full_name": "Ada"}
    assert (await by_list.anyone.post("/auth/register", json=both)).status_code == (400 if status == 201 else status)


async def test_no_body_query_or_header_opens_a_closed_door(
    admin: Visitor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L05."""
    monkeypatch.setenv("REGISTRATION_MODE", "closed")
    await admin.call("POST", ALLOWLIST, json={"email": "ada@example.com"})
    sent = {"email": "ada@example.com", "password": "securepassword123", "registration_mode": "open"}

    async with service_under_test(service, database_url) as closed:
        refused = await closed.anyone.post(
            "/api/auth/register?registration_mode=open", json=sent, headers={"Registration-Mode": "open"}
        )
        users = (await Visitor(closed, access=admin.access).call("GET", "/api/admin/users")).json()

    assert refused.status_code == 403
    assert users["total"] == 1


def test_an_unknown_mode_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRATION_MODE", "opne")

    with pytest.raises(MisconfiguredError, match="REGISTRATION_MODE"):
        read_settings(Settings)


async def test_who_is_erased_leaves_the_list_as_well(admin: Visitor, by_list: ServiceUnderTest) -> None:
    await admin.call("POST", ALLOWLIST, json={"email": "ada@example.com"})
    ada = await Visitor.registered(by_list, "ada@example.com")

    await ada.call("DELETE", "/api/profile")

    assert (await admin.call("GET", ALLOWLIST)).json() == {"allowed_emails": [], "total": 0}
