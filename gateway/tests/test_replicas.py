"""A service of several processes: who gets a request, what is tried again, and what never piles up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from gateway.service import open_gateway
from gateway.testing import Make, Peer, Service
from gateway.upstreams import HttpUpstream, Replicas
from gateway.upstreams.replicas import Replica
from shared.auth import Verifier
from shared.local_servers import free_port
from shared.peers import Peers
from shared.serving import Drain, serve
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.plain import until


async def test_requests_are_shared_out(make: Make) -> None:
    service = await make(Peer(), Peer())

    assert [await service.ask() for _ in range(20)] == [200] * 20
    assert [len(peer.seen) for peer in service.peers] == [10, 10]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_process_that_is_gone_costs_nobody_an_answer(make: Make, method: str) -> None:
    service = await make(Peer(), Peer())
    service.peers[0].close()

    assert [await service.ask(method) for _ in range(20)] == [200] * 20


async def test_what_may_have_been_done_is_not_asked_for_twice(make: Make) -> None:
    service = await make(Peer(hang_up=True), Peer(hang_up=True))

    statuses = [await service.ask("GET"), await service.ask("POST", body=b"x"), await service.ask("DELETE")]

    seen = [head.partition(" ")[0] for peer in service.peers for head in peer.seen]
    assert statuses == [503, 503, 503]
    assert sorted(seen) == ["DELETE", "GET", "GET", "POST"]


async def test_a_read_that_met_a_dying_process_is_asked_of_another(make: Make) -> None:
    service = await make(Peer(hang_up=True), Peer())

    assert [await service.ask() for _ in range(10)] == [200] * 10


async def test_a_command_is_asked_of_another_when_it_is_done_once_under_its_key(make: Make) -> None:
    service = await make(Peer(hang_up=True), Peer())
    async with _gateway_before(service, "profile") as (client, signed):

        async def status_of(path: str, **key: str) -> int:
            return (await client.post(path, json={}, headers={**signed, **key})).status_code

        with_key = [await status_of("/api/profile/projects", **{"Idempotency-Key": "a"}) for _ in range(2)]
        without_key = [await status_of("/api/profile/projects") for _ in range(2)]

    assert with_key == [200, 200]
    assert sorted(without_key) == [200, 503]


async def test_a_key_that_the_service_does_not_keep_repeats_nothing(make: Make) -> None:
    service = await make(Peer(hang_up=True), Peer(hang_up=True))
    async with _gateway_before(service, "auth") as (client, signed):
        sent = {**signed, "Idempotency-Key": "a"}
        assert (await client.post("/api/auth/logout", json={}, headers=sent)).status_code == 503

    assert sum(len(peer.seen) for peer in service.peers) == 1


async def test_one_that_says_it_is_not_ready_gets_nothing_until_it_is(make: Make) -> None:
    leaving, staying = Peer(ready=False), Peer()
    service = await make(leaving, staying)
    await until(lambda: not service.behind.all[0].is_ready)

    assert [await service.ask("POST") for _ in range(10)] == [200] * 10
    assert (len(leaving.seen), len(staying.seen)) == (0, 10)

    leaving.ready = True
    await until(lambda: service.behind.all[0].is_ready)
    await service.ask()
    await service.ask()
    assert len(leaving.seen) == 1


async def test_when_none_is_ready_they_are_asked_all_the_same(make: Make) -> None:
    service = await make(Peer(ready=False), Peer(ready=False))
    await until(lambda: not any(each.is_ready for each in service.behind.all))

    assert await service.ask() == 200


async def test_second_tries_stay_a_small_share_of_the_first(make: Make) -> None:
    service = await make(Peer(hang_up=True), Peer(hang_up=True), connections=100)
    for peer in service.peers:
        peer.may_answer.clear()
    asked = [asyncio.create_task(service.ask()) for _ in range(30)]
    await until(lambda: sum(len(peer.seen) for peer in service.peers) == 30)

    for peer in service.peers:
        peer.may_answer.set()
    statuses = await asyncio.gather(*asked)

    assert statuses == [503] * 30
    # All 30 fail at once: while as many second tries as are allowed go on, the others' failures get none.
    assert sum(len(peer.seen) for peer in service.peers) <= 30 + 6 + 3


async def test_a_service_that_hangs_fills_its_own_places_and_refuses_the_rest_at_once(make: Make) -> None:
    hung, well = await make(Peer(), connections=2), await make(Peer())
    hung.peers[0].may_answer.clear()
    waiting = [asyncio.create_task(hung.ask()) for _ in range(4)]
    await until(lambda: hung.behind.active == 4)

    assert await hung.ask() == 503
    assert await well.ask() == 200

    hung.peers[0].may_answer.set()
    assert await asyncio.gather(*waiting) == [200] * 4


async def test_a_rolling_restart_fails_no_request(make: Make) -> None:
    ports = [free_port(), free_port()]
    processes = [asyncio.create_task(_process(port)) for port in ports]
    async with _served_by(ports) as upstream:
        service = Service([], upstream[0], upstream[1])
        await _first_answer(service)
        stop, statuses = asyncio.Event(), list[int]()

        async def keep_asking(method: str) -> None:
            while not stop.is_set():
                statuses.append(await service.ask(method, body=b"x" if method == "POST" else b""))
                await asyncio.sleep(0.005)

        asking = [asyncio.create_task(keep_asking(method)) for method in ("GET", "POST", "POST")]
        for at, port in enumerate(ports):
            processes[at].cancel()
            await asyncio.wait([processes[at]])
            processes[at] = asyncio.create_task(_process(port))
            await _ready(service.behind.all[at])
        stop.set()
        await asyncio.gather(*asking)
    for process in processes:
        process.cancel()
    await asyncio.wait(processes)

    assert len(statuses) > 50
    assert set(statuses) == {200}


async def _ready(replica: Replica) -> None:
    await until(lambda: replica.is_ready)


async def _first_answer(service: Service) -> None:
    for _ in range(500):
        if await service.ask() == 200:
            return
        await asyncio.sleep(0.01)
    pytest.fail("the service did not come up")


@asynccontextmanager
async def _served_by(ports: list[int]) -> AsyncIterator[tuple[HttpUpstream, Replicas]]:
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    async with Replicas(addresses, connections=10, connect_seconds=1).watched() as behind:
        yield HttpUpstream(behind), behind


@asynccontextmanager
async def _gateway_before(service: Service, name: str) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """A client of a gateway in front of this service, and a person's token."""
    platform = PlatformSettings(rate_limits="off")
    issuer = Issuer(platform)
    verifier = Verifier(issuer, platform)
    async with (
        open_gateway({name: service.upstream}, Peers({}), verifier, platform, Drain()) as gateway,
        httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://gateway") as client,
    ):
        yield client, {"Authorization": f"Bearer {issuer.token(7)}"}


async def _process(port: int) -> None:
    """What a service's process is to the gateway: it serves, drains when told to stop, and ends."""
    drain = Drain()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            """Read it to its end."""
        status = 503 if scope["path"] == "/health/ready" and drain.has_begun else 200
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    await serve(app, PlatformSettings(port=port, drain_seconds=0.4, shutdown_seconds=2), drain=drain)
