"""With any one safety switched off the harness goes red: what it can't see, it can't promise."""

import asyncio
from collections.abc import AsyncIterator

import aio_pika
import asyncpg
import pytest
from tests.faults import scenarios
from tests.faults.ledger_service import SCHEMA
from tests.faults.stage import QUEUES, Servers, Stage, stage

from shared.bus import rabbit_topology as topology
from shared.testing.gate import gate_before
from shared.testing.plain import eventually, until

ORDERED = 40


@pytest.fixture
async def run(fault_servers: Servers, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with stage(fault_servers, request.node.name) as run:
        yield run


async def start_serving(run: Stage, unsafe: str = "", **environ: str) -> None:
    run.serving.append(await run.serve("serve", UNSAFE=unsafe, **environ))
    await run.fleet.ready()


async def start_working(run: Stage, unsafe: str, failpoints: str = "", **environ: str) -> None:
    await run.work("worker", failpoints, UNSAFE=unsafe, **environ)
    await run.fleet.ready()


async def outbox_is_empty(run: Stage) -> None:
    async def is_empty() -> bool:
        return not await run.books.value(f"SELECT count(*) FROM {SCHEMA}.outbox")

    await eventually(is_empty, seconds=30)


async def restart_broker(run: Stage) -> None:
    await asyncio.to_thread(run.servers.rabbit.kill)
    await asyncio.to_thread(run.servers.rabbit.start)


async def redeclare(run: Stage, **arguments: str | int) -> None:
    """Put queues of other properties in the place of the handlers'."""
    assert run.amqp_url is not None
    async with await aio_pika.connect(run.amqp_url) as connection:
        channel = await connection.channel()
        for queue in QUEUES:
            await channel.queue_delete(queue.name)
            made = await channel.declare_queue(
                queue.name, durable=True, arguments={name.replace("_", "-"): value for name, value in arguments.items()}
            )
            for event in queue.events:
                await made.bind(topology.EVENTS, event)


async def test_n1_without_confirms_what_the_broker_never_got_is_lost(run: Stage) -> None:
    assert run.amqp_url is not None
    async with gate_before(run.amqp_url) as gate:
        await start_serving(run, "publish_unconfirmed", AMQP_URL=gate.url)
        await run.drive(10)
        await outbox_is_empty(run)
        gate.freeze()
        await run.drive(10 + ORDERED)
        await outbox_is_empty(run)
        await gate.shut()
        await start_working(run, "")

        assert (await run.end(settle_seconds=5)).lost == ORDERED


async def test_n2_transient_messages_on_classic_queues_die_with_the_broker(run: Stage) -> None:
    await redeclare(run, x_queue_type="classic")
    await start_serving(run, "publish_transient")
    await run.drive(ORDERED)
    await outbox_is_empty(run)
    await restart_broker(run)
    await start_working(run, "check_nothing")

    assert (await run.end(settle_seconds=5)).lost == ORDERED


async def test_n3_without_an_inbox_what_comes_twice_is_done_twice(run: Stage) -> None:
    run.work_environ = {"UNSAFE": "forget_inbox"}

    verdict = await scenarios.f36_delivered_five_times(run, ORDERED)

    assert verdict.duplicated_effects == 4 * ORDERED


async def test_n4_trusting_process_throws_away_what_is_cancelled(run: Stage) -> None:
    await start_serving(run)
    await start_working(run, "trust_process", SHUTDOWN_SECONDS="0.5")
    connection = await asyncpg.connect(run.database_url)
    async with connection.transaction():
        await connection.execute(f"LOCK TABLE {SCHEMA}.effects IN EXCLUSIVE MODE")
        await run.drive(ORDERED)
        await outbox_is_empty(run)
        await asyncio.sleep(0.5)
        await run.fleet.release(run.fleet.members[-1])
    await connection.close()
    await start_working(run, "")

    verdict = await run.end(settle_seconds=8)

    assert verdict.set_aside >= 1
    assert verdict.lost == verdict.set_aside


async def test_n5_reading_the_outbox_by_number_passes_over_what_commits_late(run: Stage) -> None:
    run.serve_environ = run.work_environ = {"UNSAFE": "read_outbox_by_number"}

    verdict = await scenarios.f22_late_commit(run, ORDERED, seconds=1, settle_seconds=5)

    assert verdict.left_in_outbox == verdict.lost == 10


async def test_n6_acknowledging_before_the_commit_loses_what_was_in_hand(run: Stage) -> None:
    await start_serving(run)
    await start_working(run, "acknowledge_first", "write.before_commit=kill:0.3")
    await run.drive(ORDERED)

    assert (await run.end(settle_seconds=15)).lost >= 1


async def test_n7_without_a_dead_letter_route_a_crash_loop_makes_innocents_vanish(run: Stage) -> None:
    await redeclare(run, x_queue_type="quorum", x_delivery_limit=2)
    await start_serving(run)
    await run.drive(ORDERED)
    doomed = await run.work("doomed", "consumer.received=kill:1", UNSAFE="check_nothing")
    await until(lambda: doomed.lives >= 5, seconds=60)
    await run.fleet.release(doomed)
    await start_working(run, "check_nothing")

    verdict = await run.end(settle_seconds=5)

    assert verdict.lost >= 1
    assert verdict.set_aside == verdict.left_on_bus == 0
