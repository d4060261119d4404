"""The faults of bus, processes and database, one function each; names as in the fault matrix."""

from collections.abc import Awaitable, Callable

from tests.faults.books import Verdict
from tests.faults.scenarios.broker import f09_broker_killed, f10_broker_stopped, f11_broker_frozen, f12_connections_cut
from tests.faults.scenarios.database import (
    f16_postgres_killed,
    f17_sessions_ended,
    f19_postgres_frozen,
    f21_connections_exhausted,
    f22_late_commit,
    f25_clients_leave,
)
from tests.faults.scenarios.messages import f08_poison, f36_delivered_five_times, f37_reordered
from tests.faults.scenarios.processes import (
    f02_f03_f04_killed_processes,
    f06_rolling_restart,
    f07_crash_loop,
    f39_scaled_up_and_down,
    random_kills,
)
from tests.faults.stage import Stage

Scenario = Callable[[Stage, int], Awaitable[Verdict]]

__all__ = [
    "Scenario",
    "f02_f03_f04_killed_processes",
    "f06_rolling_restart",
    "f07_crash_loop",
    "f08_poison",
    "f09_broker_killed",
    "f10_broker_stopped",
    "f11_broker_frozen",
    "f12_connections_cut",
    "f16_postgres_killed",
    "f17_sessions_ended",
    "f19_postgres_frozen",
    "f21_connections_exhausted",
    "f22_late_commit",
    "f25_clients_leave",
    "f36_delivered_five_times",
    "f37_reordered",
    "f39_scaled_up_and_down",
    "random_kills",
]
