"""What can come of every operation, whatever it does: each is called until it comes.

First at the gateway, in front of services that are not there, slow, or must not be reached; then at the services' own
doors, which trust nobody.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from career_agent.services import ALL
from career_agent.testing.calls import CALLS, DOCUMENT, IDEMPOTENCY_KEY, Call
from gateway import limited_body
from gateway.app import Gateway
from gateway.limits import RateLimits
from gateway.own_routes import own_app
from gateway.routing import Access, Route
from gateway.settings import Settings
from gateway.upstreams import AppUpstream
from shared.auth import Verifier
from shared.database.commands import Command, begin_command
from shared.http.app import build_api, finish_app
from shared.peers import Peers
from shared.service import Service
from shared.serving import Drain
from shared.settings import PlatformSettings
from shared.testing.contract import watched
from shared.testing.issuer import Issuer
from shared.testing.running import service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer

PLATFORM = PlatformSettings(database_url="", amqp_url="", redis_url="")
ISSUER = Issuer(PLATFORM)
SHORT_SECONDS = 0.02
LONGEST_PATH_WORD = 2_000
CONTROL_CHARACTER = "\x01"
"""No text, number, word of a list or flag."""


def of_calls(*, where: Callable[[Call], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Parametrize with the operations for which something holds."""
    chosen = [call for call in CALLS if where(call)]
    return pytest.mark.parametrize("call", chosen, ids=[call.name for call in chosen])


def signed(*, admin: bool = True) -> dict[str, str]:
    return {"Authorization": f"Bearer {ISSUER.token(7, admin=admin)}"}


