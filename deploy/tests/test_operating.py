"""The operator's command line for the bus: what waits, what rests, and getting it moving again, on both buses."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert

from career_agent.__main__ import _parser
from career_agent.operating import bus as operating
from career_agent.services import ALL
from insights_service.service import service as insights
from shared.bus import BusUnavailable, Delivery
from shared.bus.rabbit import RabbitBus
from shared.bus.rabbit_topology import REJECTED
from shared.consumer import queues_of
from shared.database import Database, open_engine, table_of
from shared.events import Message
from shared.settings import MisconfiguredError, PlatformSettings
from shared.testing.plain import eventually, until
from shared.testing.schema import migrated_database
from shared.testing.servers import PostgresServer
from shared.world import open_world

WORDS = "a secret of Ada's"


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    with migrated_database(postgres_server, ALL) as url:
        yield url


@pytest.fixture(params=["local", "rabbit"])
def platform(request: pytest.FixtureRequest, database_url: str) -> PlatformSettings:
    amqp_url = request.getfixturevalue("amqp_url") if request.param == "rabbit" else ""
    return PlatformSettings(database_url=database_url, amqp_url=amqp_url)


@pytest.fixture
async def database(platform: PlatformSettings) -> AsyncIterator[Database]:
    """The schema of insights-service, with the queues of all declared."""
    async with open_world(platform, name="test") as world:
        for service in ALL:
            await world.bus.declare(queues_of(service.name, service.handlers))
    database = Database(open_engine(platform.database_url, name="test"), insights.metadata)
    yield database
    await database.close()


async def ask(platform: PlatformSettings, *words: str) -> int:
    return await operating.answer(_parser().parse_args(["bus", *words]), platform)


async def bury(database: Database, *handlers: str) -> list[Message]:
    """A dead letter for each."""
    body = json.dumps({"user_id": 7, "bio": WORDS, "skills": ["Python", "Go"], "years": 3, "has_cv": True}).encode()
    messages = [
        Message(id=uuid4(), event="profile.changed", body=body, occurred_at=datetime.now(UTC), user_id=7)
        for _ in handlers
    ]
    async with database.write() as session:
        for handler, message in zip(handlers, messages, strict=True):
            row = {**message.model_dump(exclude={"id"}), "message_id": message.id, "handler": handler}
            row |= {"attempts": 4, "reason": "KeyError after 4 attempts"}
            await session.execute(insert(table_of(session.tables, "dead_letters")).values(row))
    return messages


async def heard_on(platform: PlatformSettings, handler: str, count: int) -> list[Message]:
    """What waits in a handler's queue."""
    [queue] = [each for each in queues_of("insights", insights.handlers) if each.name == f"insights.{handler}"]
    heard: list[Message] = []

    async def hear(delivery: Delivery) -> None:
        heard.append(delivery.message)
        await delivery.finish()

    async with open_world(platform, name="test") as world:
        subscription = await world.bus.consume(queue, hear)
        await until(lambda: len(heard) >= count)
        await subscription.stop()
    return heard


async def test_queues_and_outboxes_are_listed(
    platform: PlatformSettings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await bury(database, "know_person")
    assert await ask(platform, "replay", "insights", "--all") == 0
    capsys.readouterr()

    assert await ask(platform, "queues") == 0
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert int(lines["insights.know_person"][0]) >= 1
    assert lines["match.score_person"][0] == "0"
    assert "events.unheard" in lines

    assert await ask(platform, "outbox") == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        [service.name, "0"] for service in ALL
    ]


async def test_dead_letters_are_listed_and_shown_without_what_people_wrote(
    platform: PlatformSettings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await bury(database, "know_person", "forget_person")

    assert await ask(platform, "letters", "--handler", "know_person") == 0
    out = capsys.readouterr().out
    assert "KeyError after 4 attempts" in out
    assert "forget_person" not in out
    assert "1 dead letter." in out

    assert await ask(platform, "show", "insights", "1") == 0
    out = capsys.readouterr().out
    assert WORDS not in out
    assert "Python" not in out
    for told in ("know_person", "profile.changed", f"text of {len(WORDS)}", "list of 2", "true"):
        assert told in out
    assert await ask(platform, "show", "insights", "99") == 1


async def test_a_replayed_letter_goes_to_its_own_queue_alone_and_rests_no_more(
    platform: PlatformSettings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    known, forgotten, again = await bury(database, "know_person", "forget_person", "know_person")

    assert await ask(platform, "replay", "insights", "1") == 0
    assert await ask(platform, "replay", "insights", "--handler", "know_person") == 0
    assert await ask(platform, "discard", "insights", "--event", "profile.changed") == 0
    assert await ask(platform, "discard", "insights", "--all") == 1

    assert capsys.readouterr().out.splitlines() == ["1 replayed.", "1 replayed.", "1 discarded.", "0 discarded."]
    # Others' messages may still wait there: a broker is shared by a module's tests.
    heard = {message.id for message in await heard_on(platform, "know_person", 2)}
    assert heard >= {known.id, again.id}
    assert forgotten.id not in heard


async def test_what_no_queue_takes_rests_on_and_the_others_are_replayed(
    platform: PlatformSettings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    if not platform.amqp_url:
        return
    [known, _] = await bury(database, "know_person", "removed_long_ago")

    with pytest.raises(BusUnavailable, match="took 0 of 1"):
        await ask(platform, "replay", "insights", "--all")

    assert known.id in {message.id for message in await heard_on(platform, "know_person", 1)}
    await ask(platform, "letters")
    out = capsys.readouterr().out
    assert "removed_long_ago" in out
    assert "1 dead letter." in out


async def test_acting_on_everything_has_to_be_said(platform: PlatformSettings, database: Database) -> None:
    await bury(database, "know_person")

    with pytest.raises(MisconfiguredError, match="--all"):
        await ask(platform, "discard", "insights")


async def test_what_the_broker_set_aside_is_listed_and_given_back(
    platform: PlatformSettings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    if not platform.amqp_url:
        assert await ask(platform, "set-aside") == 0
        assert "dead letters" in capsys.readouterr().out
        return
    async with open_world(platform, name="test") as world:
        assert isinstance(world.bus, RabbitBus)
        await bury(database, "know_person")
        await ask(platform, "replay", "insights", "--all")
        [queue] = [each for each in queues_of("insights", insights.handlers) if each.name == "insights.know_person"]

        async def reject(delivery: Delivery) -> None:
            await delivery._incoming.reject(requeue=False)  # type: ignore[attr-defined]

        subscription = await world.bus.consume(queue, reject)
        await _until_depth(world.bus, REJECTED, 1)
        await subscription.stop()
    capsys.readouterr()

    for _ in range(2):
        await ask(platform, "set-aside")
        assert "insights.know_person" in capsys.readouterr().out
    await ask(platform, "set-aside", "replay")

    assert await heard_on(platform, "know_person", 1)
    capsys.readouterr()
    await ask(platform, "set-aside")
    assert capsys.readouterr().out == "0 set aside.\n"


async def _until_depth(bus: RabbitBus, queue: str, least: int) -> None:
    """At least so many: what the module's other tests left waiting is set aside as well."""

    async def is_so() -> bool:
        return {depth.queue: depth.ready for depth in await bus.depths([])}[queue] >= least

    await eventually(is_so)
