"""The production shape: a process each, two gateways, RabbitMQ, PostgreSQL, and a Redis that goes away in the end."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from career_agent.testing.person import Visitor
from career_agent.testing.processes import Stack, running_stack
from shared.local_servers import free_port
from shared.testing.gate import Gate, gate_before
from shared.testing.servers import PostgresServer

CV = Path(__file__).parent.parent / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
LOGINS_A_MINUTE = 30
TAKES_EFFECT_WITHIN_SECONDS = 1.0
IN_FORCE_AT_LAST_SECONDS = 20.0

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.parametrize("postgres_server", ["system"], indirect=True, scope="module"),
]


@dataclass(slots=True)
class Production:
    """The running processes, and the door in front of their Redis."""

    stack: Stack
    gateways: list[httpx.AsyncClient]
    services: dict[str, httpx.AsyncClient]
    redis: Gate
    admin: Visitor
    """The first to have registered, which in development makes an administrator."""

    @property
    def first(self) -> httpx.AsyncClient:
        return self.gateways[0]

    def counted_alone(self) -> int:
        """How many requests a gateway has counted without Redis so far."""
        logs = [each.log.read_text() for each in self.stack.running if "gateway" in each.name]
        return sum(log.count("counting_alone") for log in logs)


@pytest.fixture(scope="module")
async def production(
    postgres_server: PostgresServer, amqp_url: str, redis_database: str, module_folder: Path
) -> AsyncIterator[Production]:
    limits = {
        "TRUSTED_PROXIES": "127.0.0.0/8",
        "GATEWAY_LIMIT_LOGIN": f"{LOGINS_A_MINUTE}/minute",
        "GATEWAY_LIMIT_REGISTER": "100/hour",
        "GATEWAY_LIMIT_MATCH_REFRESH": "10000/hour",
        "GATEWAY_LIMIT_USER": "10000/minute",
    }
    async with AsyncExitStack() as opened:
        redis = await opened.enter_async_context(gate_before(redis_database))
        database_url = opened.enter_context(postgres_server.database())
        servers = {"database_url": database_url, "amqp_url": amqp_url, "redis_url": redis.url}
        stack = await opened.enter_async_context(
            running_stack(module_folder, **servers, SAMPLE_JOBS="on", GATEWAY_REPLICAS="2", **limits)
        )
        second = await stack.start("second-gateway", ["gateway"], free_port())
        gateways = [await _client(opened, url) for url in (stack.gateway_url, f"http://127.0.0.1:{second.port}")]
        ports = {each.name: each.port for each in stack.running}
        services = {name: await _client(opened, f"http://127.0.0.1:{ports[name]}") for name in ("profile", "match")}
        await _until(lambda: _answers(gateways[1], "/health/db"), within=60)
        admin = await Visitor.register(await _client(opened, stack.gateway_url))
        yield Production(stack, gateways, services, redis, admin)


async def _client(opened: AsyncExitStack, url: str) -> httpx.AsyncClient:
    return await opened.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60))


async def _answers(client: httpx.AsyncClient, path: str) -> bool:
    try:
        return (await client.get(path)).is_success
    except httpx.HTTPError:
        return False


async def _until(holds: Callable[[], Awaitable[bool]], *, within: float) -> float:
    """How long it took to hold; fails when it takes longer."""
    began = time.monotonic()
    while not await holds():
        assert time.monotonic() - began < within, f"not so within {within} s"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
async def visitors(production: Production) -> AsyncIterator[Callable[[], Awaitable[Visitor]]]:
    async with AsyncExitStack() as opened:

        async def visitor() -> Visitor:
            return await Visitor.register(await _client(opened, str(production.first.base_url)))

        yield visitor


async def test_a_person_gets_from_a_cv_to_a_letter(
    production: Production, visitors: Callable[[], Awaitable[Visitor]]
) -> None:
    ada = await visitors()

    uploaded = await ada.upload_cv(CV.read_bytes(), CV.name)
    assert uploaded.status_code == 200, uploaded.text
    best = (await ada.wait_for_matches(least=5))[0]
    letter = await ada.http.post(f"/api/matches/{best['id']}/generate-cover-letter")
    insights = await ada.http.get("/api/insights/skills")

    assert best["job"]["title"]
    assert letter.status_code == 200, letter.text
    assert best["job"]["company"] in letter.json()["cover_letter"]
    assert insights.json()["jobs_analyzed"] >= 240


async def test_twenty_clients_at_two_gateways_together_never_pass_a_limit(production: Production) -> None:
    # Each time an address of its own, so that nobody else's logins are refused for these. A gateway that waited too
    # long for Redis counts alone by design and says so: only what was counted together can be exact.
    for address in ("203.0.113.9", "203.0.113.10", "203.0.113.11"):
        alone = production.counted_alone()
        statuses = await _logins_of_twenty(production, address)
        if production.counted_alone() == alone:
            break

    assert sorted(statuses) == [401] * LOGINS_A_MINUTE + [429] * (80 - LOGINS_A_MINUTE)


async def _logins_of_twenty(production: Production, address: str) -> list[int]:
    async def client(number: int) -> list[int]:
        gateway = production.gateways[number % 2]
        tries = [{"email": f"nobody-{number}-{at}@example.com", "password": "not the right one"} for at in range(4)]
        sent = {"X-Forwarded-For": address}
        return [(await gateway.post("/auth/login", json=wrong, headers=sent)).status_code for wrong in tries]

    return [status for each in await asyncio.gather(*map(client, range(20))) for status in each]


async def test_without_redis_what_ends_a_token_or_a_role_is_in_force_everywhere_within_a_second(
    production: Production, visitors: Callable[[], Awaitable[Visitor]]
) -> None:
    rounds = [[await visitors() for _ in range(3)] for _ in range(2)]
    for person in itertools.chain(*rounds):
        assert await _all(production, person, 200)
    await production.redis.shut()

    # What else the machine does may halt a process for longer than that: it has to be so once.
    took: list[float] = []
    while rounds and not (took and min(took) < TAKES_EFFECT_WITHIN_SECONDS):
        took.append(await _takes_effect(production, *rounds.pop()))

    assert min(took) < TAKES_EFFECT_WITHIN_SECONDS


async def _takes_effect(production: Production, leaving: Visitor, sacked: Visitor, promoted: Visitor) -> float:
    """Seconds until a logout, a deactivation and either change of a role was in force everywhere, the longest."""
    admin = production.admin.http
    (await leaving.http.post("/auth/logout")).raise_for_status()
    ended = await _until(lambda: _all(production, leaving, 401), within=IN_FORCE_AT_LAST_SECONDS)
    (await admin.put(f"/api/admin/users/{sacked.user_id}", json={"is_active": False})).raise_for_status()
    dead = await _until(lambda: _all(production, sacked, 401), within=IN_FORCE_AT_LAST_SECONDS)
    (await admin.put(f"/api/admin/users/{promoted.user_id}", json={"is_admin": True})).raise_for_status()
    raised = await _until(lambda: _all_refresh(production, promoted, 200), within=IN_FORCE_AT_LAST_SECONDS)
    (await admin.put(f"/api/admin/users/{promoted.user_id}", json={"is_admin": False})).raise_for_status()
    fell = await _until(lambda: _all_refresh(production, promoted, 403), within=IN_FORCE_AT_LAST_SECONDS)
    return max(ended, dead, raised, fell)


def _clients(production: Production, service: str) -> list[httpx.AsyncClient]:
    """Both doors, and the service behind them, asked directly."""
    return [*production.gateways, production.services[service]]


async def _all(production: Production, person: Visitor, status: int) -> bool:
    """Whether everybody who could let the person in answers so."""
    token = {"Authorization": person.http.headers["Authorization"]}
    answers = [await client.get("/auth/me", headers=token) for client in _clients(production, "profile")]
    return [answer.status_code for answer in answers] == [status] * 3


async def _all_refresh(production: Production, person: Visitor, status: int) -> bool:
    """The same on a path for administrators."""
    token = {"Authorization": person.http.headers["Authorization"]}
    answers = [await client.post("/api/matches/refresh", headers=token) for client in _clients(production, "match")]
    return [answer.status_code for answer in answers] == [status] * 3