async def unreachable(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("a request that is refused must not reach the service")


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(60)


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body to its end, or until it is told that nothing more comes."""
    while (await receive()).get("more_body"):
        """There is more."""


@pytest.fixture(scope="module")
async def verifier() -> AsyncIterator[Verifier]:
    verifier = Verifier(ISSUER, PLATFORM)
    await verifier.start()
    yield verifier
    await verifier.stop()


@asynccontextmanager
async def gateway_before(
    app: ASGIApp | None, route: Route, verifier: Verifier, **settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway with one route, in front of an app or of nothing."""
    chosen = Settings.model_construct(**settings)
    own = own_app(Peers({}), [], [route], chosen, Drain(), public_docs=False)
    upstreams = {} if app is None else {route.service: AppUpstream(app)}
    async with AsyncExitStack() as stack:
        limits = await stack.enter_async_context(RateLimits("", replicas=1)) if settings else None
        gateway = Gateway([route], upstreams, own, verifier, chosen, limits, https=False)
        transport = httpx.ASGITransport(app=gateway)
        yield await stack.enter_async_context(
            watched(httpx.AsyncClient(transport=transport, base_url="http://gateway"))
        )


def refusal(answer: httpx.Response, status: int) -> str:
    """The one sentence of a failure, after its body was held against the document."""
    body = answer.json()
    assert (answer.status_code, body["status_code"]) == (status, status), answer.text
    detail: str = body["detail"]
    assert detail
    return detail


@of_calls(where=lambda call: call.needs_token)
async def test_without_a_token_it_is_401_at_the_gateway(call: Call, verifier: Verifier) -> None:
    async with gateway_before(unreachable, call.route, verifier) as client:
        answer = await client.request(**call.sending())

    assert refusal(answer, 401) == "Not authenticated"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@of_calls(where=lambda call: call.route.access is not Access.PUBLIC)
async def test_with_a_token_that_is_none_it_is_401_at_the_gateway(call: Call, verifier: Verifier) -> None:
    async with gateway_before(unreachable, call.route, verifier) as client:
        answer = await client.request(**call.sending(), headers={"Authorization": "Bearer nonsense"})

    assert refusal(answer, 401) != "Not authenticated"


@of_calls(where=lambda call: call.route.access is Access.ADMIN)
async def test_for_those_who_are_no_administrators_it_is_403_at_the_gateway(call: Call, verifier: Verifier) -> None:
    async with gateway_before(unreachable, call.route, verifier) as client:
        answer = await client.request(**call.sending(), headers=signed(admin=False))

    assert refusal(answer, 403) == "Only an administrator may do this."


@of_calls(where=lambda call: call.documents(408))
async def test_a_body_that_does_not_come_is_408(
    call: Call, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited_body, "IDLE_SECONDS", SHORT_SECONDS)

    async def hesitant() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async with gateway_before(reading, call.route, verifier) as client:
        answer = await client.request(call.route.method, call.path, content=hesitant(), headers=signed())

    assert refusal(answer, 408) == "The request's body took too long to arrive."


@of_calls(where=lambda call: call.documents(413))
async def test_a_body_over_its_limit_is_413_before_it_is_read(call: Call, verifier: Verifier) -> None:
    limit = call.route.max_body_bytes or 1_000_000
    declared = {"Content-Length": str(limit + 1), **signed()}

    async with gateway_before(unreachable, call.route, verifier) as client:
        answer = await client.request(call.route.method, call.path, content=b"{", headers=declared)

    assert refusal(answer, 413) == f"The request is larger than {limit // 1000:,} kB."


@of_calls(where=lambda call: call.documents(429))
async def test_one_call_too_many_is_429_and_says_when_to_come_again(call: Call, verifier: Verifier) -> None:
    rates = {"limit_user": "1/minute"} | ({f"limit_{call.route.limit}": "1/minute"} if call.route.limit else {})
    async with gateway_before(None, call.route, verifier, **rates) as client:
        first = await client.request(**call.sending(), headers=signed())
        second = await client.request(**call.sending(), headers=signed())

    assert first.status_code == 503
    assert refusal(second, 429).startswith("Too many requests. Try again in ")
    assert 0 < int(second.headers["Retry-After"]) <= 60
    assert (second.headers["RateLimit-Limit"], second.headers["RateLimit-Remaining"]) == ("1", "0")


@of_calls()
async def test_with_its_service_away_it_is_503_and_says_when_to_come_again(call: Call, verifier: Verifier) -> None:
    async with gateway_before(None, call.route, verifier) as client:
        answer = await client.request(**call.sending(), headers=signed())

    refusal(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


@of_calls(where=lambda call: call.documents(504))
async def test_a_service_that_takes_too_long_is_504(
    call: Call, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.upstreams.base.GRACE_SECONDS", SHORT_SECONDS)
    impatient = replace(call.route, seconds=SHORT_SECONDS)
    async with gateway_before(slow, impatient, verifier) as client:
        answer = await client.request(**call.sending(), headers=signed())

    refusal(answer, 504)
    assert int(answer.headers["Retry-After"]) > 0


def service_of(call: Call, verifier: Verifier) -> httpx.AsyncClient:
    """The service's own door; there is nothing behind it, so what is refused is refused before anything is done."""
    [service] = [each for each in ALL if each.name == call.route.service]
    api = build_api(service.name, service.routers, db=None, deps=None, verifier=verifier)
    transport = httpx.ASGITransport(app=finish_app(api, service.name, {}), raise_app_exceptions=False)
    return watched(httpx.AsyncClient(transport=transport, base_url="http://service"))


@of_calls(where=lambda call: call.needs_token)
async def test_without_a_token_it_is_401_at_the_service_too(call: Call, verifier: Verifier) -> None:
    async with service_of(call, verifier) as client:
        answer = await client.request(**call.sending())

    assert refusal(answer, 401) == "Not authenticated"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@of_calls(where=lambda call: call.route.access is Access.ADMIN)
async def test_for_those_who_are_no_administrators_it_is_403_at_the_service_too(call: Call, verifier: Verifier) -> None:
    async with service_of(call, verifier) as client:
        answer = await client.request(**call.sending(), headers=signed(admin=False))

    assert refusal(answer, 403) == "Only an administrator may do this."


def unfit(call: Call) -> dict[str, Any]:
    """The same call with one thing in it that does not fit."""
    sending = call.sending()
    if call.has_body:
        bodiless = {name: value for name, value in sending.items() if name not in ("json", "files")}
        return bodiless if call.files else {**bodiless, "json": ["no object"]}
    for name, parameter in call.parameters.items():
        if parameter["in"] == "path" and parameter["schema"].keys() & {"minimum", "format", "maxLength", "pattern"}:
            return {**sending, "url": call.route.path.replace(f"{{{name}}}", "x" * LONGEST_PATH_WORD)}
        if parameter["in"] == "query":
            return {**sending, "params": {name: CONTROL_CHARACTER}}
    assert IDEMPOTENCY_KEY in call.parameters, f"{call.name} documents 422: what in it can be unfit?"
    return {**sending, "headers": {IDEMPOTENCY_KEY: "x" * 256}}


@of_calls(where=lambda call: call.documents(422))
async def test_what_does_not_fit_is_422_and_is_named(call: Call, verifier: Verifier) -> None:
    sending = unfit(call)
    async with service_of(call, verifier) as client:
        answer = await client.request(**{**sending, "headers": {**signed(), **sending.get("headers", {})}})

    refusal(answer, 422)
    assert answer.json()["errors"], answer.text
    assert all(each["field"] and each["message"] for each in answer.json()["errors"])


def key_of(call: Call) -> str:
    return call.name.replace(" ", "-")


def once_only(service: Service) -> list[Call]:
    """The service's commands that are one transaction under an Idempotency-Key."""
    own = [call for call in CALLS if call.route.service == service.name]
    return [call for call in own if "StillInHand" in str(call.operation["responses"].get("409"))]


@pytest.mark.parametrize("service", [each for each in ALL if once_only(each)], ids=lambda service: service.name)
async def test_a_command_that_its_twin_has_in_hand_is_409(service: Service, postgres_server: PostgresServer) -> None:
    with migrated_database(postgres_server, [service]) as url:
        async with service_under_test(service, url) as app, app.db.write() as session:
            for call in once_only(service):
                await begin_command(session, Command(7, key_of(call), call.route.path, b"a twin's"))
            person = app.person(7, admin=True)
            sent = [
                person.request(**call.sending(), headers={IDEMPOTENCY_KEY: key_of(call)}, timeout=30)
                for call in once_only(service)
            ]
            answers = await asyncio.gather(*sent)

    for answer in answers:
        assert "is being worked on" in refusal(answer, 409)
        assert answer.headers["Retry-After"] == "1"


async def test_health_of_the_databases_is_503_when_a_service_does_not_answer() -> None:
    own = own_app(Peers({}), ["auth"], [], Settings.model_construct(), Drain(), public_docs=False)
    transport = httpx.ASGITransport(app=own)
    async with watched(httpx.AsyncClient(transport=transport, base_url="http://gateway")) as client:
        answer = await client.get("/health/db")

    assert refusal(answer, 503) == "Database connection failed"


def test_every_operation_has_its_call() -> None:
    own = {("GET", "/health"), ("GET", "/health/db"), ("GET", "/api/v1/health")}
    documented = {(method.upper(), path) for path, each in DOCUMENT["paths"].items() for method in each}

    assert {(call.route.method, call.route.path) for call in CALLS} == documented - own
