"""Settings that keep auth-service from starting."""

import pytest

from auth_service.service import service
from auth_service.testing.visitor import Visitor
from shared.settings import MisconfiguredError, PlatformSettings, read_settings
from shared.testing.running import service_under_test


async def test_a_first_administrator_without_an_address_stops_the_start(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_ADMIN_EMAIL", "ada at example.com")

    with pytest.raises(MisconfiguredError, match="FIRST_ADMIN_EMAIL"):
        async with service_under_test(service, database_url):
            raise AssertionError("the service started")


@pytest.mark.parametrize("secret", ["", "development-only", "too short to be one"])
async def test_production_does_not_start_with_a_secret_of_developments_or_a_short_one(
    database_url: str, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    if secret:
        monkeypatch.setenv("KEY_ENCRYPTION_SECRET", secret)

    with pytest.raises(MisconfiguredError, match="KEY_ENCRYPTION_SECRET"):
        async with service_under_test(service, database_url):
            raise AssertionError("the service started")


async def test_production_starts_with_a_secret_of_its_own(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("KEY_ENCRYPTION_SECRET", "0123456789abcdef" * 3)

    async with service_under_test(service, database_url) as app:
        opened = await Visitor(app).open_account()
        claims = Visitor(app, access=opened.json()["access_token"]).claims

    assert claims["admin"] is False, "in production nobody becomes administrator by coming first"


async def test_in_production_links_in_mails_are_https(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "ENVIRONMENT": "production",
        "KEY_ENCRYPTION_SECRET": "0123456789abcdef" * 3,
        "SMTP_HOST": "mail.example",
        "MAIL_FROM": "hello@career.example",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(MisconfiguredError, match="PUBLIC_URL"):
        async with service_under_test(service, database_url):
            raise AssertionError("the service started")


def test_production_keeps_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("RATE_LIMITS", "off")

    with pytest.raises(MisconfiguredError, match=r"^Setting RATE_LIMITS [^\n]+\.$"):
        read_settings(PlatformSettings)
