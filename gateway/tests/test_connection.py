"""A replica's answer, in whatever pieces it comes, as the messages that go to the client."""

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstreams.connection import MOST_WAITING_BYTES, Connection
from gateway.upstreams.failures import ClientLeft, HungUp


class Wire(asyncio.Transport):
    """The replica's end, as far as the connection sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.is_paused = False
        self.was_aborted = False

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def abort(self) -> None:
        self.was_aborted = True


def asked() -> tuple[Connection, Wire]:
    """A connection over which a request has been sent."""
    connection, wire = Connection(), Wire()
    connection.connection_made(wire)
    connection.begin(b"GET / HTTP/1.1\r\n\r\n")
    return connection, wire


async def answer_of(connection: Connection) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and the whole body."""
    start = await connection.next()
    body, more = b"", True
    while more:
        piece = await connection.next()
        body, more = body + piece["body"], piece["more_body"]
    return start["status"], dict(start["headers"]), body


ANSWERS = {
    "with a length": (b"HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello", True),
    "in chunks": (
        b"HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        200,
        b"hello",
        True,
    ),
    "without a body": (b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n", 204, b"", False),
    "after a 100": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok",
        201,
        b"ok",
        True,
    ),
    "and goodbye": (b"HTTP/1.1 200 OK\r\nX-A: 1\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 200, b"x", False),
}


@pytest.mark.parametrize("kind", ANSWERS)
@given(cuts=st.lists(st.integers(min_value=0, max_value=120), max_size=8))
async def test_an_answer_is_the_same_in_whatever_pieces_it_comes(kind: str, cuts: list[int]) -> None:
    raw, status, body, kept = ANSWERS[kind]
    connection, _ = asked()
    edges = [0, *sorted(min(cut, len(raw)) for cut in cuts), len(raw)]
    for begin, end in itertools.pairwise(edges):
        if begin < end:
            connection.data_received(raw[begin:end])

    answered = await answer_of(connection)

    assert (answered[0], answered[1][b"x-a"], answered[2]) == (status, b"1", body)
    assert connection.is_reusable is kept


async def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    connection, _ = asked()
    connection.data_received(b"HTTP/1.1 200 OK\r\n\r\nhel")
    connection.data_received(b"lo")
    connection.eof_received()
    connection.connection_lost(None)

    assert await answer_of(connection) == (200, {}, b"hello")
    assert not connection.is_reusable


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n",
    ],
)
async def test_an_answer_that_breaks_off_is_never_taken_for_a_whole_one(said: bytes) -> None:
    connection, _ = asked()
    if said:
        connection.data_received(said)
    connection.connection_lost(None)

    with pytest.raises(HungUp):
        await answer_of(connection)
    assert not connection.is_reusable


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
async def test_what_is_no_answer_ends_the_connection(said: bytes) -> None:
    connection, wire = asked()
    connection.data_received(said)

    with pytest.raises(HungUp):
        await answer_of(connection)
    assert wire.was_aborted


async def test_an_answer_that_nobody_asked_for_ends_the_connection() -> None:
    """Or it would be given to whoever asks next."""
    connection, wire = asked()
    raw = ANSWERS["with a length"][0]
    connection.data_received(raw)
    await answer_of(connection)

    connection.data_received(raw)

    assert wire.was_aborted
    assert not connection.is_reusable


async def test_two_answers_to_one_request_leave_nothing_for_the_next() -> None:
    connection, _ = asked()
    raw = ANSWERS["with a length"][0]
    connection.data_received(raw + raw)

    assert await answer_of(connection) == (200, {b"x-a": b"1", b"content-length": b"5"}, b"hello")
    assert not connection.is_reusable


async def test_a_replica_is_not_read_faster_than_the_client_reads() -> None:
    connection, wire = asked()
    connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")
    for _ in range(9):
        if not wire.is_paused:
            connection.data_received(b"x" * 100_000)
    held_up = wire.is_paused
    await connection.next()
    while wire.is_paused:
        await connection.next()

    assert held_up
    connection.data_received(b"x" * 100_000)
    assert len((await connection.next())["body"]) <= MOST_WAITING_BYTES


async def test_whoever_waits_hears_that_it_is_over() -> None:
    connection, wire = asked()
    waiting = asyncio.create_task(connection.next())
    await asyncio.sleep(0)

    connection.abandon(ClientLeft())

    with pytest.raises(ClientLeft):
        await waiting
    assert wire.was_aborted


async def test_a_request_waits_while_the_replica_takes_no_more() -> None:
    connection, _ = asked()
    connection.pause_writing()
    waiting = asyncio.create_task(connection.writable())
    await asyncio.sleep(0)
    assert not waiting.done()

    connection.resume_writing()

    await asyncio.wait_for(waiting, 1)
