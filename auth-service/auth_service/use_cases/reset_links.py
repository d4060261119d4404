"""A forgotten password: a single-use link, mailed."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import structlog

from auth_service import queries
from auth_service.deps import Deps
from auth_service.emails import read_email
from auth_service.errors import AccountNotFound, EmailUnusable, LinkDead, NewPasswordTooWeak
from auth_service.mail import MailRefused
from auth_service.passwords import check_password
from auth_service.tables import Account, AuditRow, ResetRequest
from auth_service.use_cases.passwords import replace_password
from shared.audit import Audited, audit
from shared.database import Database
from shared.errors import Unavailable

log = structlog.get_logger()

LINK_PATH = "/auth/reset-password"
TOKEN_BYTES = 32
LEASE = timedelta(minutes=2)
"""Longer than a mail server takes to answer: a request whose sender died is taken up again after it."""
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=20))
MOST_LINKS_AN_HOUR = 3

SUBJECT = "Choose a new password"
TEXT = """Hello{name},

someone, most likely you, asked for a new password for your Career Agent account.
Choose it here within {minutes} minutes:

{link}

If it was not you, do nothing: your password stays as it is.
"""


async def ask_for_reset(db: Database, written_email: str) -> None:
    """Keep the wish; a moment later its link is mailed, if the address has an account. Nobody can tell which."""
    try:
        email = read_email(written_email)
    except EmailUnusable:
        return
    async with db.write() as session:
        await queries.resets.ask(session, email.key)
    audit(Audited.PASSWORD_RESET_ASKED)


async def send_reset_links(db: Database, deps: Deps) -> None:
    """Send every link that is due. One whose sender dies is sent again: a mail may come twice, and none is lost."""
    while True:
        async with db.write() as session:
            request = await queries.resets.take_due(session, lease=LEASE)
        if request is None:
            return
        await _serve(db, deps, request)


async def _serve(db: Database, deps: Deps, request: ResetRequest) -> None:
    async with db.read() as session:
        account = await queries.accounts.with_email(session, request.email_key)
        sent_lately = await queries.resets.links_since(session, account.user_id, timedelta(hours=1)) if account else 0
    if account is not None and account.is_active and sent_lately < MOST_LINKS_AN_HOUR:
        try:
            await _send(deps, account, await _new_link(db, deps, account))
        except Unavailable as error:
            await _send_later(db, request, error)
            return
        except MailRefused:
            log.warning("mail_refused", user_id=account.user_id)
    async with db.write() as session:
        await queries.resets.drop_request(session, request.email_key)


async def _send(deps: Deps, account: Account, link: str) -> None:
    if deps.mail is None:
        _tell_developer(deps, account, link)
        return
    name = f" {account.full_name}" if account.full_name else ""
    text = TEXT.format(name=name, minutes=deps.settings.reset_link_minutes, link=link)
    await deps.mail.send(account.email, SUBJECT, text)
    log.info("reset_link_mailed", user_id=account.user_id)


def _tell_developer(deps: Deps, account: Account, link: str) -> None:
    if deps.is_development:
        # A warning, so that whoever tries the product with `make run` sees it.
        log.warning("reset_link_made", user_id=account.user_id, link=link)
    else:
        log.warning("reset_link_not_sent", user_id=account.user_id, why="SMTP_HOST is not set")


async def _send_later(db: Database, request: ResetRequest, error: Unavailable) -> None:
    cause = type(error.__cause__).__name__
    async with db.write() as session:
        if request.attempts > len(PAUSES):
            await queries.resets.drop_request(session, request.email_key)
            log.error("reset_link_given_up", attempts=request.attempts, cause=cause)
        else:
            await queries.resets.put_off(session, request.email_key, PAUSES[request.attempts - 1])
            log.warning("reset_link_put_off", attempts=request.attempts, cause=cause)


async def _new_link(db: Database, deps: Deps, account: Account) -> str:
    """The token stands after the `#`, where no server and no proxy on the way gets to see it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = datetime.now(UTC) + timedelta(minutes=deps.settings.reset_link_minutes)
    async with db.write() as session:
        await queries.resets.add_link(session, _hash_of(token), account.user_id, until)
    return f"{deps.public_url}{LINK_PATH}#{token}"


async def new_link_for(db: Database, deps: Deps, user_id: int) -> str:
    """A link for the operator to hand over. Raises AccountNotFound."""
    async with db.read() as session:
        account = await queries.accounts.of_id(session, user_id)
    if account is None:
        raise AccountNotFound
    link = await _new_link(db, deps, account)
    async with db.write() as session:
        await queries.audit.add(session, AuditRow(action="reset_link.made", about_user_id=user_id))
    audit(Audited.ADMIN_ACTED, action="reset_link.made", about=user_id, by="operator")
    return link


async def reset_password(db: Database, deps: Deps, token: str, new: str) -> None:
    """Set a new password with a link's token and end every session. Raises LinkDead or NewPasswordTooWeak."""
    async with db.read() as session:
        owner = await queries.resets.owner_of(session, _hash_of(token))
        account = await queries.accounts.of_id(session, owner) if owner is not None else None
    if account is None or not account.is_active:
        raise LinkDead
    check_password(new, read_email(account.email), refused=NewPasswordTooWeak)
    new_hash = await deps.passwords.hash(new)
    async with db.write() as session:
        changing = await queries.accounts.lock(session, account.user_id)
        # Under the lock: whoever was quicker with the same link has used it up.
        still_good = await queries.resets.owner_of(session, _hash_of(token)) == account.user_id
        if changing is None or not changing.is_active or not still_good:
            raise LinkDead
        await replace_password(session, deps, changing, new_hash)
    audit(Audited.PASSWORD_RESET, user_id=account.user_id)


def _hash_of(token: str) -> bytes:
    return sha256(token.encode()).digest()
