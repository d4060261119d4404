"""The whole product as processes of its own, killed at random while people use it through two gateways.

F01 (a gateway of two), F02 and F04 (any service, any worker), F23 and F24 (Redis killed, emptied, frozen) at once.
"""

import asyncio
import itertools
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.faults.books import Books, Verdict
from tests.faults.fleet import Fleet, Member
from tests.faults.ledger import ANSWERS_A_USER_MAY_SEE
from tests.faults.stage import Stage

from career_agent.services import ALL
from career_agent.stack.servers import RedisServer
from shared.bus import RabbitBus
from shared.consumer import queues_of
from shared.database.migrate import upgrade
from shared.local_servers import free_port

CV = Path(__file__).parents[2] / "deploy" / "career_agent" / "demo_cvs" / "accountant.txt"
PASSWORD = "correct horse battery staple"
GATEWAYS = 2
KINDS = ("gateway", "server", "worker")
PATIENCE_SECONDS = 300.0
QUEUES = [queue for service in ALL for queue in queues_of(service.name, service.handlers)]


@dataclass(slots=True)
class Person:
    """Somebody who does one of each, and asks again under the same key until it is done."""

    number: int
    doors: "itertools.cycle[str]"
    statuses: Counter[int]
    unanswered: Counter[str]
    chance: random.Random
    done: list[str] = field(default_factory=list)
    user_id: int | None = None
    token: str = ""

    async def live(self) -> None:
        """Account, CV, pasted job, matches, letter."""
        async with httpx.AsyncClient(timeout=40, trust_env=False) as http:
            email = f"person{self.number}@example.com"
            account = {"email": email, "password": PASSWORD, "full_name": "Ada Lovelace"}
            await self._until(http, "POST", "/auth/register", {201, 400}, json=account)
            login = await self._until(http, "POST", "/auth/login", {200}, json={"email": email, "password": PASSWORD})
            self.token = login.json()["access_token"]
            self.user_id = (await self._until(http, "GET", "/auth/me", {200})).json()["id"]
            await self._command(http, "cv", "/api/profile/cv", files={"file": (CV.name, CV.read_bytes())})
            pasted = {"title": f"Accountant {self.number}", "description": "Keep the books of a small shop. " * 5}
            await self._command(http, "job", "/api/user-jobs", json=pasted)
            matches: list[Any] = []
            while not matches:
                listed = await self._until(http, "GET", "/api/matches?min_score=0", {200})
                matches = listed.json()["matches"]
                await asyncio.sleep(0.3)
            await self._command(http, "letter", f"/api/matches/{matches[0]['id']}/generate-cover-letter")

    async def _command(self, http: httpx.AsyncClient, what: str, path: str, **body: Any) -> None:
        await self._until(http, "POST", path, {200, 201}, key=f"{what}-{self.number}", **body)
        self.done.append(what)

    async def _until(
        self, http: httpx.AsyncClient, method: str, path: str, good: set[int], key: str = "", **body: Any
    ) -> httpx.Response:
        """Ask, at one door after the other, until the answer is one of the good ones."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < deadline, f"{method} {path} was not done in time: {self.statuses}"
            try:
                answer = await http.request(method, next(self.doors) + path, headers=headers, **body)
            except httpx.HTTPError as error:
                self.unanswered[type(error).__name__] += 1
            else:
                if answer.status_code in good:
                    self.statuses[200] += 1
                    return answer
                self.statuses[answer.status_code] += 1
            await asyncio.sleep(self.chance.uniform(0.2, 0.6))


async def whole_product_killed(run: Stage, numbers: int, kills: int = 60) -> Verdict:
    """People use the product while its processes are killed and Redis is killed, emptied and frozen."""
    people_wanted = max(3, min(300, numbers // 30))
    async with product(run) as (fleet, doors, redis):
        statuses: Counter[int] = Counter()
        unanswered: Counter[str] = Counter()
        people = [
            Person(number, itertools.cycle(run.chance.sample(doors, len(doors))), statuses, unanswered, run.chance)
            for number in range(people_wanted)
        ]
        waiting = iter(people)

        async def one_after_the_other() -> None:
            for person in waiting:
                await person.live()

        living = asyncio.gather(*(one_after_the_other() for _ in range(3)))
        await _kill(run, fleet, redis, kills, living)
        await living
        return await _judge(run, fleet, people, statuses, unanswered)


async def _kill(run: Stage, fleet: Fleet, redis: RedisServer, kills: int, living: "asyncio.Future[Any]") -> None:
    for number in range(kills):
        if living.done():
            return
        await asyncio.sleep(run.chance.uniform(1.0, 3.0))
        kind = KINDS[number % len(KINDS)]
        members = [member for member in fleet.members if _kind(member) == kind]
        # A gateway's readiness is its services'.
        up = members if kind == "gateway" else await fleet.up(members)
        run.chance.choice(up).tell(signal.SIGKILL)
        match number % 6:
            case 1:
                await asyncio.to_thread(redis.kill)
                await asyncio.to_thread(redis.start)
            case 4:
                redis.freeze()
                await asyncio.sleep(2)
                redis.thaw()


@asynccontextmanager
async def product(run: Stage, **settings: str) -> AsyncIterator[tuple[Fleet, list[str], RedisServer]]:
    """Every service as a server and a worker, and two gateways: the processes, the gateways' URLs, and Redis."""
    assert run.amqp_url is not None
    for service in ALL:
        await asyncio.to_thread(upgrade, run.database_url, service.metadata, service.migrations)
    bus = await RabbitBus.open(run.amqp_url, name="driver")
    await bus.declare(QUEUES)
    await bus.close()
    async with AsyncExitStack() as stack:
        redis = RedisServer(run.folder / "redis")
        stack.callback(redis.stop)
        await asyncio.to_thread(redis.start)
        ports = {service.name: free_port() for service in ALL}
        environ = {
            **run.fleet.environ,
            **{f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()},
            "REDIS_URL": redis.url,
            "RATE_LIMITS": "off",
            "SAMPLE_JOBS": "on",
            **settings,
        }
        fleet = Fleet(run.folder, environ)
        stack.push_async_callback(fleet.stop)
        for service in ALL:
            package = f"{service.name}_service"
            await fleet.add(service.name, package, "serve", port=ports[service.name])
            await fleet.add(f"{service.name}-worker", package, "worker")
        gateways = [await fleet.add(f"gateway-{number}", "gateway") for number in range(GATEWAYS)]
        await fleet.ready(*(member for member in fleet.members if member not in gateways))
        yield fleet, [gateway.url for gateway in gateways], redis


