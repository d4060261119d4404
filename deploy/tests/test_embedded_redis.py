"""The embedded Redis: quick to come, and never in the way."""

from pathlib import Path

import psutil
import pytest
from redis.asyncio import Redis

from career_agent.embedded import EmbeddedRedis, redis


async def server_pid(url: str) -> int:
    async with Redis.from_url(url) as connection:
        pid: int = (await connection.info("server"))["process_id"]
        return pid


async def test_redis_answers_and_is_gone_after_stop(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    assert await embedded.start()
    pid = await server_pid(embedded.url)

    await embedded.stop()

    assert not psutil.pid_exists(pid)


async def test_an_orphan_is_taken_over(tmp_path: Path) -> None:
    first, second = EmbeddedRedis(tmp_path), EmbeddedRedis(tmp_path)
    await first.start()
    orphan = await server_pid(first.url)

    assert await second.start()
    assert await server_pid(second.url) == orphan

    await second.stop()
    await first.stop()


async def test_without_redis_the_product_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "WHEEL_MODULE", "no_such_wheel")

    assert not await EmbeddedRedis(tmp_path).start()


async def test_a_redis_that_can_not_run_is_no_obstacle_either(tmp_path: Path) -> None:
    (tmp_path / "redis").write_text("a file where the folder should be")

    assert not await EmbeddedRedis(tmp_path).start()
