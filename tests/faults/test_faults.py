"""A short run of the fault matrix: nothing lost, nothing done twice, nothing left. `make faults` runs it at length."""

from collections.abc import Awaitable, Callable

import pytest
from tests.faults import scenarios
from tests.faults.books import Verdict
from tests.faults.stage import Servers, Stage, stage

SEED = 20261127
Short = Callable[[Stage], Awaitable[Verdict]]

SHORT: dict[str, Short] = {
    "killed_processes": lambda run: scenarios.f02_f03_f04_killed_processes(run, 300),
    "poison": lambda run: scenarios.f08_poison(run, 100),
    "broker_killed": lambda run: scenarios.f09_broker_killed(run, 200, kills=1),
    "connections_cut": lambda run: scenarios.f12_connections_cut(run, 200, times=4),
    "postgres_killed": lambda run: scenarios.f16_postgres_killed(run, 200, kills=1),
    "sessions_ended": lambda run: scenarios.f17_sessions_ended(run, 200, times=3),
    "late_commit": lambda run: scenarios.f22_late_commit(run, 100, seconds=1),
    "five_times": lambda run: scenarios.f36_delivered_five_times(run, 100),
    "reordered": lambda run: scenarios.f37_reordered(run, 300),
}
SHORT_LOCAL: dict[str, Short] = {
    "killed_processes": SHORT["killed_processes"],
    "postgres_killed": SHORT["postgres_killed"],
}


@pytest.mark.parametrize("name", SHORT)
async def test_nothing_is_lost_or_done_twice(fault_servers: Servers, name: str) -> None:
    async with stage(fault_servers, name, seed=SEED) as run:
        verdict = await SHORT[name](run)

    # How long it takes to recover is for `make faults` to say: a busy machine takes longer, and loses nothing.
    verdict.recovery_limit = None
    assert verdict.faults() == [], verdict.line()
    assert verdict.ok == verdict.acknowledged > 0


@pytest.mark.parametrize("name", SHORT_LOCAL)
async def test_the_local_bus_keeps_the_same_promises(fault_servers: Servers, name: str) -> None:
    async with stage(fault_servers, f"local_{name}", seed=SEED, local=True) as run:
        verdict = await SHORT_LOCAL[name](run)

    # How long it takes to recover is for `make faults` to say: a busy machine takes longer, and loses nothing.
    verdict.recovery_limit = None
    assert verdict.faults() == [], verdict.line()
    assert verdict.ok == verdict.acknowledged > 0
