"""Things outside auth-service's schema that it works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from auth_service.emails import read_email
from auth_service.errors import EmailUnusable
from auth_service.keys import KeyVault
from auth_service.mail import MailServer, Smtp
from auth_service.passwords import Passwords
from auth_service.settings import DEVELOPMENT_SECRET, Settings
from shared.service import Outside
from shared.settings import Environment, MisconfiguredError, PlatformSettings

SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Deps:
    settings: Settings
    platform: PlatformSettings
    passwords: Passwords
    vault: KeyVault
    mail: MailServer | None
    """None where SMTP is not configured."""

    @property
    def token_lifetime(self) -> timedelta:
        return timedelta(seconds=self.settings.access_token_seconds)

    @property
    def is_development(self) -> bool:
        return self.platform.environment is Environment.DEVELOPMENT

    @property
    def public_url(self) -> str:
        """Where people reach the product, without a slash at the end."""
        return self.settings.public_url.rstrip("/") or f"http://localhost:{self.platform.port}"


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[Deps]:
    """Raises MisconfiguredError for a secret that production can't use, and for settings that don't fit each other."""
    settings: Settings = outside.settings
    secret = settings.key_encryption_secret.get_secret_value()
    if outside.platform.environment is Environment.PRODUCTION:
        _check_secret(secret)
    _check_address("FIRST_ADMIN_EMAIL", settings.first_admin_email)
    mail = _mail_server(settings, outside.platform)
    passwords = Passwords(settings.hashing_threads)
    yield Deps(settings, outside.platform, passwords, KeyVault(secret), mail)
    passwords.close()


def _check_secret(secret: str) -> None:
    if secret == DEVELOPMENT_SECRET:
        raise MisconfiguredError("Setting KEY_ENCRYPTION_SECRET is missing: production needs a secret of its own.")
    if len(secret) < SHORTEST_SECRET:
        raise MisconfiguredError(
            f"Setting KEY_ENCRYPTION_SECRET can't be used: production needs {SHORTEST_SECRET} characters or more."
        )


def _check_address(variable: str, written: str) -> None:
    if not written:
        return
    try:
        read_email(written)
    except EmailUnusable:
        raise MisconfiguredError(f"Setting {variable} can't be used: it is no e-mail address.") from None


def _mail_server(settings: Settings, platform: PlatformSettings) -> MailServer | None:
    if not settings.smtp_host:
        return None
    if not settings.mail_from:
        raise MisconfiguredError("Setting MAIL_FROM is missing: SMTP_HOST is set, and mails have to come from someone.")
    _check_address("MAIL_FROM", settings.mail_from)
    if platform.environment is Environment.PRODUCTION and not settings.public_url.startswith("https://"):
        raise MisconfiguredError("Setting PUBLIC_URL can't be used: links in mails have to begin with https://.")
    return Smtp(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        sender=settings.mail_from,
    )
