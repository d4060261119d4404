"""A forgotten password: the mailed link, good once."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from email.message import Message

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from auth_service import use_cases
from auth_service.service import service
from auth_service.tables import ResetLink, ResetRequest
from auth_service.testing.smtp import PostBox, post_box
from auth_service.testing.visitor import Visitor
from shared.database import export_rows
from shared.settings import MisconfiguredError
from shared.testing.running import ServiceUnderTest, service_under_test

ASK, CONFIRM = "/api/auth/password-reset", "/api/auth/password-reset/confirm"
NEW = "another long password"
WAITS_SECONDS = 20.0


@pytest.fixture
async def box() -> AsyncIterator[PostBox]:
    async with post_box() as opened:
        yield opened


@pytest.fixture
async def mailing(database_url: str, box: PostBox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ServiceUnderTest]:
    """auth-service with a mail server."""
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(box.port), "SMTP_SECURITY": "none"}
    for name, value in {
        **settings,
        "MAIL_FROM": "hello@career.example",
        "PUBLIC_URL": "https://career.example/",
    }.items():
        monkeypatch.setenv(name, value)
    async with service_under_test(service, database_url) as running:
        yield running


async def mail_in(box: PostBox, number: int = 1) -> Message:
    until = time.monotonic() + WAITS_SECONDS
    while len(box.mails) < number:
        assert time.monotonic() < until, "no mail came"
        await asyncio.sleep(0.05)
    return box.mails[number - 1]


def token_in(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    [token] = re.findall(r"https://career\.example/auth/reset-password#(\S+)", payload.decode())
    return str(token)


async def no_request_is_left(app: ServiceUnderTest) -> None:
    until = time.monotonic() + WAITS_SECONDS
    while True:
        async with app.db.read() as session:
            if await session.scalar(select(ResetRequest.email_key).limit(1)) is None:
                return
        assert time.monotonic() < until, "a request was never served"
        await asyncio.sleep(0.05)


async def test_a_mailed_link_does_not_lead_where_the_host_header_says(mailing: ServiceUnderTest, box: PostBox) -> None:
    """G07."""
    await Visitor.registered(mailing)
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert (await mailing.anyone.post(ASK, json={"email": "user@example.com"}, headers=lies)).status_code == 202

    mail = await mail_in(box)

    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert b"https://" in payload
    assert b"evil.example" not in payload + mail.as_bytes()


async def ask(app: ServiceUnderTest, email: str = "user@example.com") -> None:
    assert (await app.anyone.post(ASK, json={"email": email})).status_code == 202


async def test_a_mailed_link_sets_a_new_password_once(mailing: ServiceUnderTest, box: PostBox) -> None:
    visitor = await Visitor.registered(mailing)
    await ask(mailing, "USER@example.com")
    mail = await mail_in(box)
    token = token_in(mail)

    done = await mailing.anyone.post(CONFIRM, json={"token": token, "new_password": NEW})
    again = await mailing.anyone.post(CONFIRM, json={"token": token, "new_password": "yet another password"})

    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "user@example.com",
        "hello@career.example",
        "Choose a new password",
    )
    assert (done.status_code, again.status_code) == (204, 400)
    await visitor.is_shut_out()
    assert (await visitor.refresh()).status_code == 401
    assert (await visitor.log_in()).status_code == 401
    assert (await visitor.log_in(NEW)).status_code == 200


async def test_the_answer_is_the_same_for_an_address_nobody_has(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)

    answers = [
        await mailing.anyone.post(ASK, json={"email": email})
        for email in ("user@example.com", "nobody@example.com", "no-address")
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    await mail_in(box)
    await no_request_is_left(mailing)
    assert [mail["To"] for mail in box.mails] == ["user@example.com"]


async def test_of_two_who_use_a_link_at_once_one_sets_the_password(mailing: ServiceUnderTest, box: PostBox) -> None:
    visitor = await Visitor.registered(mailing)
    await ask(mailing)
    token = token_in(await mail_in(box))

    answers = await asyncio.gather(
        *(mailing.anyone.post(CONFIRM, json={"token": token, "new_password": f"{NEW} {n}"}) for n in range(3))
    )

    assert sorted(answer.status_code for answer in answers) == [204, 400, 400]
    [winner] = [number for number, answer in enumerate(answers) if answer.status_code == 204]
    assert (await visitor.log_in(f"{NEW} {winner}")).status_code == 200


async def test_a_weak_password_is_refused_and_the_link_stays_good(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)
    await ask(mailing)
    token = token_in(await mail_in(box))

    weak = await mailing.anyone.post(CONFIRM, json={"token": token, "new_password": "password1"})

    assert weak.status_code == 422
    assert [each["field"] for each in weak.json()["errors"]] == ["body.new_password"]
    assert (await mailing.anyone.post(CONFIRM, json={"token": token, "new_password": NEW})).status_code == 204


async def test_a_link_that_is_too_old_or_never_was_is_dead(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)
    await ask(mailing)
    token = token_in(await mail_in(box))
    async with mailing.db.write() as session:
        await session.execute(update(ResetLink).values(expires_at=ResetLink.created_at))

    for dead in (token, "never given out"):
        answer = await mailing.anyone.post(CONFIRM, json={"token": dead, "new_password": NEW})
        assert (answer.status_code, answer.json()["detail"]) == (
            400,
            "This link has expired or was used already. Ask for a new one.",
        )


async def test_a_mail_server_that_is_busy_loses_no_mail(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)
    box.says = "451 try later"
    await ask(mailing)
    until = time.monotonic() + WAITS_SECONDS
    while box.asked < 1:
        assert time.monotonic() < until
        await asyncio.sleep(0.05)
    await _is_put_off(mailing)

    box.says = "250 ok"
    async with mailing.db.write() as session:
        await session.execute(update(ResetRequest).values(due_at=ResetRequest.asked_at))

    token_in(await mail_in(box))


async def _is_put_off(app: ServiceUnderTest) -> None:
    for _ in range(400):
        async with app.db.read() as session:
            if await session.scalar(select(ResetRequest.attempts).where(ResetRequest.attempts > 0)):
                return
        await asyncio.sleep(0.05)
    raise AssertionError("the request is gone")


async def test_a_wish_is_kept_before_it_is_answered_and_outlives_its_process(
    app: ServiceUnderTest, database_url: str, box: PostBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Visitor.registered(app)
    async with app.db.write() as session:
        session.add(ResetRequest(email_key="user@example.com"))
    settings = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(box.port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "a@b.example",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    async with app.db.write() as session:
        await session.execute(update(ResetRequest).values(due_at=ResetRequest.asked_at))

    async with service_under_test(service, database_url) as other:
        await use_cases.send_reset_links(other.db, other.running.deps)
        await no_request_is_left(other)


async def test_a_refused_recipient_is_not_asked_for_again(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)
    box.says = "550 no such mailbox"

    await ask(mailing)
    await no_request_is_left(mailing)

    assert (box.asked, box.mails) == (1, [])


async def test_nobody_is_mailed_more_than_three_links_an_hour(mailing: ServiceUnderTest, box: PostBox) -> None:
    await Visitor.registered(mailing)

    for _ in range(5):
        await ask(mailing)
        await no_request_is_left(mailing)

    assert len(box.mails) == 3


async def test_the_link_stands_in_no_row_no_event_and_no_log(
    mailing: ServiceUnderTest, box: PostBox, caplog: pytest.LogCaptureFixture
) -> None:
    await Visitor.registered(mailing)
    await ask(mailing)
    token = token_in(await mail_in(box))
    await no_request_is_left(mailing)

    async with mailing.db.read() as session:
        assert token not in str(await export_rows(session, 1))
    assert token not in caplog.text


async def test_in_development_the_link_is_logged(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)

    with capture_logs() as lines:
        await ask(app)
        await no_request_is_left(app)

    [link] = [line["link"] for line in lines if "link" in line]
    token = link.partition("/auth/reset-password#")[2]
    assert (await app.anyone.post(CONFIRM, json={"token": token, "new_password": NEW})).status_code == 204
    assert (await visitor.log_in(NEW)).status_code == 200


async def test_the_page_a_link_leads_to_runs_its_own_script_alone(app: ServiceUnderTest) -> None:
    page = await app.anyone.get("/auth/reset-password")

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert CONFIRM in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "'sha256-" in policy
    assert "unsafe" not in policy


async def test_mail_without_a_sender_stops_the_start(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")

    with pytest.raises(MisconfiguredError, match="MAIL_FROM"):
        async with service_under_test(service, database_url):
            raise AssertionError("the service started")
