"""job-service running for its tests, with boards played by a server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import jwt
import pytest
from aiohttp import web
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from job_service.service import service
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.scripted_model import ScriptedModel, asking
from shared.testing.servers import PostgresServer

EMPTY_FEED = b"<rss version='2.0'><channel><title>none</title></channel></rss>"


class FakeBoards:
    """RemoteOK and two feeds of WeWorkRemotely as their readers see them; a number is the status of a failure.

    `b"slow"` is an answer that comes only when the test is over.
    """

    def __init__(self) -> None:
        self.answers: dict[str, bytes | int] = {"/remoteok": b"[]", "/wwr": EMPTY_FEED, "/wwr2": EMPTY_FEED}
        self.asked: list[str] = []
        self.over = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        said = self.answers.get(request.path, 404)
        if said == b"slow":
            await self.over.wait()
        if isinstance(said, int):
            return web.Response(status=said)
        kind = "application/json" if said.startswith(b"[") else "application/rss+xml"
        return web.Response(body=said, content_type=kind)


@asynccontextmanager
async def fake_boards() -> AsyncIterator[FakeBoards]:
    """The boards, and the settings that lead to them."""
    fake = FakeBoards()
    app = web.Application()
    app.router.add_get("/{path:.*}", fake.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REMOTEOK_URL", f"{url}/remoteok")
        environment.setenv("WEWORKREMOTELY_URL", f"{url}/wwr, {url}/wwr2")
        environment.setenv("SAMPLE_JOBS", "off")
        yield fake
    fake.over.set()
    await runner.cleanup()


@pytest.fixture
async def boards() -> AsyncIterator[FakeBoards]:
    async with fake_boards() as fake:
        yield fake


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    with migrated_database(postgres_server, [service]) as url:
        yield url


@pytest.fixture
async def app(boards: FakeBoards, database_url: str) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database_url) as running:
        yield running


class FakeProfiles:
    """profile-service as far as job-service asks it: whether a person lets their texts leave."""

    def __init__(self) -> None:
        self.refusing: set[int] = set()
        self.status = 200
        self.api = FastAPI()
        self.api.get("/api/profile")(self.profile)

    async def profile(self, request: Request) -> Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        user_id = int(jwt.decode(token, options={"verify_signature": False})["sub"])
        preferences = {"use_ai": False} if user_id in self.refusing else {"target_roles": ["Baker"]}
        return JSONResponse({"id": user_id, "preferences": preferences}, self.status)


@pytest.fixture
def profiles() -> FakeProfiles:
    return FakeProfiles()


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def app_with_model(
    boards: FakeBoards, database_url: str, profiles: FakeProfiles, model: ScriptedModel
) -> AsyncIterator[ServiceUnderTest]:
    peers = {"profile": profiles.api}
    async with service_under_test(asking(service, model), database_url, peers=peers) as running:
        yield running


@pytest.fixture(scope="module")
async def common_boards() -> AsyncIterator[FakeBoards]:
    async with fake_boards() as fake:
        yield fake


@pytest.fixture(scope="module")
async def common_app(common_boards: FakeBoards, postgres_server: PostgresServer) -> AsyncIterator[ServiceUnderTest]:
    """One service for all tests of a module that leave it as they found it."""
    with migrated_database(postgres_server, [service]) as url:
        async with service_under_test(service, url) as running:
            yield running
