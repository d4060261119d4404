"""The operator's verbs, run as processes beside the service."""

import asyncio
import os
import re
import sys

import pytest

from auth_service.testing.visitor import Visitor
from shared.events import UserDeleted
from shared.testing.running import ServiceUnderTest


async def operator(database_url: str, *told: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, what was printed, and what was complained of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "auth_service", *told),
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "LOG_LEVEL": "WARNING",
            "PUBLIC_URL": "https://career.example",
        },
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaint = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return process.returncode or 0, out.decode(), complaint.decode()


async def test_someone_is_made_an_administrator_while_the_product_runs(
    app: ServiceUnderTest, database_url: str
) -> None:
    await Visitor.registered(app, "first@example.com")
    ada = await Visitor.registered(app, "ada@example.com")

    code, said, _ = await operator(database_url, "make-admin", "ADA@example.com")

    assert (code, said) == (0, "ada@example.com (id 2) is an administrator.\n")
    for _ in range(200):
        if (await ada.call("GET", "/api/admin/users")).status_code == 200:
            break
        await asyncio.sleep(0.05)
    assert (await ada.call("GET", "/api/admin/users")).json()["users"][0]["is_admin"] is True


async def test_a_link_is_printed_that_sets_a_new_password(app: ServiceUnderTest, database_url: str) -> None:
    visitor = await Visitor.registered(app)

    code, said, _ = await operator(database_url, "reset-password", "user@example.com")

    assert code == 0
    [token] = re.findall(r"https://career\.example/auth/reset-password#(\S+)", said)
    sent = {"token": token, "new_password": "another long password"}
    assert (await app.anyone.post("/api/auth/password-reset/confirm", json=sent)).status_code == 204
    assert (await visitor.log_in("another long password")).status_code == 200


async def test_sessions_end_and_a_person_is_erased(app: ServiceUnderTest, database_url: str) -> None:
    await Visitor.registered(app, "first@example.com")
    visitor = await Visitor.registered(app)

    assert (await operator(database_url, "end-sessions", "2"))[0] == 0
    await visitor.is_shut_out()
    code, _, complaint = await operator(database_url, "erase-user", "2", typed="3\n")
    assert (code, complaint.splitlines()[-1].endswith("Nothing was erased.")) == (1, True)
    assert (await visitor.log_in()).status_code == 200
    assert (await operator(database_url, "erase-user", "2", typed="2\n"))[0] == 0

    assert (await visitor.log_in()).status_code == 401
    await app.settled()
    assert app.told(UserDeleted) == [UserDeleted(user_id=2)]


async def test_keys_are_rotated_and_the_allowlist_is_kept(app: ServiceUnderTest, database_url: str) -> None:
    visitor = await Visitor.registered(app)

    assert (await operator(database_url, "rotate-keys"))[0] == 0
    assert len((await app.anyone.get("/.well-known/jwks.json")).json()["keys"]) == 2
    assert await visitor.is_let_in()
    assert (await operator(database_url, "allow", "ada@example.com"))[0] == 0
    assert (await operator(database_url, "list-allowed"))[1] == "ada@example.com\n"
    assert (await operator(database_url, "disallow", "ada@example.com"))[0] == 0


@pytest.mark.parametrize(
    ("told", "code", "sentence"),
    [
        (("make-admin", "nobody@example.com"), 1, "No account is nobody@example.com."),
        (("erase-user", "1", "--yes"), 1, "This is the last administrator. Make someone else one first."),
        (("allow", "no-address"), 1, "This is not a valid e-mail address."),
        (("make-admin",), 2, "the following arguments are required"),
    ],
)
async def test_what_can_not_be_done_is_one_sentence_and_an_exit_code(
    app: ServiceUnderTest, database_url: str, told: tuple[str, ...], code: int, sentence: str
) -> None:
    await Visitor.registered(app)

    ended, said, complaint = await operator(database_url, *told)

    assert (ended, said) == (code, "")
    assert sentence in complaint
    assert "Traceback" not in complaint


async def test_a_database_that_does_not_answer_is_named(database_url: str) -> None:
    code, _, complaint = await operator("postgresql://nobody@127.0.0.1:1/nothing", "list-allowed")

    assert code == 2
    assert "auth-service does not answer" in complaint
