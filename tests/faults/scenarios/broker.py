"""The broker dies, stops, hangs, and loses its connections."""

import asyncio
import time

from tests.faults.books import Verdict
from tests.faults.stage import Stage

from shared.testing.gate import gate_before


async def f09_broker_killed(run: Stage, numbers: int, kills: int = 20) -> Verdict:
    """kill -9 of the broker under load, then started on the same data."""
    await run.start(servers=1, workers=2)
    async with run.under_load(numbers):
        for _ in range(kills):
            await asyncio.sleep(run.chance.uniform(1.0, 2.0))
            await asyncio.to_thread(run.servers.rabbit.kill)
            await asyncio.to_thread(run.servers.rabbit.start)
            run.fault_ends.append(time.time())
    return await run.end(recovery_limit=3)


async def f10_broker_stopped(run: Stage, numbers: int, seconds: float = 300) -> Verdict:
    """The broker is away for long: HTTP goes on taking commands and is ready, workers are not; then all is carried."""
    await run.start(servers=1, workers=1)
    await asyncio.to_thread(run.servers.rabbit.control, "stop_app")
    began = time.monotonic()
    await run.drive(numbers)
    async with run.client() as http:
        ready = (await http.get("/health/ready")).status_code
    workers = [member for member in run.fleet.members if member not in run.serving]
    async with run.client() as http:
        unready = (await http.get(f"{workers[0].url}/health/ready")).status_code
    accepted = len(run.ledger.acknowledged)
    await asyncio.sleep(max(0.0, seconds - (time.monotonic() - began)))
    await asyncio.to_thread(run.servers.rabbit.control, "start_app")
    run.fault_ends.append(time.time())
    verdict = await run.end(recovery_limit=5)
    verdict.notes |= {"accepted_meanwhile": accepted, "serve_ready": ready, "worker_ready": unready}
    return verdict


async def f11_broker_frozen(run: Stage, numbers: int, seconds: float = 60) -> Verdict:
    """The broker hangs with its connections open, and goes on."""
    await run.start(servers=1, workers=2)
    async with run.under_load(numbers):
        await asyncio.sleep(1)
        run.servers.rabbit.freeze()
        await asyncio.sleep(seconds)
        run.servers.rabbit.thaw()
        run.fault_ends.append(time.time())
    return await run.end(recovery_limit=2)


async def f12_connections_cut(run: Stage, numbers: int, times: int = 100) -> Verdict:
    """Every connection to the broker is cut, again and again; each queue then has its consumers and no more."""
    assert run.amqp_url is not None
    async with gate_before(run.amqp_url) as gate:
        run.serve_environ = run.work_environ = {"AMQP_URL": gate.url}
        await run.start(servers=1, workers=2)
        async with run.under_load(numbers):
            for _ in range(times):
                await asyncio.sleep(run.chance.uniform(0.2, 1.5))
                await gate.shut()
                await gate.open()
                run.fault_ends.append(time.time())
        await run.books.settle(60)
        consumers = await run.books.consumers()
        verdict = await run.end(recovery_limit=3)
    verdict.notes["consumers"] = consumers
    return verdict
