"""Passwords: which are refused, how they are kept, changed and tried (security.md L01–L10, S07)."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from auth_service.emails import read_email
from auth_service.errors import PasswordTooWeak
from auth_service.passwords import check_password
from auth_service.service import service
from auth_service.tables import Account, LoginAttempts
from auth_service.testing.visitor import PASSWORD, Visitor
from shared.testing.plain import until
from shared.testing.running import ServiceUnderTest, service_under_test

NEW = "another long password"
CHANGE = "/api/auth/password"


async def kept_hash(app: ServiceUnderTest) -> str:
    async with app.db.read() as session:
        return str(await session.scalar(select(Account.password_hash)))


@pytest.mark.parametrize("word", ["ada.lovelace@analytical.example"])
@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 129,
        "password1",
        "PASSWORD1",
        "ADA.lovelace@analytical.example",
        "lovelace1815",
        "AdaLovelace!!",
        "careeragent2026",
        "Career-Agent",
        "jobmatch123",
    ],
)
def test_a_password_anyone_would_try_first_is_refused(word: str, password: str) -> None:
    """L07, L08."""
    with pytest.raises(PasswordTooWeak):
        check_password(password, read_email(word))


@pytest.mark.parametrize(
    "password",
    ["SecurePass1", PASSWORD, "correct horse battery staple", "пароль пароль", "x9 " * 42, "ada knits at dawn"],
)
def test_any_other_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_password(password, read_email("ada.lovelace@analytical.example"))


async def test_a_password_is_taken_whole(app: ServiceUnderTest) -> None:
    """L07: no truncation."""
    long = "long enough to be cut off somewhere " * 3 + "tail"
    visitor = Visitor(app, password=long)
    assert (await visitor.open_account()).status_code == 201

    assert (await visitor.log_in(long[:-1])).status_code == 401
    assert (await visitor.log_in()).status_code == 200


async def test_a_password_is_kept_as_owasp_says(app: ServiceUnderTest) -> None:
    """L06."""
    await Visitor.registered(app)

    parameters = extract_parameters(await kept_hash(app))

    assert parameters.type.name == "ID"
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)


async def test_a_hash_with_weaker_parameters_is_made_anew_at_the_login(app: ServiceUnderTest) -> None:
    """L06."""
    visitor = await Visitor.registered(app)
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    async with app.db.write() as session:
        await session.execute(update(Account).values(password_hash=weak))

    assert (await visitor.log_in("wrong password")).status_code == 401
    assert await kept_hash(app) == weak
    assert (await visitor.log_in()).status_code == 200

    assert extract_parameters(await kept_hash(app)).memory_cost == 19_456
    assert (await visitor.log_in()).status_code == 200


async def test_a_change_ends_every_other_session_and_no_other_persons(app: ServiceUnderTest) -> None:
    """S07, L13."""
    here = await Visitor.registered(app)
    elsewhere, somebody = Visitor(app), await Visitor.registered(app, "somebody@example.com")
    await elsewhere.log_in()

    answer = await here.call("POST", CHANGE, json={"current_password": PASSWORD, "new_password": NEW})

    assert answer.status_code == 204
    await elsewhere.is_shut_out()
    assert (await elsewhere.refresh()).status_code == 401
    assert await here.is_let_in()
    assert (await here.refresh()).status_code == 200
    assert await here.is_let_in()
    assert await somebody.is_let_in()
    assert (await elsewhere.log_in()).status_code == 401
    assert (await elsewhere.log_in(NEW)).status_code == 200


async def test_a_change_needs_the_current_password_and_a_good_new_one(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)

    wrong = await visitor.call("POST", CHANGE, json={"current_password": "wrong one", "new_password": NEW})
    weak = await visitor.call("POST", CHANGE, json={"current_password": PASSWORD, "new_password": "user1234"})

    assert (wrong.status_code, wrong.json()["detail"]) == (400, "The current password is wrong.")
    assert weak.status_code == 422
    assert [each["field"] for each in weak.json()["errors"]] == ["body.new_password"]
    assert (await app.anyone.post(CHANGE, json={})).status_code == 401
    assert (await visitor.log_in()).status_code == 200


@pytest.mark.parametrize("email", ["user@example.com", "nobody@example.com", "no-address"])
async def test_after_five_wrong_passwords_an_address_has_to_wait_even_with_the_right_one(
    app: ServiceUnderTest, email: str
) -> None:
    """L09, L01: an address without an account is no different."""
    await Visitor.registered(app)
    visitor = Visitor(app, email)

    answers = [await visitor.log_in("wrong password") for _ in range(6)]
    refused = await visitor.log_in()

    assert [answer.status_code for answer in answers] == [401] * 6
    assert refused.status_code == 429
    assert refused.json()["status_code"] == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


async def test_a_hundred_tries_at_once_do_not_slip_through(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)

    answers = await asyncio.gather(*(visitor.log_in(f"guess number {n}") for n in range(30)))

    tried = [answer.status_code for answer in answers].count(401)
    assert 6 <= tried <= 10, "six, and one more for each pause that passes meanwhile"
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_nobody_is_kept_out_for_longer_than_a_minute_however_long_someone_knocks(app: ServiceUnderTest) -> None:
    """L09."""
    visitor = await Visitor.registered(app)
    await visitor.log_in("wrong password")
    async with app.db.write() as session:
        await session.execute(update(LoginAttempts).values(failures=1_000_000))
    await visitor.log_in("wrong password")
    for _ in range(10):
        refused = await visitor.log_in("wrong password")
        assert 55 <= int(refused.headers["Retry-After"]) <= 60, "knocking does not hold the door shut for longer"

    async with app.db.write() as session:
        await session.execute(update(LoginAttempts).values(free_at=LoginAttempts.free_at - timedelta(seconds=60)))

    assert (await visitor.log_in()).status_code == 200
    assert [(await visitor.log_in("wrong")).status_code for _ in range(6)] == [401] * 6, "a login starts from none"


async def test_load_tests_may_turn_the_waiting_off(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "off")
    async with service_under_test(service, database_url) as app:
        visitor = await Visitor.registered(app)

        assert {(await visitor.log_in("wrong password")).status_code for _ in range(8)} == {401}


async def test_while_passwords_are_hashed_everybody_else_is_answered(
    app: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L10: hashing waits here for what can only happen if the event loop goes on meanwhile."""
    visitor = await Visitor.registered(app)
    hashing, may_end = threading.Event(), threading.Event()
    verify = PasswordHasher.verify

    def held(self: PasswordHasher, kept: str, password: str) -> bool:
        hashing.set()
        assert may_end.wait(10), "nothing else was done meanwhile"
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", held)
    log_ins = [asyncio.create_task(visitor.log_in()) for _ in range(4)]
    await until(hashing.is_set)

    answers = [await app.anyone.get(path) for path in ("/health/live", "/.well-known/jwks.json")]
    assert not any(log_in.done() for log_in in log_ins)
    may_end.set()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [(await log_in).status_code for log_in in log_ins] == [200] * 4


async def test_a_refused_login_does_the_same_work_whether_or_not_the_account_exists(app: ServiceUnderTest) -> None:
    """L02: what is counted here is what takes the time: statements, and passwords verified."""
    await Visitor.registered(app)
    work: list[list[str]] = []
    for email in ("user@example.com", "nobody@example.com"):
        await Visitor(app, email).log_in("wrong password")
        with statements() as executed:
            assert (await Visitor(app, email).log_in("wrong password")).status_code == 401
        work.append(executed)

    assert work[0] == work[1]
    assert len(work[0]) > 1
    nobody = await app.running.deps.passwords.verify(PASSWORD, None)
    assert nobody is False


@contextmanager
def statements() -> Iterator[list[str]]:
    """What this task sends to the database; the periodic work's statements are others."""
    executed: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "auth.accounts" in statement or "auth.login_attempts" in statement or "sessions" in statement:
            executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)
