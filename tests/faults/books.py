"""The product's own books after a run: what its tables and its bus hold, against what the driver was told."""

import asyncio
import bisect
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import aio_pika
import asyncpg
from tests.faults.ledger import Ledger
from tests.faults.ledger_service import SCHEMA

from shared.bus import Queue
from shared.bus.base import Delay
from shared.bus.rabbit_topology import REJECTED, delay_exchange

LOOK_SECONDS = 0.25
NONE_OF = (
    "lost",
    "ghosts",
    "zombies",
    "duplicated_effects",
    "duplicated_commands",
    "overpaid",
    "asked_too_early",
    "left_on_bus",
    "left_in_outbox",
    "set_aside",
    "idle_in_transaction",
    "unplanned_deaths",
)


@dataclass(slots=True)
class Verdict:
    """One run in figures; every word of L1 to L7 that can be counted."""

    scenario: str
    seed: int
    attempted: int = 0
    acknowledged: int = 0
    ok: int = 0
    lost: int = 0
    ghosts: int = 0
    zombies: int = 0
    duplicated_deliveries: int = 0
    duplicated_effects: int = 0
    duplicated_commands: int = 0
    replayed_answers: int = 0
    overpaid: int = 0
    """Payments of one question beyond one, and one for each kill that hit it while it was asked."""
    asked_too_early: int = 0
    """Questions put to a language model that had said when, or that nobody, may ask it again."""
    left_on_bus: int = 0
    left_in_outbox: int = 0
    set_aside: int = 0
    dead_letters: int = 0
    expected_dead_letters: int = 0
    idle_in_transaction: int = 0
    unplanned_deaths: int = 0
    """Processes that ended though nobody had killed them or told them to stop."""
    unexpected_answers: dict[int, int] = field(default_factory=dict)
    kills: int = 0
    kills_in_window: int = 0
    recoveries: list[float] = field(default_factory=list)
    recovery_limit: float | None = None
    longest_start: float = 0.0
    """Seconds that a process took to start in the place of one that was killed; granted on top of the limit."""
    seconds: float = 0.0
    notes: dict[str, object] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """What does not hold; empty when the run is green."""
        found = [f"{name} = {getattr(self, name)}" for name in NONE_OF if getattr(self, name)]
        if self.dead_letters != self.expected_dead_letters:
            found.append(f"dead_letters = {self.dead_letters}, expected {self.expected_dead_letters}")
        if self.unexpected_answers:
            found.append(f"unexpected answers {self.unexpected_answers}")
        if self.recovery_limit is not None and max(self.recoveries, default=0.0) > self.allowed_seconds:
            found.append(f"recovery took {max(self.recoveries):.1f} s, allowed are {self.allowed_seconds:.1f}")
        return found

    @property
    def allowed_seconds(self) -> float:
        """The matrix's limit, and what the machine takes to start a process from nothing."""
        return (self.recovery_limit or 0.0) + self.longest_start

    @property
    def bound(self) -> float:
        """With nothing lost of n, the loss is below this with 95 % confidence (rule of three)."""
        return 3 / self.acknowledged if self.acknowledged else 1.0

    def line(self) -> str:
        """The figures as JSON."""
        return json.dumps({**asdict(self), "faults": self.faults()}, default=str)


