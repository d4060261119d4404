"""How often one address and one person may call: exact, over two gateways, and never unlimited."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from gateway.limits import Proxies, RateLimits, TooManyRequests, client_of, counting
from gateway.testing import Door, open_door
from shared.testing.gate import gate_before


def scope_from(address: str | None, *forwarded: str) -> Scope:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": "http", "client": (address, 1) if address else None, "headers": headers}


@asynccontextmanager
async def two_counters(redis_url: str) -> AsyncIterator[tuple[RateLimits, RateLimits]]:
    async with RateLimits(redis_url, replicas=2) as one, RateLimits(redis_url, replicas=2) as other:
        yield one, other


async def admitted(limits: RateLimits, rate: str, who: str, name: str = "test") -> bool:
    try:
        await limits.admit(name, rate, who)
    except TooManyRequests:
        return False
    return True


async def test_two_gateways_and_twenty_clients_never_pass_the_limit(
    monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    # A machine that stands still for a moment would make a gateway count alone, which is another test's matter.
    monkeypatch.setattr(counting, "ANSWERS_WITHIN_SECONDS", 10.0)
    async with two_counters(redis_url) as gateways:

        async def client(number: int) -> int:
            return sum([await admitted(gateways[at % 2], "50/minute", "10.0.0.1") for at in range(number, number + 10)])

        passed = await asyncio.gather(*(client(number) for number in range(20)))

    assert sum(passed) == 50


async def test_one_broken_connection_does_not_make_a_gateway_count_alone(redis_url: str) -> None:
    async with gate_before(redis_url) as gate, two_counters(gate.url) as gateways:
        before = [await admitted(gateways[at], "4/minute", "10.0.0.1") for at in (0, 0, 0, 1)]
        await gate.shut()
        await gate.open()

        after = [await admitted(gateways[at], "4/minute", "10.0.0.1") for at in (1, 0)]

    assert (before, after) == ([True] * 4, [False, False])


async def test_no_window_of_its_length_holds_more_than_the_limit(redis_url: str) -> None:
    """A fixed window would let twice the limit pass around its edge."""
    async with RateLimits(redis_url, replicas=1) as limits:
        loop, times = asyncio.get_running_loop(), []
        until = loop.time() + 2.6
        while loop.time() < until:
            if await admitted(limits, "5/second", "10.0.0.1"):
                times.append(loop.time())
            await asyncio.sleep(0.01)

    assert len(times) >= 10
    # Times are taken after the answer, so two may seem a little nearer to each other than they were counted.
    assert all(later - earlier > 0.9 for earlier, later in zip(times, times[5:], strict=False))


@pytest.mark.parametrize("who", ["10.0.0.2", "2001:db8::/64"])
async def test_people_are_counted_apart(redis_url: str, who: str) -> None:
    async with RateLimits(redis_url, replicas=1) as limits:
        assert [await admitted(limits, "1/hour", "10.0.0.1") for _ in range(2)] == [True, False]
        assert await admitted(limits, "1/hour", who)
        assert await admitted(limits, "1/hour", "10.0.0.1", name="another limit")


async def test_when_redis_goes_away_each_gateway_allows_its_share_less_what_it_let_pass_before(redis_url: str) -> None:
    async with gate_before(redis_url) as gate, two_counters(gate.url) as gateways:
        before = [await admitted(gateways[0], "10/minute", "10.0.0.1") for _ in range(3)]
        await gate.shut()

        after = [await admitted(gateways[at % 2], "10/minute", "10.0.0.1") for at in range(40)]

    assert (sum(before), sum(after)) == (3, 7)


async def test_a_frozen_redis_costs_a_tenth_of_a_second_a_few_times_and_then_nothing() -> None:
    async with frozen_server() as url, RateLimits(url, replicas=1) as limits:
        began = asyncio.get_running_loop().time()
        passed = [await admitted(limits, "100/minute", "10.0.0.1") for _ in range(50)]
        took = asyncio.get_running_loop().time() - began

    assert all(passed)
    assert took < 50 * 0.1 / 2


@asynccontextmanager
async def frozen_server() -> AsyncIterator[str]:
    """A server that takes connections and never says anything."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
