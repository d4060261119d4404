"""What a client may cost before its request is there, and what is no request at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import bounded_protocol
from shared.local_servers import free_port
from shared.serving import serve
from shared.settings import PlatformSettings
from shared.testing.plain import eventually

ANSWERS_WITHIN_SECONDS = 5


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how much of a body came, and from whom."""
    length = 0
    while (message := await receive())["type"] == "http.request":
        length += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    said = json.dumps({"bytes": length, "client": scope["client"][0], "scheme": scope["scheme"]}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})


async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answers without looking at the body."""
    await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"no"})


async def accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def server(app: ASGIApp = echo) -> AsyncIterator[int]:
    port = free_port()
    serving = asyncio.create_task(serve(app, PlatformSettings(port=port, shutdown_seconds=1)))
    try:
        await eventually(lambda: accepts(port))
        yield port
    finally:
        serving.cancel()
        await asyncio.wait([serving])


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with server() as listening:
        yield listening


async def spoken(port: int, *pieces: bytes) -> tuple[int, bytes]:
    """The status of the first answer to these bytes, and everything that came until the server hung up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            said = await reader.read()
    finally:
        writer.close()
    return int(said.split()[1]) if said else 0, said


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST / HTTP/1.1", b"Host: x", b"Connection: close", *headers, b"", body])


async def test_a_request_is_answered_and_what_it_says_of_its_origin_is_not_believed(port: int) -> None:
    status, said = await spoken(
        port, post(b"Content-Length: 5", b"X-Forwarded-For: 6.6.6.6", b"X-Forwarded-Proto: https", body=b"12345")
    )

    assert status == 200
    assert json.loads(said.partition(b"\r\n\r\n")[2]) == {"bytes": 5, "client": "127.0.0.1", "scheme": "http"}


SMUGGLED = b"GET /admin HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        post(b"Content-Length: 6", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED),
        post(b"Transfer-Encoding: chunked", b"Content-Length: 6", body=b"0\r\n\r\n" + SMUGGLED),
        post(b"Content-Length: 5", b"Content-Length: 5", body=b"12345"),
        post(b"Content-Length: 5", b"Content-Length: 6", body=b"12345"),
        post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=b"0\r\n\r\n" + SMUGGLED),
        post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + SMUGGLED),
        post(b"Transfer-Encoding: identity, chunked, identity", body=b"0\r\n\r\n" + SMUGGLED),
        post(b"Content-Length : 5", body=b"12345"),
        post(b"Content-Length: +5", body=b"12345"),
        post(b"Content-Length: -5", body=b"12345"),
        post(b"Content-Length: 0x5", body=b"12345"),
        post(b"Content-Length: 5, 5", body=b"12345"),
        post(b"X-Folded: one\r\n two", b"Content-Length: 0"),
        b"GET / HTTP/1.1\nHost: x\n\n",
        post(b"X-Null: a\x00b"),
        b"GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
    ],
)
async def test_what_two_servers_could_read_in_two_ways_is_no_request(port: int, request_bytes: bytes) -> None:
    status, said = await spoken(port, request_bytes)

    assert status == 400
    assert said.count(b"HTTP/1.1 ") == 1
    assert json.loads(said.partition(b"\r\n\r\n")[2]) == {
        "detail": "This is no valid HTTP request.",
        "status_code": 400,
    }


async def test_headers_of_any_usual_size_pass_and_huge_ones_are_431(port: int) -> None:
    fits, _ = await spoken(port, post(b"Authorization: Bearer " + b"x" * 8192, b"Content-Length: 0"))
    large, said = await spoken(port, post(b"X-Large: " + b"x" * 40_000))
    many, _ = await spoken(port, post(*(b"X-%d: 1" % at for at in range(200))))
    long_line, _ = await spoken(port, b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")

    assert (fits, large, many, long_line) == (200, 431, 431, 431)
    assert json.loads(said.partition(b"\r\n\r\n")[2])["status_code"] == 431


async def test_a_header_that_never_ends_is_not_collected(port: int) -> None:
    status, _ = await spoken(port, b"GET / HTTP/1.1\r\nX-Endless: ", *([b"x" * 16_000] * 4))

    assert status == 431


async def test_a_large_body_behind_a_small_head_is_no_large_head(port: int) -> None:
    status, said = await spoken(port, post(b"Content-Length: 300000", body=b"x" * 300_000))

    assert (status, json.loads(said.partition(b"\r\n\r\n")[2])["bytes"]) == (200, 300_000)


async def test_a_large_body_that_goes_on_after_the_answer_is_no_large_head() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 120000\r\n\r\n"
    async with server(refuse) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            writer.write(head + b"x" * 40_000)
            first = await reader.readuntil(b"no")
            for _ in range(2):
                writer.write(b"x" * 40_000)
                await asyncio.sleep(0.05)  # so that the pieces come apart
            writer.write(post())
            second = await reader.read()
        writer.close()

    assert [first.split()[1], second.split()[1], second.count(b"HTTP/1.1")] == [b"401", b"401", 1]


async def test_a_body_that_trickles_after_the_answer_holds_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_protocol, "HEAD_SECONDS", 0.2)
    async with server(refuse) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            await reader.readuntil(b"no")
            writer.write(b"x")
            after = await reader.read()
        writer.close()

    assert after == b""


async def test_a_client_that_sends_its_headers_too_slowly_is_408(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_protocol, "HEAD_SECONDS", 0.2)

    begun, _ = await spoken(port, b"GET / HTTP/1.1\r\nHo")
    silent, said = await spoken(port)

    assert (begun, silent, said) == (408, 0, b"")


async def test_a_thousand_connections_that_say_nothing_keep_nobody_else_waiting(port: int) -> None:
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(1000)]
    try:
        status, _ = await spoken(port, post(b"Content-Length: 0"))
    finally:
        for _, writer in idle:
            writer.close()

    assert status == 200


async def test_one_connection_carries_several_requests(port: int) -> None:
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"

    _, said = await spoken(port, one + one, post(b"Content-Length: 3", body=b"abc"))

    assert [
        json.loads(part.partition(b"\r\n\r\n")[2].partition(b"HTTP")[0])["bytes"]
        for part in said.split(b"HTTP/1.1 200")[1:]
    ] == [2, 2, 3]


async def test_a_head_does_not_wait_for_a_body_that_comes_later() -> None:
    may_go_on = asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await may_go_on.wait()
        await send({"type": "http.response.body", "body": b"ok"})

    async with server(slow) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            may_go_on.set()
            body = await reader.readexactly(2)
        writer.close()

    assert (head.split()[1], body) == (b"200", b"ok")


async def test_an_answer_without_a_body_is_sent_and_the_connection_closed_as_asked() -> None:
    async with server() as port:
        status, said = await spoken(port, b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert (status, said.count(b"\r\n\r\n"), said[-4:]) == (200, 1, b"\r\n\r\n")