async def _judge(
    run: Stage, fleet: Fleet, people: list[Person], statuses: Counter[int], unanswered: Counter[str]
) -> Verdict:
    """What was acknowledged is there once, for everybody; nothing is on its way any more."""
    verdict = Verdict(run.scenario, run.seed)
    books = Books(run.database_url, run.amqp_url, QUEUES)
    settled = await _settled(run.database_url, books)
    verdict.kills, verdict.unplanned_deaths = fleet.kills, fleet.unplanned_deaths
    tables = {"cv": "profile.cvs", "job": "job.user_jobs", "letter": "generation.letters"}
    for what, table in tables.items():
        rows = await books.rows(f"SELECT user_id, count(*) AS times FROM {table} GROUP BY 1")
        kept = {row["user_id"]: row["times"] for row in rows}
        told = [person.user_id for person in people if what in person.done]
        verdict.attempted += len(people)
        verdict.acknowledged += len(told)
        verdict.ok += sum(kept.get(user_id) == 1 for user_id in told)
        verdict.lost += sum(kept.get(user_id, 0) == 0 for user_id in told)
        verdict.duplicated_effects += sum(times - 1 for times in kept.values())
    verdict.left_in_outbox = sum([await books.value(f"SELECT count(*) FROM {s.name}.outbox") for s in ALL])
    verdict.dead_letters = sum([await books.value(f"SELECT count(*) FROM {s.name}.dead_letters") for s in ALL])
    verdict.left_on_bus = await books.on_bus()
    verdict.unexpected_answers = {s: n for s, n in statuses.items() if s not in ANSWERS_A_USER_MAY_SEE}
    killed = Counter(_kind(member) for member in fleet.members for _ in range(member.lives - 1))
    verdict.notes |= {"people": len(people), "settled": settled, "statuses": dict(statuses)}
    verdict.notes |= {"unanswered": dict(unanswered), "deaths": dict(killed)}
    return verdict


def _kind(member: Member) -> str:
    if member.name.startswith("gateway"):
        return "gateway"
    return "worker" if member.name.endswith("-worker") else "server"


async def _settled(database_url: str, books: Books) -> bool:
    waiting = " + ".join(f"(SELECT count(*) FROM {service.name}.outbox)" for service in ALL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        connection = await asyncpg.connect(database_url, timeout=10)
        left = await connection.fetchval(f"SELECT {waiting}")
        await connection.close()
        if not left and not await books.on_bus():
            return True
        await asyncio.sleep(0.5)
    return False
