"""Which process of a service is left alone, and when it is asked again."""

import asyncio

import pytest

from gateway.testing import Make, Peer, sending
from gateway.upstreams import forwarding, replicas
from shared.testing.plain import until


async def test_one_that_fails_again_and_again_is_left_alone(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "EJECTED_SECONDS", 60)
    service = await make(Peer(hang_up=True), Peer())
    for _ in range(30):
        await service.ask("GET")

    broken, sound = service.peers
    assert len(broken.seen) == replicas.FAILURES_UNTIL_EJECTED
    assert len(sound.seen) == 30


async def test_waiting_for_a_connection_of_ours_is_nobodys_failure(make: Make) -> None:
    service = await make(Peer(), connections=5, connect_seconds=0.2)
    busy = service.peers[0]
    busy.may_answer.clear()
    asked = [asyncio.create_task(service.ask()) for _ in range(10)]
    await until(lambda: sum(each.done() for each in asked) == 5)

    busy.may_answer.set()

    assert sorted(await asyncio.gather(*asked)) == [200] * 5 + [503] * 5
    assert await service.ask() == 200
    assert len(busy.seen) == 6


async def test_one_that_keeps_silent_is_left_alone_until_it_is_ready_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "EJECTED_SECONDS", 60)
    monkeypatch.setattr(forwarding, "GRACE_SECONDS", 0)
    service = await make(Peer(ready=False))
    hung, replica = service.peers[0], service.behind.all[0]
    await until(lambda: not replica.is_ready)
    hung.may_answer.clear()

    while not replica.is_ejected:
        assert await service.ask(receive=sending(b"", stays=False)) == 0
        assert await service.ask("POST", body=b"x", seconds=0.1) == 504

    assert await service.ask() == 503
    hung.ready = True
    hung.may_answer.set()
    await until(lambda: not replica.is_ejected)
    assert await service.ask() == 200


async def test_a_client_that_takes_all_the_time_is_not_the_services_silence(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "GRACE_SECONDS", 0)
    service = await make(Peer())
    service.peers[0].may_answer.clear()
    much = b"x" * forwarding.HELD_BYTES

    late = [
        await service.ask("POST", body=much, seconds=0.1, receive=sending(much, goes_on=True))
        for _ in range(replicas.FAILURES_UNTIL_EJECTED)
    ]

    service.peers[0].may_answer.set()
    assert set(late) == {504}
    assert not service.behind.all[0].is_ejected


async def test_one_alone_is_asked_again_as_soon_as_it_is_back(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "EJECTED_SECONDS", 60)
    service = await make(Peer())
    gone, replica = service.peers[0], service.behind.all[0]
    gone.close()
    while not replica.is_ejected:
        assert await service.ask() == 503

    await gone.listen()
    await until(lambda: not replica.is_ejected)

    assert await service.ask() == 200


@pytest.mark.parametrize("begun", [b"", b"x" * 100])
async def test_a_client_that_does_not_send_its_body_holds_no_connection(make: Make, begun: bytes) -> None:
    service = await make(Peer(), connections=1)
    dripping = asyncio.create_task(service.ask("POST", body=b"x" * 1000, receive=sending(begun, goes_on=True)))
    await asyncio.sleep(0)

    assert await service.ask() == 200

    dripping.cancel()
    await asyncio.wait([dripping])
    assert [head.partition(" ")[0] for head in service.peers[0].seen] == ["GET"]
