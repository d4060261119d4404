"""Letters by a language model that misbehaves, and by workers that die while they wait for it: F05, F28 to F32.

The whole product as processes of its own. The provider is a stand-in in this process, so that what it was asked and
paid for can be held against the product's own books.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import asyncpg
import httpx
from aiohttp import web
from tests.faults.books import Verdict, next_after
from tests.faults.fleet import Fleet, Member
from tests.faults.ledger import ANSWERS_A_USER_MAY_SEE
from tests.faults.product import product
from tests.faults.stage import Stage

from career_agent.testing.person import Visitor
from generation_service.testing.provider import well
from shared.testing.messages_api import (
    Answer,
    Asked,
    Behaviour,
    CutOff,
    Empty,
    Failing,
    Malformed,
    Overloaded,
    RateLimited,
    Refusal,
    Silent,
    SpendLimit,
    StandIn,
    Truncated,
    stand_in,
)
from shared.testing.plain import until

CV = Path(__file__).parents[2] / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
PEOPLE = 6
MATCHES = 3
"""Of each person; the letters of a match are kept up to fifty versions."""
MOST_LETTERS = 300
IN_HAND = 8
ANSWER_SECONDS = 0.5
LEASE_SECONDS = 2
ACCOUNT_PAUSE_SECONDS = 5
FAULT_SECONDS = 8.0
PATIENCE_SECONDS = 300.0
LONGEST_PAUSE_SECONDS = 2.0
WORKER = "generation-worker"


@dataclass(slots=True)
class Watched:
    """A behaviour, and who waits for it: the keys of the exchanges that are in hand, and when each came."""

    does: Behaviour
    in_hand: Counter[str] = field(default_factory=Counter)
    came: list[float] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    """The calls asked for since the last death; an exchange that puts an answer right belongs to its call."""

    @property
    def is_paid(self) -> bool:
        return self.does.is_paid

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        self.came.append(time.monotonic())
        self.in_hand[asked.key] += 1
        self.calls.add(call_of(asked.key))
        try:
            return await self.does.answer(asked, request)
        finally:
            self.in_hand -= Counter([asked.key])


def call_of(key: str) -> str:
    """The call to which an exchange belongs: the first has its hash for a key, the second says that it is another."""
    return key.partition("-")[0]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Something else each time."""

    behaviours: Sequence[Behaviour]
    chance: random.Random
    is_paid: bool = True

    async def answer(self, asked: Asked, request: web.Request) -> web.StreamResponse:
        return await self.chance.choice(self.behaviours).answer(asked, request)


