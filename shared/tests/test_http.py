"""What every service answers the same way: failures, request ids, callers and health."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlalchemy import text
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import deadline, tracing
from shared.auth import Verifier
from shared.database import Database, open_engine
from shared.errors import Conflict, NotFound, TookTooLong, Unavailable, Unprocessable
from shared.http import AdminCaller, CallerIfAny, CurrentCaller, Db, Line, PathId
from shared.http.app import build_api, finish_app
from shared.http.request_scope import RequestScope
from shared.local_servers import free_port
from shared.peers import Peers
from shared.serving import serve
from shared.settings import PlatformSettings
from shared.testing.gate import gate_before
from shared.testing.issuer import Issuer
from shared.testing.plain import METADATA, until

SECRET_WORD = "postgresql://ada:lovelace@db.internal/plain"
BROKEN = "Something went wrong on our side. Name the request id when you ask for help."
SETTINGS = PlatformSettings(database_url="")

router = APIRouter()


class ThingNotFound(NotFound):
    detail = "There is no such thing."


class ThingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Line
    count: int


@router.get("/things/{thing_id}")
async def get_thing(thing_id: PathId) -> dict[str, int]:
    return {"id": thing_id}


@router.post("/things", status_code=201)
async def add_thing(thing: ThingIn) -> ThingIn:
    return thing


@router.post("/small", max_body_size=100)
async def add_small(thing: ThingIn) -> ThingIn:
    return thing


@router.get("/failures/{name}")
async def fail(name: str) -> None:
    raise {
        "missing": ThingNotFound(),
        "conflict": Conflict("There is one already."),
        "unfit": Unprocessable("It does not fit."),
        "unavailable": Unavailable(retry_after=30),
        "slow": TookTooLong(),
        "broken": ValueError(SECRET_WORD),
        "refused": ConnectionRefusedError(111, SECRET_WORD),
    }[name]


@router.get("/rows")
async def rows(db: Db) -> int:
    async with db.read() as session:
        return await session.scalar(text("SELECT 7")) or 0


@router.get("/sql")
async def run(db: Db, statement: str) -> None:
    async with db.write() as session:
        for each in statement.split(";"):
            await session.execute(text(each))


@router.get("/me")
async def me(caller: CurrentCaller) -> int:
    return caller.id


@router.get("/anyone")
async def anyone(caller: CallerIfAny) -> int | None:
    return caller.id if caller else None


@router.get("/admin")
async def admin(caller: AdminCaller) -> int:
    return caller.id


@router.get("/trace")
async def trace() -> dict[str, str | None]:
    return {"traceparent": tracing.traceparent.get(), "request_id": tracing.request_id.get()}


@router.get("/patient")
async def patient() -> float | None:
    await asyncio.sleep(0.05)
    return deadline.remaining()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(SETTINGS)


@asynccontextmanager
async def client_of(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plain") as client:
        yield client


@pytest.fixture
async def client(issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    verifier = Verifier(issuer, SETTINGS)
    async with client_of(plain_app(verifier=verifier)) as client:
        yield client


def plain_app(*, db: Database | None = None, verifier: Verifier | None = None, **checks: Any) -> ASGIApp:
    return finish_app(build_api("plain", [router], db=db, deps=None, verifier=verifier), "plain", checks)


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/failures/missing", 404, "There is no such thing."),
        ("/failures/conflict", 409, "There is one already."),
        ("/nowhere", 404, "Not Found"),
        ("/me", 401, "Not authenticated"),
    ],
)
async def test_a_failure_is_one_sentence_and_its_status(
    client: httpx.AsyncClient, path: str, status: int, detail: str
) -> None:
    answer = await client.get(path)

    assert answer.status_code == status
    assert answer.json() == {"detail": detail, "status_code": status}
    assert answer.headers["X-Request-ID"]


async def test_a_failure_of_what_was_sent_names_the_field_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/failures/unfit")

    fields = [{"field": "body", "message": "It does not fit."}]
    assert answer.json() == {"detail": "It does not fit.", "status_code": 422, "errors": fields}


async def test_another_method_is_405_and_says_which_are_allowed(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/things")

    assert answer.json() == {"detail": "Method Not Allowed", "status_code": 405}
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/failures/unavailable", "/failures/slow", "/failures/refused"])
async def test_what_is_busy_says_when_to_come_again(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == (504 if path.endswith("slow") else 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert SECRET_WORD not in answer.text


async def test_a_mistake_of_ours_is_500_with_the_request_id_and_nothing_of_the_exception(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/failures/broken", headers={"X-Request-ID": "mine-7"})

    assert answer.status_code == 500
    assert answer.json() == {"detail": BROKEN, "status_code": 500, "request_id": "mine-7"}
    assert answer.headers["X-Request-ID"] == "mine-7"


async def test_every_field_that_does_not_fit_is_named_without_its_value(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", json={"count": SECRET_WORD})

    assert answer.status_code == 422
    body = answer.json()
    assert body["detail"] == "2 fields do not fit."
    assert body["status_code"] == 422
    assert [error["field"] for error in body["errors"]] == ["body.name", "body.count"]
    assert all(error["message"] for error in body["errors"])
    assert SECRET_WORD not in answer.text


async def test_one_field_that_does_not_fit_is_in_the_sentence(client: httpx.AsyncClient) -> None:
    body = (await client.post("/things", json={"name": "a", "count": "many"})).json()

    assert body["detail"].startswith("body.count: ")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b'{"name": "a"', 422),
        (b"\xff\xfe", 422),
        (b'{"name": "\\ud800", "count": 1}', 422),
        (b'{"name": "a", "count": 1, "\\ud800": 1}', 422),
        (b'{"name": "a\\u0000", "count": 1}', 422),
        (b'{"name": "a", "count": NaN}', 422),
        (b'{"name": "a", "count": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 5000, 400),
        (b'{"name": "a", "count": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    ],
    ids=["empty", "open", "cut", "bytes", "surrogate", "surrogate key", "nul", "nan", "digits", "brackets", "nested"],
)
async def test_a_body_that_is_not_ours_is_refused_in_the_same_shape(
    client: httpx.AsyncClient, content: bytes, status: int
) -> None:
    answer = await client.post("/things", content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert answer.json()["status_code"] == status
    assert ("errors" in answer.json()) == (status == 422)


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "1" * 30, "1.5", "seven", "%00"])
async def test_an_id_that_can_not_be_is_refused(client: httpx.AsyncClient, number: str) -> None:
    answer = await client.get(f"/things/{number}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "path.thing_id"


async def test_the_greatest_id_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.get("/things/9223372036854775807")).json() == {"id": 2**63 - 1}


@pytest.mark.parametrize("sent", ["abc", "A.b_c-9", "x" * 64])
async def test_a_plain_request_id_is_kept(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/trace", headers={"X-Request-ID": sent})

    assert answer.headers.get_list("X-Request-ID") == [sent]
    assert answer.json()["request_id"] == sent


@pytest.mark.parametrize(
    "sent", [b"", b"x" * 65, b"two words", b"<script>", "ä".encode(), b"a\n", b"a\r\nSet-Cookie: b"]
)
async def test_another_request_id_is_replaced(client: httpx.AsyncClient, sent: bytes) -> None:
    answer = await client.get("/trace", headers={b"X-Request-ID": sent})

    [given] = answer.headers.get_list("X-Request-ID")
    assert len(given) == 16
    assert given.encode() != sent


async def test_every_request_without_an_id_gets_its_own(client: httpx.AsyncClient) -> None:
    ids = {(await client.get("/trace")).headers["X-Request-ID"] for _ in range(20)}

    assert len(ids) == 20


async def test_a_request_goes_on_in_the_trace_it_came_with(client: httpx.AsyncClient) -> None:
    sent = tracing.child_of(None)

    seen = (await client.get("/trace", headers={"traceparent": sent})).json()["traceparent"]

    assert seen != sent
    assert tracing.trace_id(seen) == tracing.trace_id(sent)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01",
    ],
)
async def test_a_trace_that_can_not_be_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    seen = (await client.get("/trace", headers={"traceparent": sent})).json()["traceparent"]

    assert tracing.trace_id(seen) is not None
    assert tracing.trace_id(seen) != tracing.trace_id(sent)
    assert "0" * 32 not in seen


async def test_asking_a_neighbour_in_this_process_leaves_our_request_and_trace_as_they_were() -> None:
    peers = Peers({})
    peers.connect("job", plain_app())
    ours = tracing.child_of(None)
    context, request = tracing.traceparent.set(ours), tracing.request_id.set("ours-1")

    theirs = (await peers.get("job", "/trace")).json()

    assert (tracing.traceparent.get(), tracing.request_id.get()) == (ours, "ours-1")
    assert theirs["request_id"] == "ours-1"
    assert tracing.trace_id(theirs["traceparent"]) == tracing.trace_id(ours)
    tracing.traceparent.reset(context)
    tracing.request_id.reset(request)
    await peers.close()


async def test_a_neighbour_that_breaks_or_is_not_there_is_unavailable() -> None:
    peers = Peers({})
    peers.connect("job", plain_app())

    for service, path in (("job", "/failures/broken"), ("job", "/failures/unavailable"), ("match", "/trace")):
        with pytest.raises(Unavailable):
            await peers.get(service, path)

    assert (await peers.get("job", "/failures/missing")).status_code == 404
    await peers.close()


async def test_nobody_works_on_when_whoever_asked_has_stopped_waiting(client: httpx.AsyncClient) -> None:
    late = await client.get("/patient", headers={deadline.HEADER: "0.01"})
    in_time = await client.get("/patient", headers={deadline.HEADER: "20"})
    unknown = await client.get("/patient", headers={deadline.HEADER: "nonsense"})

    assert (late.status_code, late.json()["status_code"]) == (504, 504)
    assert late.headers["Retry-After"]
    assert 10 < in_time.json() < 20
    assert unknown.json() is None


async def test_a_neighbour_hears_what_is_left_of_the_time() -> None:
    peers = Peers({})
    peers.connect("plain", plain_app())

    async with deadline.within(7):
        told = (await peers.get("plain", "/patient")).json()

    assert 0 < told < 7
    assert (await peers.get("plain", "/patient")).json() > 7
    await peers.close()


async def test_the_next_replica_is_asked_when_one_is_gone() -> None:
    gone, port = free_port(), free_port()
    settings = PlatformSettings(port=port, job_url=f"http://127.0.0.1:{gone},http://127.0.0.1:{port}")
    serving = asyncio.create_task(serve(plain_app(), settings))
    peers = Peers.over_network(settings)
    try:
        await until(lambda: not is_free(port))
        answers = [await peers.get("job", "/things/7") for _ in range(3)]
    finally:
        serving.cancel()
        await asyncio.wait([serving])
        await peers.close()

    assert [answer.json() for answer in answers] == [{"id": 7}] * 3


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


async def test_callers_are_told_apart(client: httpx.AsyncClient, issuer: Issuer) -> None:
    person = {"Authorization": f"Bearer {issuer.token(7)}"}
    administrator = {"Authorization": f"bearer {issuer.token(8, admin=True)}"}
    stranger = {"Authorization": f"Bearer {Issuer(SETTINGS).token(7)}"}
    other_scheme = {"Authorization": "Basic YWRhOmxvdmVsYWNl"}

    async def statuses(path: str) -> list[int]:
        headers: list[dict[str, str]] = [{}, person, administrator, stranger, other_scheme]
        return [(await client.get(path, headers=each)).status_code for each in headers]

    assert await statuses("/me") == [401, 200, 200, 401, 401]
    assert await statuses("/admin") == [401, 403, 200, 401, 401]
    assert await statuses("/anyone") == [200, 200, 200, 401, 200]


async def test_a_refused_token_names_the_fault_and_the_scheme(client: httpx.AsyncClient, issuer: Issuer) -> None:
    expired = issuer.token(7, exp=1)

    answers = [
        await client.get("/me"),
        await client.get("/me", headers={"Authorization": f"Bearer {expired}"}),
        await client.get("/me", headers={"Authorization": f"Bearer {secrets.token_hex()}"}),
    ]

    assert [answer.json()["detail"] for answer in answers] == [
        "Not authenticated",
        "The token has expired",
        "The token is invalid",
    ]
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}


async def test_alive_is_whoever_answers_and_ready_whoever_can_work() -> None:
    async def well() -> None:
        """Nothing is wrong."""

    async def ill() -> None:
        raise ConnectionError(SECRET_WORD)

    async with client_of(plain_app(database=well, bus=ill)) as client:
        alive, not_ready = await client.get("/health/live"), await client.get("/health/ready")
    async with client_of(plain_app(database=well)) as client:
        ready = await client.get("/health/ready")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert not_ready.status_code == 503
    assert not_ready.json() == {"status": "not ready", "checks": {"database": "ok", "bus": "failed"}}
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "checks": {"database": "ok"}})


async def test_while_the_database_is_away_requests_are_told_to_come_again(database_url: str) -> None:
    async with gate_before(database_url) as gate:
        db = Database(open_engine(gate.url, name="behind"), METADATA)
        async with client_of(plain_app(db=db)) as client:
            assert (await client.get("/rows")).json() == 7
            await gate.shut()
            for _ in range(2):
                answer = await client.get("/rows")
                assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
                assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
            await gate.open()
            assert (await client.get("/rows")).json() == 7
        await db.close()


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", 503),
        ("SET LOCAL statement_timeout = '20ms';SELECT pg_sleep(5)", 503),
        ("SELECT broken FROM nowhere", 500),
        ("SELECT 1 / 0", 500),
    ],
)
async def test_a_database_that_breaks_off_is_busy_and_a_statement_that_is_wrong_is_our_mistake(
    database_url: str, statement: str, status: int
) -> None:
    db = Database(open_engine(database_url, name="test"), METADATA)
    async with client_of(plain_app(db=db)) as client:
        answer = await client.get("/sql", params={"statement": statement})
        well = await client.get("/rows")
    await db.close()

    assert answer.status_code == status
    assert "broken" not in answer.text
    assert well.json() == 7


async def test_what_waits_too_long_for_a_lock_is_told_to_come_again(database: Database, database_url: str) -> None:
    statement = "SET LOCAL lock_timeout = '20ms';LOCK TABLE plain.effects"
    async with client_of(plain_app(db=database)) as client, database.write() as session:
        await session.execute(text("LOCK TABLE plain.effects"))

        answer = await client.get("/sql", params={"statement": statement})

    assert answer.status_code == 503


async def test_of_two_that_wait_for_each_other_one_is_told_to_come_again(database: Database) -> None:
    one = "SELECT pg_advisory_xact_lock(1);SELECT pg_sleep(0.2);SELECT pg_advisory_xact_lock(2)"
    other = "SELECT pg_advisory_xact_lock(2);SELECT pg_sleep(0.2);SELECT pg_advisory_xact_lock(1)"
    async with client_of(plain_app(db=database)) as client:
        answers = await asyncio.gather(*(client.get("/sql", params={"statement": each}) for each in (one, other)))

    assert sorted(answer.status_code for answer in answers) == [200, 503]


async def test_an_app_that_breaks_before_it_answers_still_answers_in_our_shape() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(SECRET_WORD)

    async with client_of(RequestScope(broken, "plain")) as client:
        answer = await client.get("/")

    assert answer.json() == {"detail": BROKEN, "status_code": 500, "request_id": answer.headers["X-Request-ID"]}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b'{"name": "\xe9"}', b"{not json", b"[]", b"7", b""])
async def test_a_body_that_is_no_json_object_in_utf_8_is_422_and_says_so(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/things", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].startswith("body")


async def pieces() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield b"x" * 10


@pytest.mark.parametrize("body", [b"x" * 101, pieces])
async def test_a_body_over_the_limit_of_its_route_is_one_sentence_and_413(client: httpx.AsyncClient, body: Any) -> None:
    content = body() if callable(body) else body

    answer = await client.post("/small", content=content, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["status_code"]) == (413, 413)
    assert answer.json()["detail"]
    assert answer.headers["X-Request-ID"]
