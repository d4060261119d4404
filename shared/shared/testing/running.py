"""One service, really running, for its own tests: its app, its handlers on the local bus, its schema in PostgreSQL.

@pytest.fixture
async def app(database_url: str) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database_url) as app:
        yield app

async def test_a_new_cv_asks_for_matches(app: ServiceUnderTest) -> None:
    await app.tell(CvParsed(user_id=1, version=1, person=...))
    assert app.told(MatchRequested) == [MatchRequested(user_id=1)]
    answer = await app.person(1).get("/api/matches")
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import func, select, text
from starlette.types import ASGIApp

from shared.bus import Bus, Delivery, Queue
from shared.consumer import queues_of
from shared.database import Database, table_of
from shared.events import Event, all_events, event_of, message_of
from shared.llm.settings import LanguageModelSettings
from shared.peers import Peers
from shared.service import Role, RunningService, Service, open_service
from shared.settings import PlatformSettings
from shared.testing.contract import watched
from shared.testing.issuer import Issuer
from shared.world import open_world

EventT = TypeVar("EventT", bound=Event)

PROBE = "test.probe"
SETTLES_WITHIN_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.02


class ServiceUnderTest:
    """What a test does with a running service."""

    def __init__(self, running: RunningService, issuer: Issuer, bus: Bus) -> None:
        self.running = running
        self.db: Database = running.db
        self.issuer = issuer
        self._bus = bus
        self._told: list[tuple[datetime, Event]] = []
        self.anyone = self._client({})
        """An HTTP client without a token."""

    def person(self, user_id: int, *, admin: bool = False, name: str = "Ada Lovelace") -> httpx.AsyncClient:
        """An HTTP client with this person's token."""
        token = self.issuer.token(user_id, admin=admin, name=name)
        return self._client({"Authorization": f"Bearer {token}"})

    async def tell(self, event: Event, *, message_id: UUID | None = None) -> None:
        """Publish an event as another service would, and wait until the service has done all it does about it."""
        await self._bus.publish([message_of(event, message_id or uuid4(), datetime.now(UTC), None)])
        await self.settled()

    def told(self, kind: type[EventT]) -> list[EventT]:
        """The events of this kind that have gone over the bus, the test's own included, oldest first."""
        # The bus promises no order, so neither does the order of arrival: what counts is when each was published.
        in_order = sorted(self._told, key=lambda told: told[0])
        return [event for _, event in in_order if isinstance(event, kind)]

    async def settled(self) -> None:
        """Wait until outbox and queues are empty. A handler that failed fails the test."""
        until = time.monotonic() + SETTLES_WITHIN_SECONDS
        while not await self._is_settled():
            assert time.monotonic() < until, "the service did not finish what it was told"
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def hear(self, delivery: Delivery) -> None:
        """Take down an event that went over the bus."""
        self._told.append((delivery.message.occurred_at, event_of(delivery.message)))
        async with self.db.write() as session:
            await delivery.settle(session)

    async def _is_settled(self) -> bool:
        outbox = table_of(self.db.metadata, "outbox")
        letters = table_of(self.db.metadata, "dead_letters")
        async with self.db.read() as session:
            reasons = (await session.scalars(select(letters.c.reason))).all()
            assert not reasons, f"dead letters: {reasons}"
            failed = await session.scalar(text("SELECT count(*) FROM bus.deliveries WHERE attempt > 0"))
            assert not failed, "a handler failed; the log says where"
            waiting = await session.scalar(select(func.count()).select_from(outbox))
            on_bus = await session.scalar(text("SELECT count(*) FROM bus.deliveries WHERE queue <> 'events.unheard'"))
        return not waiting and not on_bus

    def _client(self, headers: Mapping[str, str]) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.running.app, raise_app_exceptions=False)
        return watched(httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers))


@asynccontextmanager
async def service_under_test(
    service: Service,
    database_url: str,
    *,
    peers: Mapping[str, ASGIApp] | None = None,
    language_model: LanguageModelSettings | None = None,
    redis_url: str = "",
) -> AsyncIterator[ServiceUnderTest]:
    """Open a service on a database whose schema is migrated already; `peers` play the other services.

    Without `language_model` there is none; `shared.testing.messages_api` makes settings that lead to its stand-in.
    """
    settings = PlatformSettings(database_url=database_url, amqp_url="", redis_url=redis_url, feed_every_seconds=0.05)
    no_model = LanguageModelSettings(anthropic_api_key=SecretStr(""))
    issuer = Issuer(settings)
    async with AsyncExitStack() as stack:
        neighbours = Peers({})
        for name, app in (peers or {}).items():
            neighbours.connect(name, app)
        world = await stack.enter_async_context(
            open_world(
                settings,
                name="test",
                peers=neighbours,
                source=None if service.token_source else issuer,
                language_model=language_model or no_model,
            )
        )
        await world.bus.declare(queues_of(service.name, service.handlers))
        await world.bus.declare([Queue(PROBE, tuple(kind.name for kind in all_events()), prefetch=10)])
        running = await stack.enter_async_context(open_service(service, world, Role.BOTH))
        if service.token_source is not None:
            world.verifier.use(service.token_source(running.db, running.deps))
        await world.verifier.start()
        under_test = ServiceUnderTest(running, issuer, world.bus)
        subscription = await world.bus.consume(Queue(PROBE, (), prefetch=10), under_test.hear)
        stack.push_async_callback(subscription.stop)
        yield under_test
