"""Processes of the product die, are told to stop, come and go."""

import asyncio
import signal

from tests.faults.books import Verdict
from tests.faults.stage import Stage

from shared.testing.plain import until

CRASHES = 25
PROCESS_RECOVERS = 5.0


async def f02_f03_f04_killed_processes(run: Stage, numbers: int) -> Verdict:
    """HTTP, relays and workers die at the points where it hurts: before and after each commit, confirm and delivery."""
    often = 5 / numbers
    await run.start(
        servers=2,
        workers=2,
        serve=_kills(
            {"write.before_commit": 12, "write.committed": 12, "relay.taken": 20, "relay.confirmed": 40}, often
        ),
        work=_kills({"consumer.received": 1, "write.before_commit": 1, "consumer.committed": 2}, often),
    )
    await run.drive(numbers)
    return await run.end(recovery_limit=PROCESS_RECOVERS)


def _kills(points: dict[str, int], often: float) -> str:
    """Failpoints that kill, each so many times as often."""
    return ",".join(f"{name}=kill:{min(0.1, times * often):.6f}" for name, times in points.items())


async def random_kills(run: Stage, numbers: int, kills: int = 40) -> Verdict:
    """kill -9 at any time of a process that is up, of what serves and of what works in turn."""
    await run.start(servers=2, workers=2)
    working = [member for member in run.fleet.members if member not in run.serving]
    async with run.under_load(numbers):
        for number in range(kills):
            await asyncio.sleep(run.chance.uniform(0.3, 1.5))
            up = await run.fleet.up((run.serving, working)[number % 2])
            run.chance.choice(up).tell(signal.SIGKILL)
    return await run.end(recovery_limit=PROCESS_RECOVERS)


async def f06_rolling_restart(run: Stage, numbers: int, rounds: int = 2) -> Verdict:
    """Every process is told to stop and started anew, one after the other, under load: nothing comes twice."""
    await run.start(servers=2, workers=2)
    async with run.under_load(numbers, every=0.02):
        codes: list[int] = []
        for _ in range(rounds):
            for member in tuple(run.fleet.members):
                before = member.process
                member.tell(signal.SIGTERM)
                assert before is not None
                codes.append(await before.wait())
                await asyncio.sleep(0.2)
                await run.fleet.ready(member)
    verdict = await run.end()
    verdict.notes |= {"stops": len(codes), "not_in_order": sum(code != 0 for code in codes)}
    return verdict


async def f07_crash_loop(run: Stage, _: int) -> Verdict:
    """A worker dies at every delivery, many times in a row; what it had in hand is innocent and stays."""
    await run.start(servers=1, workers=0)
    await run.drive(100)
    doomed = await run.work("doomed", "consumer.received=kill:1")
    await until(lambda: doomed.lives > CRASHES, seconds=600)
    await run.fleet.release(doomed, signal.SIGKILL)
    await run.work("saviour")
    return await run.end()


async def f39_scaled_up_and_down(run: Stage, numbers: int, most: int = 8) -> Verdict:
    """Workers come and go while there is work: one, more, and one again."""
    await run.start(servers=1, workers=1)
    async with run.under_load(numbers):
        more = [await run.work(f"more-{number}") for number in range(most - 1)]
        await run.fleet.ready()
        codes = [await run.fleet.release(member) for member in more]
    verdict = await run.end()
    verdict.notes["stopped_in_order"] = all(code == 0 for code in codes)
    return verdict
