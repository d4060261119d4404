"""Messages that are poison, come again, or come in any order."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
from tests.faults.books import Verdict
from tests.faults.ledger_service import FAILING, SCHEMA, NumberOrdered, SubjectChanged
from tests.faults.stage import Stage

from shared.bus import Bus
from shared.events import Message, message_of


async def f08_poison(run: Stage, numbers: int) -> Verdict:
    """Bytes that are no event, another shape, and a handler with a bug rest with their reason; the others go on."""
    await run.start(servers=1, workers=0)
    await run.work("worker", LEDGER_RETRIES="0")
    bus = await run.bus()
    bodies = [b"\xff\x00", b"{}", b'{"number": "many"}', b'{"number": [1]}', b""]
    poison = [_raw(body) for body in bodies] + [message(NumberOrdered(number=FAILING - n)) for n in range(5)]
    await bus.publish(poison)
    await bus.close()
    await run.drive(numbers)
    verdict = await run.end()
    verdict.expected_dead_letters = len(poison)
    return verdict


async def f36_delivered_five_times(run: Stage, numbers: int) -> Verdict:
    """Every message comes five times."""
    return await _published(run, numbers, copies=5)


async def f37_reordered(run: Stage, numbers: int) -> Verdict:
    """Versions of a subject come in any order; the newest stands at the end."""
    await run.start(servers=0, workers=2)
    subjects, versions = max(1, numbers // 50), 50
    events = [(s, v) for s in range(subjects) for v in range(1, versions + 1)]
    run.chance.shuffle(events)
    bus = await run.bus()
    await _publish(bus, [message(SubjectChanged(subject=s, version=v, value=f"{s}/{v}")) for s, v in events])
    await bus.close()
    verdict = await run.end()
    kept = {row["subject"]: row["value"] for row in await run.books.rows(f"SELECT * FROM {SCHEMA}.snapshots")}
    verdict.attempted = verdict.acknowledged = len(events)
    verdict.ok = sum(kept.get(subject) == f"{subject}/{versions}" for subject in range(subjects)) * versions
    verdict.lost = len(events) - verdict.ok
    return verdict


async def _published(run: Stage, numbers: int, *, copies: int) -> Verdict:
    """Messages that the driver publishes itself, in a shuffled order, each so many times under its own id."""
    await run.start(servers=0, workers=2)
    attempt = run.ledger.open(0, numbers, "published")
    async with asyncio.timeout(30):
        connection = await asyncpg.connect(run.database_url)
    await connection.executemany(f"INSERT INTO {SCHEMA}.orders (number) VALUES ($1)", [(n,) for n in range(numbers)])
    await connection.close()
    messages = [message(NumberOrdered(number=number)) for number in range(numbers)] * copies
    run.chance.shuffle(messages)
    bus = await run.bus()
    await _publish(bus, messages)
    await bus.close()
    attempt.acknowledged = True
    return await run.end()


async def _publish(bus: Bus, messages: list[Message]) -> None:
    for first in range(0, len(messages), 200):
        await bus.publish(messages[first : first + 200])


def message(event: NumberOrdered | SubjectChanged) -> Message:
    """An event as the driver publishes it itself."""
    return message_of(event, uuid4(), datetime.now(UTC), None)


def _raw(body: bytes) -> Message:
    return Message(id=uuid4(), event=NumberOrdered.name, body=body, occurred_at=datetime.now(UTC))
