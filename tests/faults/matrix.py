"""The fault matrix: which scenarios are run at length, and under which name of reliability's list."""

from dataclasses import dataclass

from tests.faults import letters, scenarios
from tests.faults.boards import f35_boards
from tests.faults.product import whole_product_killed
from tests.faults.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the matrix."""

    id: str
    fault: str
    scenario: Scenario
    local: bool = False
    most: int = 1_000_000
    """More events than this say nothing more."""

    @property
    def name(self) -> str:
        """A name for folders and files."""
        return self.id.lower().replace("/", "-")


MATRIX: tuple[Entry, ...] = (
    Entry("F02/F03/F04", "HTTP, relays and workers killed at named points", scenarios.f02_f03_f04_killed_processes),
    Entry("random", "any process killed at any time", scenarios.random_kills),
    Entry("F01/F02/F23/F24", "the whole product: any process killed, Redis killed and frozen", whole_product_killed),
    Entry("F05", "a generation worker killed within paid calls", letters.f05_killed_while_paying),
    Entry("F06", "every process told to stop and started anew under load", scenarios.f06_rolling_restart),
    Entry("F07", "a worker dies at every delivery, 25 times", scenarios.f07_crash_loop, most=100),
    Entry("F08", "poison among good messages", scenarios.f08_poison),
    Entry("F09", "kill -9 of the broker", scenarios.f09_broker_killed),
    Entry("F10", "the broker is stopped for long", scenarios.f10_broker_stopped),
    Entry("F11", "the broker hangs", scenarios.f11_broker_frozen),
    Entry("F12", "every connection to the broker cut, 100 times", scenarios.f12_connections_cut),
    Entry("F16", "kill -9 of PostgreSQL", scenarios.f16_postgres_killed),
    Entry("F17", "PostgreSQL ends every session", scenarios.f17_sessions_ended),
    Entry("F19", "PostgreSQL hangs", scenarios.f19_postgres_frozen),
    Entry("F21", "somebody else takes the connections", scenarios.f21_connections_exhausted),
    Entry("F22", "the lowest outbox number commits last", scenarios.f22_late_commit),
    Entry("F25", "clients hang up in the middle", scenarios.f25_clients_leave),
    Entry("F28", "the language model says nothing", letters.f28_slow),
    Entry("F29", "the language model is asked too often", letters.f29_rate_limited),
    Entry("F30", "the language model's spend limit is reached", letters.f30_spend_limit),
    Entry("F31", "the language model is overloaded, fails, breaks off", letters.f31_overloaded),
    Entry("F32", "the language model's answers can't be used", letters.f32_unusable),
    Entry("F35", "a board hangs, never ends, drips, packs a bomb, leads in circles", f35_boards),
    Entry("F36", "every message comes five times", scenarios.f36_delivered_five_times),
    Entry("F37", "versions in any order", scenarios.f37_reordered),
    Entry("F39", "workers come and go", scenarios.f39_scaled_up_and_down),
    Entry("L-F04", "local bus: processes killed at named points", scenarios.f02_f03_f04_killed_processes, local=True),
    Entry("L-F08", "local bus: poison", scenarios.f08_poison, local=True),
    Entry("L-F16", "local bus: kill -9 of PostgreSQL", scenarios.f16_postgres_killed, local=True),
    Entry("L-F17", "local bus: PostgreSQL ends every session", scenarios.f17_sessions_ended, local=True),
    Entry("L-F36", "local bus: every message comes five times", scenarios.f36_delivered_five_times, local=True),
    Entry("L-F39", "local bus: workers come and go", scenarios.f39_scaled_up_and_down, local=True),
)
