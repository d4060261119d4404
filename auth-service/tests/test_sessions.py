"""Refresh tokens: exchanged once, ended as a family, gone in time (security.md S01–S12)."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import update

from auth_service import queries, use_cases
from auth_service.service import service
from auth_service.tables import RefreshToken, Session
from auth_service.testing.visitor import Visitor
from shared.database import export_rows
from shared.testing.running import ServiceUnderTest, service_under_test


async def age(app: ServiceUnderTest, **days: int) -> None:
    """Let columns of every session lie back in time."""
    async with app.db.write() as session:
        for name, number in days.items():
            column = getattr(Session, name)
            await session.execute(update(Session).values({name: column - timedelta(days=number)}))


async def test_registering_logs_in_with_a_pair_of_tokens(app: ServiceUnderTest) -> None:
    visitor = Visitor(app, password="SecurePass1")

    answer = await visitor.open_account()

    assert answer.status_code == 201
    assert answer.json().keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 86_400)
    assert len(answer.json()["refresh_token"]) >= 43  # 256 bits
    assert await visitor.is_let_in()
    assert (await visitor.open_account()).status_code == 400


async def test_a_refresh_gives_a_new_pair(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)
    first = visitor.access, visitor.refresh_token

    answer = await visitor.refresh()

    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert visitor.refresh_token != first[1]
    assert await visitor.is_let_in()
    assert await visitor.is_let_in(first[0])


async def test_a_refresh_token_that_comes_again_ends_its_whole_session(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)
    stolen, first_access = visitor.refresh_token, visitor.access
    other_session = await Visitor.registered(app, "other@example.com")
    await visitor.refresh()

    again = await visitor.exchange(stolen)

    assert again.status_code == 401
    assert again.headers["WWW-Authenticate"] == "Bearer"
    assert (await visitor.exchange(visitor.refresh_token)).status_code == 401
    await visitor.is_shut_out()
    await visitor.is_shut_out(first_access)
    assert (await other_session.refresh()).status_code == 200


async def test_of_many_refreshes_at_once_exactly_one_wins_and_the_session_lives(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)

    answers = await asyncio.gather(*(visitor.exchange(visitor.refresh_token) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    [winner] = [answer for answer in answers if answer.status_code == 200]
    assert (await visitor.exchange(winner.json()["refresh_token"])).status_code == 200


async def test_a_session_ends_after_its_longest_time_however_much_it_is_used(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)
    days = app.running.deps.settings.refresh_longest_days

    await age(app, expires_at=days - 1)
    assert (await visitor.refresh()).status_code == 200
    async with app.db.write() as session:
        soon = datetime.now(UTC) + timedelta(seconds=90)
        await session.execute(update(Session).values(expires_at=soon))
    last = await visitor.refresh()
    await age(app, expires_at=1)

    assert last.json()["expires_in"] <= 90, "an access token outlives its session"
    assert (await visitor.refresh()).status_code == 401


async def test_a_refresh_token_that_is_not_used_for_long_is_dead(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)

    async with app.db.write() as session:
        await session.execute(update(RefreshToken).values(expires_at=datetime.now(UTC)))

    assert (await visitor.refresh()).status_code == 401
    await visitor.log_in()
    assert (await visitor.refresh()).status_code == 200


@pytest.mark.parametrize("path", ["/auth/logout", "/api/auth/logout"])
async def test_a_logout_ends_the_session_with_both_its_tokens(app: ServiceUnderTest, path: str) -> None:
    visitor = await Visitor.registered(app)
    earlier = visitor.access
    await visitor.refresh()

    answer = await visitor.call("POST", path, json={"refresh_token": visitor.refresh_token})

    assert (answer.status_code, answer.json()) == (200, {"message": "Successfully logged out"})
    await visitor.is_shut_out()
    await visitor.is_shut_out(earlier)
    assert (await visitor.refresh()).status_code == 401


async def test_a_logout_without_a_body_ends_the_session_of_the_token(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)
    elsewhere = Visitor(app)
    await elsewhere.log_in()

    assert (await visitor.call("POST", "/api/auth/logout")).status_code == 200

    assert (await visitor.refresh()).status_code == 401
    assert (await elsewhere.refresh()).status_code == 200


async def test_nobody_logs_out_anyone_else(app: ServiceUnderTest) -> None:
    ada, bob = await Visitor.registered(app, "ada@example.com"), await Visitor.registered(app, "bob@example.com")

    await bob.call("POST", "/api/auth/logout", json={"refresh_token": ada.refresh_token})

    assert (await ada.refresh()).status_code == 200
    assert (await app.anyone.post("/api/auth/logout")).status_code == 401


async def test_a_token_is_good_for_its_own_purpose_alone(app: ServiceUnderTest) -> None:
    """J11."""
    visitor = await Visitor.registered(app)

    assert not await visitor.is_let_in(visitor.refresh_token)
    assert (await visitor.exchange(visitor.access)).status_code == 401
    assert (await visitor.exchange("nothing of the kind")).status_code == 401
    assert (await app.anyone.post("/api/auth/refresh", json={})).status_code == 422


async def test_refresh_tokens_are_kept_as_hashes_and_not_handed_out(app: ServiceUnderTest) -> None:
    """S09."""
    visitor = await Visitor.registered(app)

    async with app.db.read() as session:
        owner = await queries.sessions.owner_of(session, sha256(visitor.refresh_token.encode()).digest())
        rows = str(await export_rows(session, visitor.user_id))

    assert owner == visitor.user_id
    assert visitor.refresh_token not in rows
    assert "token_hash" not in rows


async def test_sessions_that_are_over_are_forgotten_and_others_kept(app: ServiceUnderTest) -> None:
    over, running = await Visitor.registered(app, "ada@example.com"), await Visitor.registered(app, "bob@example.com")
    await over.call("POST", "/auth/logout")
    await age(app, ended_at=2)

    await use_cases.prune(app.db, app.running.deps)

    async with app.db.read() as session:
        assert not (await export_rows(session, over.user_id))["refresh_tokens"]
    assert (await running.refresh()).status_code == 200


async def test_a_replica_knows_the_sessions_of_another(database_url: str) -> None:
    async with service_under_test(service, database_url) as one, service_under_test(service, database_url) as other:
        visitor = await Visitor.registered(one)
        used = visitor.refresh_token
        await visitor.refresh()
        visitor.app = other

        assert (await visitor.exchange(used)).status_code == 401
        await visitor.is_shut_out()
