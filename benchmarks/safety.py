"""What strangers cost (J16), and what logins cost everybody else (L10).

Tokens: how many a second the verifier refuses, or takes, on one core; each kind in turn in every round. A good token
that was seen before is remembered; the others are each seen for the first time. Logins: fifty at once hash in their
threads while a ticker in the same event loop notes its longest stall, and `/health/live` is asked one after the other.
"""

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import Sequence

import httpx
from benchmarks.cv_upload import ticking
from rich.console import Console
from rich.table import Table

from auth_service.service import service
from auth_service.testing.visitor import Visitor
from shared.auth import Verifier
from shared.errors import NotAuthenticated
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.running import ServiceUnderTest, service_under_test
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer
from shared.testing.servers.lease import folder_of, lease

ROUNDS = 5
TOKENS = 1_000
LOGINS = 50


async def per_second(verifier: Verifier, tokens: Sequence[str]) -> float:
    """Tokens judged in a second."""
    began = time.perf_counter()
    for token in tokens:
        try:
            await verifier.verify(token)
        except NotAuthenticated:
            continue
    return len(tokens) / (time.perf_counter() - began)


def forged(issuer: Issuer, number: int) -> str:
    """Of the right form, named after the right key, under the signature of another token: all has to be computed."""
    head, body, _ = issuer.token(number).split(".")
    return f"{head}.{body}.{issuer.token(number).rpartition('.')[2]}"


async def tokens_round() -> dict[str, float]:
    """Each kind of token once, on a verifier that remembers nothing yet."""
    settings = PlatformSettings()
    issuer = Issuer(settings)
    verifier = Verifier(issuer, settings)
    await verifier.start()
    good = [issuer.token(number) for number in range(TOKENS)]
    kinds = {
        "J16.garbage_per_s": [f"no token {number}" for number in range(TOKENS)],
        "J16.forged_per_s": [forged(issuer, number) for number in range(TOKENS)],
        "J16.good_per_s": good,
        "J16.good_again_per_s": good,
    }
    found = {name: await per_second(verifier, tokens) for name, tokens in kinds.items()}
    await verifier.stop()
    return found


async def health_ms(client: httpx.AsyncClient, logins: Sequence[asyncio.Task[httpx.Response]]) -> list[float]:
    """How long `/health/live` takes, again and again until the logins have ended."""
    taken = []
    while not all(login.done() for login in logins):
        began = time.perf_counter()
        (await client.get("/health/live")).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.005)
    return taken


async def logins_round(app: ServiceUnderTest, visitor: Visitor) -> dict[str, float]:
    """Fifty logins at once, and what else the loop does meanwhile."""
    began = time.perf_counter()
    async with ticking() as ticker:
        logins = [asyncio.create_task(visitor.log_in()) for _ in range(LOGINS)]
        health = await health_ms(app.anyone, logins)
        for login in logins:
            login.result().raise_for_status()
    return {
        "L10.logins_per_s": LOGINS / (time.perf_counter() - began),
        "L10.health_p99_ms": statistics.quantiles(health, n=100)[98],
        "L10.longest_stall_ms": ticker.longest_ms,
    }


async def measure(database_url: str) -> None:
    """Print a JSON line a figure, then a table."""
    async with service_under_test(service, database_url) as app:
        visitor = await Visitor.registered(app)
        rounds = [{**await tokens_round(), **await logins_round(app, visitor)} for _ in range(ROUNDS)]
    table = Table("figure", "median")
    for name in rounds[0]:
        value = statistics.median(each[name] for each in rounds)
        line = {"figure": name, "value": round(value, 1), "rounds": ROUNDS}
        Console(soft_wrap=True).print_json(json.dumps(line), indent=None)
        table.add_row(name, f"{value:,.1f}")
    Console().print(table, f"{os.cpu_count()} cores, Python {platform.python_version()}, {LOGINS} logins at once")


def main() -> None:
    """Measure on a throwaway PostgreSQL, without limits."""
    os.environ["RATE_LIMITS"] = "off"
    with (
        lease("wheel", folder_of("wheel")) as postgres,
        migrated_database(PostgresServer(postgres["url"]), [service]) as url,
    ):
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
