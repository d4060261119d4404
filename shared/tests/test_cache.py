"""The cache keeps bytes while Redis is there, and costs nothing but a miss when it is not."""

import asyncio
import time

from shared.cache import FAILURES_UNTIL_LEFT_ALONE, RedisCache

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


async def test_what_was_put_is_there_until_its_time_is_up(redis_url: str) -> None:
    async with RedisCache(redis_url) as cache:
        await cache.put("letter:1", b"Dear \xff", seconds=60)
        await cache.put("letter:2", b"soon gone", seconds=1)

        assert await cache.get("letter:1") == b"Dear \xff"
        assert await cache.get("letter:3") is None
        time.sleep(1.1)  # noqa: ASYNC251 - Redis's clock has to move, nothing else runs here
        assert await cache.get("letter:2") is None


async def test_without_redis_everything_is_a_quick_miss() -> None:
    async with RedisCache(NOBODY_LISTENS) as cache:
        began = time.monotonic()
        await cache.put("letter:1", b"x", seconds=60)
        found = await cache.get("letter:1")

    assert found is None
    assert time.monotonic() - began < 2


async def test_a_redis_that_hangs_is_asked_no_more_for_a_while() -> None:
    asked: list[asyncio.StreamWriter] = []

    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with RedisCache(f"redis://127.0.0.1:{port}/0") as cache:
        began = time.monotonic()
        for number in range(200):
            assert await cache.get(f"letter:{number}") is None
        took = time.monotonic() - began

        assert len(asked) == FAILURES_UNTIL_LEFT_ALONE
        assert took < 2
    for writer in asked:
        writer.transport.abort()
    server.close()
