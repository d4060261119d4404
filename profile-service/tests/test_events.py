"""Events that come before the one they build on."""

from datetime import UTC, datetime

import pytest

from profile_service import use_cases
from profile_service.errors import NoProfileYet
from shared.events import SkillAdded, UserDeleted, UserRegistered
from shared.testing.running import ServiceUnderTest

ADDED = SkillAdded(user_id=7, skill="Rust")


async def test_a_skill_that_comes_before_its_person_is_not_lost(app: ServiceUnderTest) -> None:
    with pytest.raises(NoProfileYet):
        await use_cases.add_skill(app.db, ADDED)
    await app.tell(
        UserRegistered(
            user_id=7, email="ada@example.com", full_name="Ada", created_at=datetime(2026, 11, 20, tzinfo=UTC)
        )
    )

    await app.tell(ADDED)

    assert (await app.person(7).get("/api/profile")).json()["skills"] == ["Rust"]


async def test_a_skill_of_an_erased_person_is_dropped(app: ServiceUnderTest) -> None:
    await app.tell(UserDeleted(user_id=7))

    await app.tell(ADDED)

    held = (await app.person(7).get("/api/export/profile")).json()["data"]
    assert {table: rows for table, rows in held.items() if rows} == {}
