"""The throwaway RabbitMQ and Redis."""

import aio_pika
from redis.asyncio import Redis


async def test_a_quorum_queue_keeps_a_message(amqp_url: str) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        queue = await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(b"hello"), "kept")
        message = await queue.get(timeout=10)
        await message.ack()

    assert message.body == b"hello"


async def test_redis_starts_empty(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set("left", "behind")

    assert redis_url.startswith("redis://")


async def test_what_a_test_left_in_redis_is_gone(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        assert await redis.dbsize() == 0
