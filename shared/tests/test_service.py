"""A service as it runs: its life, its readiness, and what it does while something it needs is away."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import insert

from shared.auth import FeedPage
from shared.bus import TopologyDrifted
from shared.consumer import queues_of
from shared.database import Database
from shared.errors import Unavailable
from shared.events import SkillAdded
from shared.handlers import Handlers
from shared.http import CurrentCaller, Db
from shared.service import Outside, Role, RunningService, Service, open_service
from shared.settings import MisconfiguredError, PlatformSettings, ServiceSettings
from shared.testing.gate import gate_before
from shared.testing.issuer import Issuer
from shared.testing.plain import EFFECTS, METADATA, effects_in, eventually
from shared.world import open_world

router, handlers = APIRouter(), Handlers()


class Settings(ServiceSettings, env_prefix="PLAIN_"):
    """None of its own."""


@router.post("/skills/{skill}", status_code=204)
async def add_skill(skill: str, caller: CurrentCaller, db: Db) -> None:
    async with db.write() as session:
        session.publish(SkillAdded(user_id=caller.id, skill=skill))


@handlers.on(SkillAdded)
async def take_up_skill(event: SkillAdded, db: Database, deps: list[str]) -> None:
    async with db.write() as session:
        await session.execute(insert(EFFECTS).values(what=f"{deps[0]} {event.skill}"))


@asynccontextmanager
async def open_deps(outside: Outside) -> AsyncIterator[list[str]]:
    yield ["learned"]


SERVICE = Service("plain", Settings, METADATA, Path(), open_deps, (router,), handlers)


class FailingFeed(Issuer):
    """Keys and feed, until it is told to be away."""

    away = False

    async def feed(self, after: int) -> FeedPage:
        if self.away:
            raise Unavailable
        return await super().feed(after)


def settings_for(url: str, amqp_url: str = "") -> PlatformSettings:
    return PlatformSettings(
        database_url=url, amqp_url=amqp_url, redis_url="", feed_every_seconds=0.05, feed_stale_after_seconds=0.4
    )


@asynccontextmanager
async def running(url: str, issuer: Issuer, role: Role = Role.BOTH) -> AsyncIterator[RunningService]:
    async with open_world(settings_for(url), name="test", source=issuer) as world:
        await world.bus.declare(queues_of(SERVICE.name, SERVICE.handlers))
        async with open_service(SERVICE, world, role) as service:
            await world.verifier.start()
            yield service


@asynccontextmanager
async def started(url: str, amqp_url: str, issuer: Issuer, role: Role = Role.BOTH) -> AsyncIterator[RunningService]:
    """On RabbitMQ, whatever is declared there."""
    async with (
        open_world(settings_for(url, amqp_url), name="test", source=issuer) as world,
        open_service(SERVICE, world, role) as service,
    ):
        await world.verifier.start()
        yield service


@pytest.fixture
def issuer() -> FailingFeed:
    return FailingFeed(settings_for(""))


def client_of(service: RunningService, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=service.app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://plain", headers=headers)


def person(issuer: Issuer) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer.token(7)}"}


async def readiness(service: RunningService) -> dict[str, Any]:
    checks: dict[str, Any] = (await client_of(service).get("/health/ready")).json()["checks"]
    return checks


async def test_a_request_causes_an_effect_by_way_of_outbox_and_bus(
    database: Database, database_url: str, issuer: FailingFeed
) -> None:
    async with running(database_url, issuer) as service:
        answer = await client_of(service, person(issuer)).post("/skills/Python")

        assert answer.status_code == 204
        await eventually(lambda: has(database, "learned Python"))


async def has(database: Database, effect: str) -> bool:
    return effect in await effects_in(database)


async def test_what_was_told_before_a_stop_is_done_after_the_next_start(
    database: Database, database_url: str, issuer: FailingFeed
) -> None:
    async with running(database_url, issuer, Role.SERVE) as service:
        await client_of(service, person(issuer)).post("/skills/Python")

    async with running(database_url, issuer, Role.WORK) as worker:
        await eventually(lambda: has(database, "learned Python"))

        assert (await client_of(worker, person(issuer)).post("/skills/Go")).status_code == 404
        assert (await client_of(worker).get("/health/live")).status_code == 200


async def test_a_feed_that_can_not_be_read_makes_it_unready_while_it_goes_on_answering(
    database: Database, database_url: str, issuer: FailingFeed
) -> None:
    async with running(database_url, issuer) as service:
        await eventually(lambda: is_fresh(service))
        assert await readiness(service) == {
            "database": "ok",
            "relay": "ok",
            "revocation_feed": "ok",
            "draining": "ok",
            "bus": "ok",
        }

        issuer.away = True

        await eventually(lambda: is_stale(service))
        assert (await client_of(service, person(issuer)).post("/skills/Python")).status_code == 204

        issuer.away = False
        await eventually(lambda: is_fresh(service))


async def is_stale(service: RunningService) -> bool:
    return await readiness(service) == {
        "database": "ok",
        "relay": "ok",
        "revocation_feed": "failed",
        "draining": "ok",
        "bus": "ok",
    }


async def is_fresh(service: RunningService) -> bool:
    return (await client_of(service).get("/health/ready")).status_code == 200


async def test_after_the_database_was_away_everything_goes_on_by_itself(
    database: Database, database_url: str, issuer: FailingFeed
) -> None:
    async with gate_before(database_url) as gate, running(gate.url, issuer) as service:
        await eventually(lambda: is_fresh(service))
        await gate.shut()
        assert (await readiness(service))["database"] == "failed"
        assert (await client_of(service, person(issuer)).post("/skills/Lost")).status_code == 503
        assert (await client_of(service).get("/health/live")).status_code == 200

        await gate.open()

        await eventually(lambda: is_fresh(service))
        assert (await client_of(service, person(issuer)).post("/skills/Python")).status_code == 204
        await eventually(lambda: has(database, "learned Python"))
    assert await effects_in(database) == ["learned Python"]


async def declare(database_url: str, amqp_url: str) -> None:
    async with open_world(settings_for(database_url, amqp_url), name="migrate") as world:
        await world.bus.declare(queues_of(SERVICE.name, SERVICE.handlers))


async def test_started_without_a_broker_it_answers_and_does_its_work_when_the_broker_comes(
    database: Database, database_url: str, amqp_url: str, issuer: FailingFeed
) -> None:
    await declare(database_url, amqp_url)
    async with gate_before(amqp_url) as gate:
        await gate.shut()
        async with started(database_url, gate.url, issuer) as service:
            watching = asyncio.create_task(service.watch())
            assert (await client_of(service, person(issuer)).post("/skills/Python")).status_code == 204
            assert (await readiness(service))["bus"] == "failed"
            assert (await client_of(service).get("/health/live")).status_code == 200

            await gate.open()

            await eventually(lambda: has(database, "learned Python"))
            await eventually(lambda: is_fresh(service))
            assert not watching.done()
            watching.cancel()


async def test_who_only_answers_is_ready_without_a_broker(
    database: Database, database_url: str, amqp_url: str, issuer: FailingFeed
) -> None:
    async with gate_before(amqp_url) as gate:
        await gate.shut()
        async with started(database_url, gate.url, issuer, Role.SERVE) as service:
            await eventually(lambda: is_fresh(service))


async def test_a_broker_that_comes_and_is_not_as_declared_ends_the_process(
    database: Database, database_url: str, amqp_url: str, issuer: FailingFeed
) -> None:
    async with gate_before(amqp_url) as gate:
        await declare(database_url, amqp_url)
        async with await aio_pika.connect(amqp_url) as connection:
            await (await connection.channel()).queue_delete("plain.take_up_skill")
        await gate.shut()
        async with started(database_url, gate.url, issuer, Role.WORK) as service:
            await gate.open()

            with pytest.raises(TopologyDrifted, match=r"plain\.take_up_skill is missing"):
                await service.watch()


async def test_told_to_stop_while_it_waits_for_a_broker_it_stops(
    database: Database, database_url: str, amqp_url: str, issuer: FailingFeed
) -> None:
    async with gate_before(amqp_url) as gate:
        await gate.shut()
        async with asyncio.timeout(20), started(database_url, gate.url, issuer, Role.WORK):
            pass


async def test_without_a_database_it_says_which_setting_is_missing(issuer: FailingFeed) -> None:
    world = open_world(settings_for(""), name="test", source=issuer)

    with pytest.raises(MisconfiguredError, match="DATABASE_URL"):
        await world.__aenter__()
