"""F35: a board that hangs, never ends, drips, packs a bomb, or leads in circles, beside one that is well."""

import asyncio
import gzip
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
import psutil
from aiohttp import web
from tests.faults.books import Verdict
from tests.faults.product import product
from tests.faults.stage import Stage

from career_agent.testing.person import Visitor
from shared.testing.nursery import Born

ANSWER_SECONDS = 3
MOST_BYTES = 2_000_000
RUN_ENDS_WITHIN_SECONDS = 4 * ANSWER_SECONDS
BOMB = gzip.compress(b"[" + b" " * 500_000_000)
MOST_MEGABYTES = 150
"""What a process may grow by, whatever it was sent."""
PROCESSES = ("job", "job-worker")


async def _hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(120)
    return web.Response(text="[]")


async def _never_end(request: web.Request) -> web.StreamResponse:
    return await _stream(request, itertools.repeat(b" " * 65_536), pause=0)


async def _drip(request: web.Request) -> web.StreamResponse:
    return await _stream(request, itertools.repeat(b" "), pause=0.2)


async def _bomb(request: web.Request) -> web.StreamResponse:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    return web.Response(body=BOMB, headers=headers)


async def _circles(request: web.Request) -> web.StreamResponse:
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": "/remoteok"})


async def _stream(request: web.Request, parts: "itertools.repeat[bytes]", pause: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for part in parts:
        try:
            await response.write(part)
        except ConnectionError:
            break
        await asyncio.sleep(pause)
    return response


FAULTS: tuple[Callable[[web.Request], object], ...] = (_hang, _never_end, _drip, _bomb, _circles)


class Boards:
    """RemoteOK, which misbehaves, and WeWorkRemotely, which has a new job every time."""

    def __init__(self) -> None:
        self.round = 0
        self.url = ""

    async def bad(self, request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await FAULTS[self.round % len(FAULTS)](request)  # type: ignore[misc]
        return answer

    async def good(self, _: web.Request) -> web.Response:
        text = "We build quiet machines for loud rooms and need somebody who knows Python and Docker well. " * 4
        items = "".join(
            f"<item><title>Acme {n}: Engineer {n}</title><region>Anywhere in the World</region>"
            f"<description>{text}</description><guid>https://weworkremotely.com/remote-jobs/{n}</guid></item>"
            for n in range(self.round + 1)
        )
        feed = f"<rss version='2.0'><channel><title>Jobs</title>{items}</channel></rss>"
        return web.Response(text=feed, content_type="application/rss+xml")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Boards"]:
        """Both, on a port of the loopback."""
        app = web.Application()
        app.router.add_get("/remoteok", self.bad)
        app.router.add_get("/wwr", self.good)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()


async def f35_boards(run: Stage, numbers: int) -> Verdict:
    """Every run ends in time and says which board failed; the other's jobs are there, and no process grows or dies."""
    rounds = max(len(FAULTS), min(20, numbers // 500))
    verdict = Verdict(run.scenario, run.seed, attempted=rounds)
    slow: list[float] = []
    async with Boards().serving() as boards:
        told = {
            "SAMPLE_JOBS": "off",
            "REMOTEOK_URL": f"{boards.url}/remoteok",
            "WEWORKREMOTELY_URL": f"{boards.url}/wwr",
            "JOB_MOST_ANSWER_SECONDS": str(ANSWER_SECONDS),
            "JOB_MOST_ANSWER_BYTES": str(MOST_BYTES),
        }
        async with product(run, **told) as (fleet, doors, _):
            members = [member for member in fleet.members if member.name in PROCESSES]
            async with httpx.AsyncClient(base_url=doors[0], timeout=60, trust_env=False) as http:
                await Visitor.register(http)
                before = [_megabytes(member.process) for member in members]
                for boards.round in range(rounds):
                    took, is_right = await _round(http, boards.round)
                    slow.append(took)
                    verdict.acknowledged += 1
                    verdict.ok += is_right
                after = [_megabytes(member.process) for member in members]
            verdict.notes["deaths"] = len(fleet.deaths)
    grown = max(now - then for now, then in zip(after, before, strict=True))
    verdict.lost = verdict.acknowledged - verdict.ok
    if fleet.deaths or grown > MOST_MEGABYTES:
        verdict.ghosts = 1
    verdict.notes |= {"grown_megabytes": round(grown), "slowest_run_seconds": round(max(slow), 1)}
    return verdict


async def _round(http: httpx.AsyncClient, number: int) -> tuple[float, bool]:
    """How long a reading of both boards took, and whether it came out right."""
    asked = await http.post("/api/jobs/refresh")
    asked.raise_for_status()
    log_path, began = f"/api/jobs/refresh/{asked.json()['scrape_log_id']}", asyncio.get_running_loop().time()
    while (log := (await http.get(log_path)).json())["status"] in ("running", "queued", "pending"):
        if asyncio.get_running_loop().time() - began > RUN_ENDS_WITHIN_SECONDS:
            return RUN_ENDS_WITHIN_SECONDS, False
        await asyncio.sleep(0.1)
    took = asyncio.get_running_loop().time() - began
    sources = {source["source"]: source["status"] for source in log["sources"]}
    listed = (await http.get("/api/jobs?limit=1")).json()["total"]
    is_right = sources == {"remoteok": "failed", "weworkremotely": "ok"} and listed == number + 1
    return took, is_right


def _megabytes(process: asyncio.subprocess.Process | Born | None) -> float:
    assert process is not None
    return float(psutil.Process(process.pid).memory_info().rss) / 1e6
