"""The one door: what passes, what is refused, and what is changed on the way."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from gateway import limited_body
from gateway.documents import merge
from gateway.routing import PUBLIC, ROUTES, Route, Router
from gateway.settings import Settings
from gateway.testing import Door, open_door
from gateway.upstreams import balanced, base
from shared.auth import FeedEntry
from shared.testing.contract import watched


async def test_a_request_and_its_answer_pass_whole(door: Door) -> None:
    sent = {**door.signed(), "X-Request-ID": "my-id-1", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}

    answer = await door.client.put("/api/profile?a=%2F&b=%20x", headers=sent, content=b"12345")

    told = answer.json()
    assert (answer.status_code, told["path"], told["query"], told["bytes"]) == (200, "/api/profile", "a=%2F&b=%20x", 5)
    arrived = dict(told["headers"])
    assert arrived["authorization"] == sent["Authorization"]
    assert arrived["x-request-id"] == "my-id-1" == answer.headers["X-Request-ID"]
    assert arrived["traceparent"].startswith(f"00-{'a' * 32}-")
    assert arrived["traceparent"] != sent["traceparent"]


async def test_what_a_client_says_of_its_identity_is_dropped(door: Door) -> None:
    forged = {
        "X-User-Id": "1",
        "X_User_Id": "1",
        "x-is-admin": "true",
        "X-Forwarded-User": "root",
        "X-Forwarded-For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "X-HTTP-Method-Override": "DELETE",
        "TE": "trailers",
        "Accept-Language": "de",
    }

    told = (await door.client.get("/api/profile", headers={**door.signed(), **forged})).json()

    arrived = {name.lower() for name, _ in told["headers"]}
    assert "accept-language" in arrived
    assert not arrived & ({name.lower() for name in forged} - {"accept-language"})


async def test_headers_named_by_connection_go_but_not_the_authority(door: Door) -> None:
    tricky = {**door.signed(), "X-Mine": "1", "Connection": "x-mine, authorization, keep-alive"}

    answer = await door.client.get("/api/profile", headers=tricky)

    arrived = {name.lower() for name, _ in answer.json()["headers"]}
    assert "x-mine" not in arrived
    assert "authorization" in arrived


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/", "/openapi.json", "/api/profile/", "/health/", "/nowhere"])
async def test_nothing_is_built_from_the_host_a_client_names(door: Door, path: str) -> None:
    """G07."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}

    answer = await door.client.get(path, headers={**door.signed(), **lies})

    assert "evil.example" not in answer.headers.get("Location", "") + answer.text.replace('["host","evil.example"]', "")
    assert "gopher" not in str(answer.headers) + answer.text


async def test_answers_carry_safety_headers_and_nothing_of_the_inside(door: Door) -> None:
    for path in ("/api/profile", "/health", "/nowhere"):
        answer = await door.client.get(path, headers=door.signed())
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Request-ID"]
        assert "server" not in answer.headers
        assert "x-inner" not in answer.headers
    assert (await door.client.get("/api/profile", headers=door.signed())).headers["X-Kept"] == "1"