async def limited(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> AsyncIterator[Door]:
    monkeypatch.setenv("GATEWAY_LIMIT_USER", "3/minute")
    monkeypatch.setenv("GATEWAY_LIMIT_CV", "2/hour")
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.0/8,10.0.0.0/8")
    async with open_door(over_network=False, redis_url=redis_url) as door:
        yield door


async def upload(door: Door, user_id: int, forwarded: str) -> httpx.Response:
    headers = {**door.signed(user_id), "X-Forwarded-For": forwarded}
    return await door.client.post("/api/profile/cv", headers=headers, content=b"x")


async def test_one_too_many_is_429_with_what_the_client_needs_to_know(limited: Door) -> None:
    for left in (1, 0):
        answer = await upload(limited, 1, "203.0.113.9")
        assert (answer.status_code, answer.headers["RateLimit-Remaining"]) == (200, str(left))

    refused = await upload(limited, 2, "203.0.113.9")

    seconds = int(refused.headers["Retry-After"])
    assert 3590 <= seconds <= 3600
    sentence = f"Too many requests. Try again in {seconds} seconds."
    assert (refused.status_code, refused.json()) == (429, {"detail": sentence, "status_code": 429})
    shown = {name: refused.headers[f"RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")}
    assert shown == {"Limit": "2", "Remaining": "0", "Reset": str(seconds)}
    assert (await upload(limited, 2, "203.0.113.10")).status_code == 200


async def test_a_client_can_not_choose_the_address_it_is_counted_by(limited: Door) -> None:
    """What our own proxy appended stands last; everything before it is the client's invention."""
    statuses = [(await upload(limited, at + 1, f"198.51.100.{at}, 203.0.113.9")).status_code for at in range(3)]

    assert statuses == [200, 200, 429]


async def test_a_person_is_counted_whatever_they_call_and_from_wherever(limited: Door) -> None:
    for _ in range(3):
        assert (await limited.client.get("/api/profile", headers=limited.signed(5))).status_code == 200

    elsewhere = {**limited.signed(5), "X-Forwarded-For": "203.0.113.77"}
    refused = await limited.client.put("/api/profile", headers=elsewhere, content=b"{}")

    assert (refused.status_code, refused.headers["RateLimit-Limit"]) == (429, "3")
    assert (await limited.client.get("/api/profile", headers=limited.signed(6))).status_code == 200


async def test_fifty_at_once_with_a_limit_of_two(limited: Door) -> None:
    answers = await asyncio.gather(*(upload(limited, at + 1, "203.0.113.50") for at in range(50)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, *([429] * 48)]


async def test_switched_off_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "off")
    monkeypatch.setenv("GATEWAY_LIMIT_USER", "1/hour")
    async with open_door(over_network=False) as door:
        answers = [await door.client.get("/api/profile", headers=door.signed()) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert "RateLimit-Limit" not in answers[0].headers


PROXIES = Proxies(["10.0.0.0/8", "fd00::/8"])


@pytest.mark.parametrize(
    ("socket", "forwarded", "counted"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["1.2.3.4"], "203.0.113.9"),
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", ["10.9.9.9"], "10.9.9.9"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["1.2.3.4, nonsense"], "10.0.0.1"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("fd00::1", ["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        (None, ["1.2.3.4"], "unknown"),
    ],
)
def test_the_client_is_the_last_hop_that_is_no_proxy_of_ours(
    socket: str | None, forwarded: list[str], counted: str
) -> None:
    assert client_of(scope_from(socket, *forwarded), PROXIES) == counted


@given(st.lists(st.text(max_size=30), max_size=5))
def test_whatever_a_stranger_claims_they_are_counted_by_their_socket(claims: list[str]) -> None:
    sent = [claim.encode("utf-8", "replace").decode("latin-1") for claim in claims]

    assert client_of(scope_from("203.0.113.9", *sent), PROXIES) == "203.0.113.9"