@dataclass(frozen=True, slots=True)
class Books:
    """Where the figures come from."""

    database_url: str
    amqp_url: str | None
    queues: Sequence[Queue]

    async def settle(self, seconds: float) -> bool:
        """Wait until nothing is on its way any more; false when that does not come in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if await self._is_settled():
                    return True
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                TimeoutError,
                aio_pika.exceptions.AMQPError,
            ):
                pass
            await asyncio.sleep(LOOK_SECONDS)
        return False

    async def _is_settled(self) -> bool:
        missing = await self.value(
            f"SELECT count(*) FROM {SCHEMA}.orders o WHERE number >= 0 "
            f"AND NOT EXISTS (SELECT 1 FROM {SCHEMA}.effects e WHERE e.number = o.number)"
        )
        return not missing and not await self._outbox() and not await self.on_bus()

    async def _outbox(self) -> int:
        return await self.value(f"SELECT count(*) FROM {SCHEMA}.outbox")

    async def value(self, statement: str) -> int:
        """The one number a statement gives."""
        connection = await asyncpg.connect(self.database_url, timeout=5)
        try:
            return int(await connection.fetchval(statement) or 0)
        finally:
            await connection.close(timeout=5)

    async def rows(self, statement: str) -> list[asyncpg.Record]:
        """What a statement gives."""
        connection = await asyncpg.connect(self.database_url, timeout=5)
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement)
            return found
        finally:
            await connection.close(timeout=5)

    async def on_bus(self) -> int:
        """Deliveries that wait, or are in hand."""
        if self.amqp_url is None:
            return await self.value("SELECT count(*) FROM bus.deliveries WHERE queue <> 'events.unheard'")
        names = [*(queue.name for queue in self.queues), *map(delay_exchange, Delay)]
        return sum([await self._ready(name) for name in names])

    async def consumers(self) -> dict[str, int]:
        """How many consumers each queue has."""
        return {queue.name: (await self._looked_at(queue.name))[1] for queue in self.queues}

    async def _ready(self, queue: str) -> int:
        return (await self._looked_at(queue))[0]

    async def _looked_at(self, queue: str) -> tuple[int, int]:
        assert self.amqp_url is not None
        async with await aio_pika.connect(self.amqp_url, timeout=5) as connection:
            channel = await connection.channel()
            found = (await channel.declare_queue(queue, passive=True, timeout=5)).declaration_result
            return found.message_count or 0, found.consumer_count or 0

    async def judge(self, verdict: Verdict, ledger: Ledger) -> Verdict:
        """Fill in what the books say."""
        acknowledged = ledger.acknowledged
        orders = [row["number"] for row in await self.rows(f"SELECT number FROM {SCHEMA}.orders")]
        effects = [row["number"] for row in await self.rows(f"SELECT number FROM {SCHEMA}.effects")]
        had, ordered = set(effects), set(orders)
        verdict.attempted, verdict.acknowledged = ledger.attempted, len(acknowledged)
        verdict.ok = len(acknowledged & had)
        verdict.lost = len(acknowledged - had - {number for number in acknowledged if number < 0})
        verdict.ghosts = len(had - ordered)
        verdict.zombies = len({number for number in ordered - had if number >= 0})
        verdict.duplicated_effects = len(effects) - len(had)
        verdict.duplicated_commands = len(orders) - len(ordered)
        verdict.replayed_answers = sum(each.replayed for each in ledger.attempts)
        verdict.unexpected_answers = ledger.unexpected
        verdict.left_in_outbox = await self._outbox()
        verdict.left_on_bus = await self.on_bus()
        verdict.set_aside = 0 if self.amqp_url is None else await self._ready(REJECTED)
        buried = await self.rows(f"SELECT handler, reason, count(*) AS times FROM {SCHEMA}.dead_letters GROUP BY 1, 2")
        verdict.dead_letters = sum(row["times"] for row in buried)
        verdict.notes["buried"] = {f"{row['handler']}: {row['reason']}": row["times"] for row in buried}
        verdict.idle_in_transaction = await self.value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND state LIKE 'idle in transaction%' AND xact_start < now() - interval '10 seconds'"
        )
        return verdict

    async def recoveries(self, moments: Sequence[float]) -> list[float]:
        """For each fault's end that no other followed before that, how long it took until the next effect was had."""
        rows = await self.rows(f"SELECT extract(epoch FROM at)::float8 AS at FROM {SCHEMA}.effects ORDER BY at")
        return next_after([row["at"] for row in rows], moments)


def next_after(had: Sequence[float], moments: Sequence[float]) -> list[float]:
    """How long after each moment the next of these, in order, came.

    Nothing for a moment after the last of them, nor for one with another moment before it came: who is hit again while
    they get up recover from the last blow.
    """
    last_before = {bisect.bisect_left(had, moment): moment for moment in sorted(moments)}
    return [had[index] - moment for index, moment in last_before.items() if index < len(had)]