@pytest.mark.parametrize(
    ("authorization", "sentence"),
    [
        (None, "Not authenticated"),
        ("Basic dXNlcjpwYXNz", "Not authenticated"),
        ("Bearer", "Not authenticated"),
        ("Bearer nonsense", "The token is invalid"),
    ],
)
async def test_without_a_good_token_nothing_reaches_the_service(
    door: Door, authorization: str | None, sentence: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    answer = await door.client.get("/api/profile", headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {"detail": sentence, "status_code": 401}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_an_expired_token_says_so(door: Door) -> None:
    expired = {"Authorization": f"Bearer {door.issuer.token(7, exp=1_700_000_000)}"}

    answer = await door.client.get("/api/profile", headers=expired)

    assert (answer.status_code, answer.json()["detail"]) == (401, "The token has expired")


async def test_a_deactivated_person_is_out_within_a_second(door: Door) -> None:
    headers = door.signed(user_id=8)
    assert (await door.client.get("/api/profile", headers=headers)).status_code == 200

    door.issuer.revocations.append(
        FeedEntry(number=1, user_id=8, active=False, admin=False, expires_at="2099-01-01T00:00:00Z")
    )
    await asyncio.sleep(0.9)

    assert (await door.client.get("/api/profile", headers=headers)).status_code == 401


async def test_an_admin_path_is_for_administrators(door: Door) -> None:
    assert (await door.client.post("/api/matches/refresh", headers=door.signed())).status_code == 403
    # match-service is not there: the administrator got past the door.
    assert (await door.client.post("/api/matches/refresh", headers=door.signed(admin=True))).status_code == 503


UNREACHABLE = (
    "/nowhere /api/profile/ /api//profile /api/./profile /api/x/../profile /API/profile /metrics /api/%2e/profile"
    " /.well-known/revocations /health/ready /api/jobs/1%2f..%2f.. /api/profile%00"
)


@pytest.mark.parametrize("path", UNREACHABLE.split())
async def test_a_path_that_is_not_in_the_table_is_not_reachable(door: Door, path: str) -> None:
    assert await door.knock(path) == 404


async def test_an_unknown_path_has_the_error_body(door: Door) -> None:
    assert (await door.client.get("/nowhere")).json() == {"detail": "Not found", "status_code": 404}


async def test_another_method_is_405_with_those_that_are_allowed(door: Door) -> None:
    answer = await door.client.patch("/api/profile", headers=door.signed())

    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET, PUT")


async def test_a_body_over_the_limit_is_refused_declared_or_not(door: Door) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    declared = await door.client.put("/api/profile", headers=door.signed(), content=b"x" * 1_000_001)
    streamed = await door.client.put("/api/profile", headers=door.signed(), content=pieces())
    fits = await door.client.put("/api/profile", headers=door.signed(), content=b"x" * 1_000_000)
    upload = await door.client.post("/api/profile/cv", headers=door.signed(), content=pieces())

    assert (declared.status_code, streamed.status_code) == (413, 413)
    assert declared.json()["status_code"] == 413
    assert (fits.json()["bytes"], upload.json()["bytes"]) == (1_000_000, 3_000_000)


async def test_large_answers_stream_through(door: Door) -> None:
    answer = await door.client.get("/api/profile/cv/file", headers=door.signed())

    assert (len(answer.content), answer.headers["Content-Type"]) == (500_000, "application/pdf")


async def test_events_come_one_by_one_for_longer_than_any_answer_may_take(door: Door) -> None:
    asked = {"silence": 0.5, "times": 5}
    async with door.client.stream("GET", "/api/profile/projects", params=asked, headers=door.signed()) as answer:
        came = [(event, time.monotonic()) async for event in answer.aiter_raw()]

    assert b"".join(event for event, _ in came) == b"".join(b"data: %d\n\n" % number for number in range(5))
    assert came[-1][1] - came[0][1] > 1


async def test_a_stream_that_falls_silent_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    for upstream in (base, balanced):
        monkeypatch.setattr(upstream, "STREAM_IDLE_SECONDS", 0.3)
    asked = {"silence": 30, "times": 2}
    with pytest.raises(httpx.RemoteProtocolError):
        async with door.client.stream("GET", "/api/profile/projects", params=asked, headers=door.signed()) as answer:
            await answer.aread()


async def test_a_service_that_does_not_answer_in_time_is_504(door: Door) -> None:
    answer = await door.client.get("/api/profile/cv/parsed", headers=door.signed())

    assert answer.status_code == 504
    assert answer.headers["Retry-After"]
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


async def test_a_service_that_is_away_is_503_at_once(door: Door) -> None:
    answer = await door.client.get("/api/jobs")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


async def test_health_has_its_documented_shape(door: Door) -> None:
    health = (await door.client.get("/health")).json()
    database = (await door.client.get("/health/db")).json()

    assert health["status"] == "healthy"
    assert health["timestamp"].endswith("Z")
    assert (database["status"], database["database"]) == ("healthy", "connected")


@pytest.mark.parametrize("path", ["/health", "/health/db", "/api/v1/health"])
async def test_a_gateway_that_is_being_stopped_says_so_and_goes_on_serving(door: Door, path: str) -> None:
    door.drain.has_begun = True

    async with watched(httpx.AsyncClient(base_url=door.client.base_url)) as balancer:
        health = await balancer.get(path)

    assert (health.status_code, health.json()["status_code"]) == (503, 503)
    assert health.headers["Retry-After"]
    assert (await door.client.get("/api/profile", headers=door.signed())).status_code == 200


async def test_the_job_application_system_has_its_own_health(door: Door) -> None:
    answer = await door.client.get("/api/v1/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "healthy", "service": "job-application-system", "version": "1.0.0"}


async def test_the_pages_load_their_scripts_from_here(door: Door) -> None:
    assert (await door.client.get("/")).headers["Location"] == "/docs"
    for page, asset in (("/docs", "swagger-ui-bundle.js"), ("/redoc", "redoc.standalone.js")):
        answer = await door.client.get(page)
        assert f"/docs/assets/{asset}" in answer.text
        assert "https://" not in answer.text
        assert (await door.client.get(f"/docs/assets/{asset}")).status_code == 200


def test_a_literal_segment_wins_over_a_parameter() -> None:
    router = Router([Route("GET", "/api/jobs/{id}", "job"), Route("GET", "/api/jobs/matches", "match")])

    assert router.find("/api/jobs/matches")["GET"].service == "match"
    assert router.find("/api/jobs/7")["GET"].service == "job"
    assert router.find("/api/jobs") == {}


def test_no_two_rows_of_the_table_are_the_same_route() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_merged_documents_keep_schemas_of_one_name_and_two_shapes_apart() -> None:
    def document(path: str, field: str) -> dict[str, object]:
        reference = {"$ref": "#/components/schemas/MessageOut"}
        return {
            "paths": {
                path: {
                    "get": {
                        "tags": ["Things"],
                        "responses": {"200": {"content": {"application/json": {"schema": reference}}}},
                    }
                }
            },
            "components": {"schemas": {"MessageOut": {"properties": {field: {"type": "string"}}}}},
        }

    routes = [Route("GET", "/a", "auth", PUBLIC), Route("GET", "/b", "job", PUBLIC)]
    own = {
        "openapi": "3.1.0",
        "info": {"version": "1"},
        "paths": {},
        "components": {"schemas": {"ErrorOut": {"properties": {"detail": {"type": "string"}}}}},
    }
    merged = merge({"auth": document("/a", "x"), "job": {**document("/b", "y")}}, routes, own, Settings())

    assert set(merged["paths"]) == {"/a", "/b"}
    assert merged["components"]["schemas"]["MessageOut"]["properties"] == {"x": {"type": "string"}}
    assert merged["components"]["schemas"]["job_MessageOut"]["properties"] == {"y": {"type": "string"}}
    assert "job_MessageOut" in str(merged["paths"]["/b"])
    assert merged["paths"]["/a"]["get"]["tags"] == ["Career Agent: Things"]


async def test_a_service_hears_how_long_it_is_waited_for_and_a_client_can_not_say(door: Door) -> None:
    told = (await door.client.get("/api/profile", headers={**door.signed(), "X-Remaining-Seconds": "500"})).json()

    said = [value for name, value in told["headers"] if name == "x-remaining-seconds"]
    assert len(said) == 1
    assert 0.5 < float(said[0]) <= 1.0


async def test_a_body_that_stops_coming_is_408_and_reaches_no_table(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited_body, "IDLE_SECONDS", 0.2)

    async def stuck() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(1)

    answer = await door.client.put("/api/profile", headers=door.signed(), content=stuck())

    assert answer.status_code == 408
    assert answer.json()["status_code"] == 408


async def test_a_body_that_comes_by_drops_is_408(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited_body, "IDLE_SECONDS", 0.3)

    async def drops() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x"
            await asyncio.sleep(0.05)

    answer = await door.client.put("/api/profile", headers=door.signed(), content=drops())

    assert answer.status_code == 408


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
async def test_methods_nobody_needs_are_not_answered(door: Door, method: str) -> None:
    answer = await door.client.request(method, "/api/profile", headers=door.signed())

    assert answer.status_code in (400, 405)


TRUSTED = "https://app.example.com"


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://app.example.com",
        "https://app.example.com.evil.test",
        "https://evil-app.example.com",
        "https://app.example.com:444",
        "https://APP.example.com.",
    ],
)
async def test_only_a_listed_origin_may_read_answers(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", TRUSTED)
    async with open_door(over_network=False) as door:
        allowed = await door.client.get("/api/profile", headers={**door.signed(), "Origin": TRUSTED})
        refused = await door.client.get("/api/profile", headers={**door.signed(), "Origin": origin})
        error = await door.client.get("/nowhere", headers={"Origin": TRUSTED})

    assert allowed.headers["Access-Control-Allow-Origin"] == TRUSTED
    assert "Origin" in allowed.headers["Vary"]
    assert "access-control-allow-credentials" not in allowed.headers
    assert error.headers["Access-Control-Allow-Origin"] == TRUSTED
    assert "access-control-allow-origin" not in refused.headers


async def test_without_listed_origins_no_page_may_read_answers(door: Door) -> None:
    answer = await door.client.get("/api/profile", headers={**door.signed(), "Origin": TRUSTED})

    assert not any(name.startswith("access-control") for name in answer.headers)