@dataclass(slots=True)
class Desk:
    """People with matches who ask for letters, and what they were told."""

    provider: StandIn
    fleet: Fleet
    run: Stage
    writers: list[tuple[httpx.AsyncClient, int]]
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    written: int = 0

    @property
    def worker(self) -> Member:
        return next(member for member in self.fleet.members if member.name == WORKER)

    async def letters(self, wanted: int) -> None:
        """So many different letters, each asked for until it is there."""
        numbers = iter(range(wanted))

        async def one_after_the_other() -> None:
            for number in numbers:
                await self._letter(number)

        async with asyncio.timeout(PATIENCE_SECONDS + wanted):
            await asyncio.gather(*(one_after_the_other() for _ in range(2 * IN_HAND)))

    async def _letter(self, number: int) -> None:
        http, match_id = self.writers[number % len(self.writers)]
        path, body = f"/api/matches/{match_id}/generate-cover-letter", {"instructions": f"Variant {number}"}
        while True:
            pause = self.run.chance.uniform(0.1, 0.4)
            try:
                answer = await http.post(path, json=body)
            except httpx.HTTPError as error:
                self.unanswered[type(error).__name__] += 1
            else:
                self.statuses[answer.status_code] += 1
                if answer.status_code == HTTPStatus.OK:
                    self.written += 1
                    return
                pause += min(LONGEST_PAUSE_SECONDS, float(answer.headers.get("Retry-After", 0)))
            await asyncio.sleep(pause)

    async def one_more(self, writing: "asyncio.Task[None]") -> None:
        """Return when another letter is there, or all are."""
        before = self.written
        await until(lambda: self.written > before or writing.done(), seconds=60)

    async def unfinished_calls(self) -> set[str]:
        """Those that were begun, and of which no answer is stored."""
        connection = await asyncpg.connect(self.run.database_url, timeout=10)
        try:
            rows = await connection.fetch("SELECT hash FROM generation.llm_calls WHERE state = 'running'")
        finally:
            await connection.close(timeout=5)
        return {row["hash"] for row in rows}

    async def judge(self, wanted: int, moments: Sequence[float], *, also: frozenset[int] = frozenset()) -> Verdict:
        """What was acknowledged is kept once, nothing waits, and users saw what they may; `also` is allowed here."""
        verdict = Verdict(self.run.scenario, self.run.seed, attempted=wanted, acknowledged=self.written)
        connection = await asyncpg.connect(self.run.database_url, timeout=10)
        try:
            rows = await connection.fetch(
                "SELECT count(*) AS times FROM generation.letters GROUP BY user_id, match_id, inputs_hash"
            )
            at = await connection.fetch(
                "SELECT extract(epoch FROM written_at)::float8 AS at FROM generation.letters ORDER BY 1"
            )
            spent = await connection.fetchval("SELECT sum(cost_usd) FROM generation.llm_calls")
            waiting = await connection.fetchval("SELECT count(*) FROM generation.requests WHERE state = 'waiting'")
            verdict.left_in_outbox = await connection.fetchval("SELECT count(*) FROM generation.outbox")
            verdict.dead_letters = await connection.fetchval("SELECT count(*) FROM generation.dead_letters")
        finally:
            await connection.close(timeout=5)
        verdict.ok = min(len(rows), self.written)
        verdict.lost = max(0, self.written - len(rows))
        verdict.zombies = int(waiting)
        verdict.duplicated_effects = sum(row["times"] - 1 for row in rows)
        verdict.recoveries = next_after([row["at"] for row in at], moments)
        verdict.kills, verdict.unplanned_deaths = self.fleet.kills, self.fleet.unplanned_deaths
        verdict.longest_start = self.fleet.longest_start()
        seen = {status: times for status, times in self.statuses.items() if status not in also}
        verdict.unexpected_answers = {s: n for s, n in seen.items() if s not in ANSWERS_A_USER_MAY_SEE}
        verdict.notes |= {"statuses": dict(self.statuses), "unanswered": dict(self.unanswered)}
        verdict.notes |= {
            "questions": len(self.provider.asked),
            "paid": self.provider.paid.total(),
            "usd": float(spent),
        }
        return verdict


@asynccontextmanager
async def _desk(run: Stage, **settings: str) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(stand_in(Answer(well)))
        told = {
            "ANTHROPIC_BASE_URL": provider.url,
            "ANTHROPIC_API_KEY": provider.settings().anthropic_api_key.get_secret_value(),
            "LLM_DAILY_BUDGET_USD": "100000",
            "LLM_DAILY_BUDGET_PER_USER_USD": "100000",
            "LLM_CONCURRENCY": str(IN_HAND),
            "LLM_LEASE_SECONDS": str(LEASE_SECONDS),
            "LLM_BACKOFF_SECONDS": "0.1",
            "LLM_IDLE_SECONDS": "2",
            "LLM_ATTEMPT_SECONDS": "3",
            "LLM_TOTAL_SECONDS": "12",
            "LLM_BREAKER_SECONDS": "2",
            "LLM_ACCOUNT_PAUSE_SECONDS": str(ACCOUNT_PAUSE_SECONDS),
            "GENERATION_WAIT_SECONDS": "20",
            "GENERATION_WRITING_AT_ONCE": str(IN_HAND),
        }
        fleet, doors, _ = await stack.enter_async_context(product(run, **{**told, **settings}))
        writers = []
        for number in range(PEOPLE):
            client = httpx.AsyncClient(base_url=doors[number % len(doors)], timeout=60, trust_env=False)
            http = await stack.enter_async_context(client)
            visitor = await Visitor.register(http)
            (await visitor.upload_cv(CV.read_bytes(), CV.name)).raise_for_status()
            matches = await visitor.wait_for_matches(MATCHES)
            writers += [(http, match["id"]) for match in matches[:MATCHES]]
        provider.asked.clear()
        provider.paid.clear()
        yield Desk(provider, fleet, run, writers)


