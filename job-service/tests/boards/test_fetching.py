"""Boards are fetched within bounds: no endless answer, no other host, no second chance for what is refused."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from job_service.boards import BoardUnreadable, HttpBoardClient
from job_service.boards.errors import (
    BoardAnswerTooLarge,
    BoardAnswerTooSlow,
    BoardAnswerUnreadable,
    BoardRedirectedAway,
    BoardRefused,
    BoardUnreachable,
)
from job_service.boards.fetching import Bounds

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeBoard:
    """A web server on loopback that answers as it is told and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Answer = self._empty
        self.url = ""

    async def _empty(self, _: web.Request) -> web.Response:
        return web.json_response([])

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await self.answer(request)


@pytest.fixture
async def board() -> AsyncIterator[FakeBoard]:
    fake = FakeBoard()
    app = web.Application()
    app.router.add_get("/{path:.*}", fake.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api"
    yield fake
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[HttpBoardClient]:
    async with HttpBoardClient.open(Bounds(most_bytes=10_000, most_seconds=3)) as opened:
        yield opened


def says(**response: object) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(**response)  # type: ignore[arg-type]

    return answer


async def test_the_whole_answer_comes_back_unpacked(board: FakeBoard, client: HttpBoardClient) -> None:
    packed = gzip.compress(b"[1, 2]")
    board.answer = says(body=packed, headers={"Content-Encoding": "gzip"}, content_type="application/json")

    assert await client.get(board.url) == b"[1, 2]"


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_too_large_is_dropped_even_when_it_was_packed_small(
    board: FakeBoard, client: HttpBoardClient, packed: bool
) -> None:
    body = gzip.compress(b" " * 10_001) if packed else b" " * 10_001
    headers = {"Content-Encoding": "gzip"} if packed else {}
    board.answer = says(body=body, headers=headers, content_type="application/json")

    with pytest.raises(BoardAnswerTooLarge):
        await client.get(board.url)


async def test_an_answer_that_drips_is_given_up(board: FakeBoard) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.05)
        except ConnectionResetError:
            return response

    board.answer = drip
    async with HttpBoardClient.open(Bounds(most_bytes=10_000, most_seconds=0.4)) as client:
        with pytest.raises(BoardAnswerTooSlow):
            await client.get(board.url)


async def test_a_redirect_on_the_same_host_is_followed(board: FakeBoard, client: HttpBoardClient) -> None:
    async def move_once(request: web.Request) -> web.Response:
        if request.path == "/new":
            return web.json_response(["here"])
        return web.Response(status=301, headers={"Location": "/new"})

    board.answer = move_once

    assert await client.get(board.url) == b'["here"]'


@pytest.mark.parametrize(
    "elsewhere", ["http://localhost:9/x", "https://evil.example/", "http://169.254.169.254/latest"]
)
async def test_a_redirect_to_another_host_is_not_followed(
    board: FakeBoard, client: HttpBoardClient, elsewhere: str
) -> None:
    board.answer = says(status=302, headers={"Location": elsewhere})

    with pytest.raises(BoardRedirectedAway):
        await client.get(board.url)


async def test_a_redirect_in_circles_ends(board: FakeBoard, client: HttpBoardClient) -> None:
    board.answer = says(status=302, headers={"Location": "/api"})

    with pytest.raises(BoardRedirectedAway):
        await client.get(board.url)
    assert board.asked == 4


async def test_a_stumble_is_tried_again(board: FakeBoard, client: HttpBoardClient) -> None:
    async def stumble_once(_: web.Request) -> web.Response:
        return web.json_response([]) if board.asked > 1 else web.Response(status=503)

    board.answer = stumble_once

    assert await client.get(board.url) == b"[]"
    assert board.asked == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_refusal_is_final(board: FakeBoard, client: HttpBoardClient, status: int) -> None:
    board.answer = says(status=status)

    with pytest.raises(BoardRefused, match=str(status)):
        await client.get(board.url)
    assert board.asked == 1


async def test_a_page_for_people_is_no_answer(board: FakeBoard, client: HttpBoardClient) -> None:
    board.answer = says(text="<html>Are you a robot?</html>", content_type="text/html")

    with pytest.raises(BoardAnswerUnreadable):
        await client.get(board.url)


async def test_a_dead_board_is_named_without_its_address(client: HttpBoardClient) -> None:
    with pytest.raises(BoardUnreachable) as failed:
        await client.get("http://127.0.0.1:9/secret-path")

    assert "127.0.0.1" not in failed.value.reason


async def test_an_answer_cut_off_by_the_server_is_not_taken_for_whole(
    board: FakeBoard, client: HttpBoardClient
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"[1,")
        assert request.transport is not None
        request.transport.close()
        return response

    board.answer = cut

    with pytest.raises(BoardUnreadable):
        await client.get(board.url)
