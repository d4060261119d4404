"""How much a person may upload in a day (security.md U14)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from profile_service import use_cases
from profile_service.tables import UploadCount
from shared.events import CvParsed, UserDeleted
from shared.service import Service
from shared.testing.running import ServiceUnderTest, service_under_test

DEMO_CVS = Path(__file__).parents[2] / "deploy" / "career_agent" / "demo_cvs"
PDF = (DEMO_CVS / "software_engineer.pdf").read_bytes()
TXT = (DEMO_CVS / "accountant.txt").read_bytes()
A_DAY_SECONDS = 86_400


@pytest.fixture
def five_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROFILE_UPLOADS_PER_DAY", "5")


@pytest.fixture
async def limited(five_a_day: None, database_url: str, pooled: Service) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(pooled, database_url) as running:
        yield running


async def upload(
    app: ServiceUnderTest, content: bytes = TXT, user_id: int = 1, *, path: str = "cv", key: str | None = None
) -> httpx.Response:
    files = {"file": ("cv", content)}
    headers = {"Idempotency-Key": key} if key else {}
    return await app.person(user_id).post(f"/api/profile/{path}", files=files, headers=headers, timeout=60)


async def held(app: ServiceUnderTest, user_id: int = 1) -> dict[str, list[Any]]:
    exported: dict[str, list[Any]] = (await app.person(user_id).get("/api/export/profile")).json()["data"]
    return exported


async def test_of_twenty_at_once_as_many_are_read_as_a_day_allows(limited: ServiceUnderTest) -> None:
    answers = await asyncio.gather(*(upload(limited) for _ in range(20)))

    await limited.settled()
    assert Counter(answer.status_code for answer in answers) == {200: 5, 429: 15}
    assert len((await held(limited))["cvs"]) == len(limited.told(CvParsed)) == 5


async def test_replicas_count_together_and_a_restart_forgets_nothing(
    five_a_day: None, database_url: str, pooled: Service
) -> None:
    async with service_under_test(pooled, database_url) as one, service_under_test(pooled, database_url) as other:
        answers = await asyncio.gather(*(upload(app) for app in (one, other) for _ in range(10)))
    async with service_under_test(pooled, database_url) as restarted:
        later = await upload(restarted)

    assert Counter(answer.status_code for answer in answers) == {200: 5, 429: 15}
    assert later.status_code == 429


async def test_who_has_had_enough_is_told_so_and_nothing_is_kept(limited: ServiceUnderTest) -> None:
    for _ in range(5):
        await upload(limited)
    await limited.settled()
    before = await held(limited)

    refused = await upload(limited, PDF, path="cv-upload")

    seconds = int(refused.headers["Retry-After"])
    assert refused.json() == {
        "detail": "You can upload 5 CVs a day, together 100 MB. Try again after midnight (UTC).",
        "status_code": 429,
    }
    assert 1 <= seconds <= A_DAY_SECONDS
    assert refused.headers["RateLimit-Limit"] == "5"
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert abs(int(refused.headers["RateLimit-Reset"]) - seconds) <= 1
    assert await held(limited) == before
    assert (await upload(limited, user_id=2)).status_code == 200, "another person has their own day"


async def test_bytes_are_counted_as_well_over_both_doors(
    database_url: str, pooled: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROFILE_UPLOAD_BYTES_PER_DAY", str(len(PDF) + 2 * len(TXT)))
    async with service_under_test(pooled, database_url) as app:
        answers = [
            await upload(app, TXT),
            await upload(app, PDF, path="cv-upload"),
            await upload(app, TXT + b"\n"),
            await upload(app, TXT),
            await upload(app, b"x"),
        ]
        first_of_a_day = await upload(app, PDF + b"\n" * 2 * len(TXT) + b"\n", user_id=2)

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 429]
    assert first_of_a_day.status_code == 429


async def test_what_can_not_be_read_counts_too_with_a_key_and_without(limited: ServiceUnderTest) -> None:
    for number in range(5):
        key = f"cv-{number}" if number % 2 else None
        assert (await upload(limited, b"\x89PNG\r\n\x1a\n", key=key)).status_code == 400

    assert (await upload(limited)).status_code == 429


async def test_an_upload_sent_again_under_its_key_counts_once(limited: ServiceUnderTest) -> None:
    answers = [await upload(limited, key="cv") for _ in range(8)]

    assert {answer.status_code for answer in answers} == {200}
    assert [row["uploads"] for row in (await held(limited))["upload_counts"]] == [1]


async def test_the_next_day_begins_from_none_and_the_last_is_forgotten(limited: ServiceUnderTest) -> None:
    for _ in range(6):
        await upload(limited)
    async with limited.db.write() as session:
        await session.execute(update(UploadCount).values(day=UploadCount.day - timedelta(days=1)))

    assert (await upload(limited)).status_code == 200

    await use_cases.prune(limited.db, limited.running.deps)
    assert [row["uploads"] for row in (await held(limited))["upload_counts"]] == [1]


async def test_the_count_is_erased_with_the_person_and_does_not_come_back(limited: ServiceUnderTest) -> None:
    await upload(limited)
    assert (await held(limited))["upload_counts"]

    await limited.tell(UserDeleted(user_id=1))

    assert (await upload(limited)).status_code == 404
    assert (await held(limited))["upload_counts"] == []


async def test_load_tests_may_upload_without_end(
    five_a_day: None, database_url: str, pooled: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATE_LIMITS", "off")
    async with service_under_test(pooled, database_url) as app:
        assert {(await upload(app)).status_code for _ in range(7)} == {200}