def _wanted(numbers: int) -> int:
    return max(24, min(MOST_LETTERS, numbers // 30))


async def f05_killed_while_paying(run: Stage, numbers: int, kills: int = 20) -> Verdict:
    """A worker dies while it waits for what it asked: a question is paid once, and once more for a kill that hit it."""
    wanted, hit = _wanted(numbers), Counter[str]()
    landed = 0
    async with _desk(run) as desk:
        watched = Watched(Answer(well, latency=ANSWER_SECONDS))
        desk.provider.always = watched
        writing = asyncio.create_task(desk.letters(wanted))
        for turn in range(kills):
            await until(lambda: bool(watched.in_hand) or writing.done(), seconds=60)
            await asyncio.sleep(run.chance.uniform(0, ANSWER_SECONDS))
            if writing.done():
                break
            landed += bool(watched.in_hand)
            desk.worker.tell(signal.SIGKILL)
            hit.update(watched.calls & await desk.unfinished_calls())
            # What the dead one had asked is answered to nobody; only then a new one's questions are told from them.
            await until(lambda: not watched.in_hand, seconds=60)
            watched.calls.clear()
            if turn % 2:
                # Every other kill hits the same calls again; the others hit what comes after them.
                await desk.one_more(writing)
        await writing
        verdict = await desk.judge(wanted, desk.fleet.deaths)
    verdict.recovery_limit = LEASE_SECONDS + 5
    verdict.kills_in_window = landed
    again = Counter[str]()
    for key, times in desk.provider.paid.items():
        again[call_of(key)] += times - 1
    verdict.overpaid = sum(max(0, times - hit[call]) for call, times in again.items())
    verdict.notes["paid_again"] = desk.provider.paid.total() - len(desk.provider.paid)
    return verdict


async def _while_faulty(run: Stage, numbers: int, fault: Behaviour, seconds: float) -> tuple[Verdict, Watched]:
    """Letters are ordered while the provider does this, which passes after so many seconds."""
    wanted, watched = _wanted(numbers), Watched(fault)
    async with _desk(run) as desk:
        desk.provider.always = watched
        writing = asyncio.create_task(desk.letters(wanted))
        await until(lambda: bool(watched.came), seconds=60)
        await asyncio.sleep(seconds)
        desk.provider.always = Answer(well, latency=ANSWER_SECONDS)
        over = time.time()
        await writing
        return await desk.judge(wanted, [over]), watched


async def f28_slow(run: Stage, numbers: int) -> Verdict:
    """Nothing is said for minutes: places are given back in time, and the letters are written afterwards."""
    verdict, _ = await _while_faulty(run, numbers, Silent(seconds=120), FAULT_SECONDS)
    verdict.recovery_limit = 15
    return verdict


async def f29_rate_limited(run: Stage, numbers: int, wait: float = 3.0) -> Verdict:
    """429 with the time to come again: nobody comes sooner, and no letter fails."""
    verdict, watched = await _while_faulty(run, numbers, RateLimited(wait), FAULT_SECONDS)
    first = watched.came[0]
    # Those that were on their way when the first was refused had not been told yet.
    verdict.asked_too_early = sum(first + 0.5 < came < first + 0.9 * wait for came in watched.came)
    verdict.recovery_limit = wait + 5
    return verdict


async def f30_spend_limit(run: Stage, numbers: int) -> Verdict:
    """The account's spend limit: asked once by those on their way, then left alone until the pause is over."""
    verdict, watched = await _while_faulty(run, numbers, SpendLimit(), FAULT_SECONDS)
    first = watched.came[0]
    verdict.asked_too_early = sum(first + 0.5 < came < first + 0.9 * ACCOUNT_PAUSE_SECONDS for came in watched.came)
    verdict.recovery_limit = ACCOUNT_PAUSE_SECONDS + 5
    return verdict


async def f31_overloaded(run: Stage, numbers: int) -> Verdict:
    """Half of all questions meet 529, 500, or a connection that breaks within the answer."""
    broken: list[Behaviour] = [Overloaded(), Overloaded(within_stream=True), Failing(500), CutOff()]
    return await _throughout(run, numbers, broken)


async def f32_unusable(run: Stage, numbers: int) -> Verdict:
    """Half of all answers are no JSON, of another shape, cut short, or a refusal: told as failed, asked for anew."""
    bad: list[Behaviour] = [Malformed(), Empty(), Truncated(), Refusal(), Answer({"unknown": "shape"})]
    return await _throughout(run, numbers, bad, also=frozenset({500}))


async def _throughout(
    run: Stage, numbers: int, faults: Sequence[Behaviour], *, also: frozenset[int] = frozenset()
) -> Verdict:
    wanted, good = _wanted(numbers), Answer(well, latency=0.1)
    async with _desk(run) as desk:
        desk.provider.always = OneOf([*faults, *[good] * len(faults)], run.chance)
        await desk.letters(wanted)
        return await desk.judge(wanted, [], also=also)
