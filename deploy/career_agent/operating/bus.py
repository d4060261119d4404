"""The answers of `python -m career_agent bus`, on whichever bus the settings name."""

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from career_agent.embedded import EmbeddedPostgres
from career_agent.operating.arguments import which
from career_agent.services import ALL
from career_agent.settings import Settings
from career_agent.terminal import say
from shared import dead_letters
from shared.bus import Bus, RabbitBus
from shared.consumer import queues_of
from shared.database import Database, open_engine
from shared.dead_letters import DeadLetter, Which
from shared.relay import Relay
from shared.service import Service, database_url_of
from shared.settings import MisconfiguredError, PlatformSettings, read_settings
from shared.world import open_world


async def answer(arguments: argparse.Namespace, platform: PlatformSettings) -> int:
    """0 when it was done; 1 when nothing was meant by what was asked for."""
    platform = _with_database(platform)
    async with open_world(platform, name="operator") as world:
        match arguments.asked:
            case "queues":
                return await _queues(world.bus)
            case "outbox":
                return await _outboxes(platform)
            case "letters":
                return await _letters(arguments, platform)
            case "show":
                return await _show(arguments, platform)
            case "set-aside":
                return await _set_aside(arguments, world.bus)
            case _:
                return await _act(arguments, platform, world.bus)


def _with_database(platform: PlatformSettings) -> PlatformSettings:
    """Without DATABASE_URL, the running product's own PostgreSQL under DATA_DIR."""
    if platform.database_url or platform.amqp_url:
        return platform
    data_dir = read_settings(Settings).data_dir.absolute()
    return platform.model_copy(update={"database_url": EmbeddedPostgres.at(data_dir).url})


@asynccontextmanager
async def _database(service: Service, platform: PlatformSettings) -> AsyncIterator[Database]:
    url = database_url_of(service, read_settings(service.settings), platform)
    database = Database(open_engine(url, name="operator", pool_size=1), service.metadata)
    try:
        yield database
    finally:
        await database.close()


async def _queues(bus: Bus) -> int:
    queues = [queue for service in ALL for queue in queues_of(service.name, service.handlers)]
    rows: list[tuple[str, ...]] = [("queue", "ready", "in hand", "later", "consumers")]
    for depth in await bus.depths(queues):
        figures = (depth.ready, depth.in_hand, depth.later, depth.consumers)
        rows.append((depth.queue, *("–" if figure is None else str(figure) for figure in figures)))
    _table(rows)
    return 0


async def _outboxes(platform: PlatformSettings) -> int:
    rows = [("service", "waiting", "oldest, s")]
    for service in ALL:
        async with _database(service, platform) as database:
            waiting, oldest = await Relay.backlog(database)
        rows.append((service.name, str(waiting), f"{oldest:.1f}"))
    _table(rows)
    return 0


async def _letters(arguments: argparse.Namespace, platform: PlatformSettings) -> int:
    meant = which(arguments)
    rows: list[tuple[str, ...]] = [("service", "id", "handler", "event", "attempts", "died", "reason")]
    total = 0
    for service in _services(arguments.service):
        async with _database(service, platform) as database:
            total += await dead_letters.count(database, meant)
            found = await dead_letters.listed(database, meant, arguments.most)
        rows += [(service.name, *_line(letter)) for letter in found]
    if len(rows) > 1:
        _table(rows)
    say(f"{total} dead letters." if total != 1 else "1 dead letter.")
    return 0


def _line(letter: DeadLetter) -> tuple[str, ...]:
    died = f"{letter.died_at:%Y-%m-%d %H:%M:%S}"
    return (str(letter.id), letter.handler, letter.event, str(letter.attempts), died, letter.reason)


async def _show(arguments: argparse.Namespace, platform: PlatformSettings) -> int:
    [service] = _services(arguments.service)
    async with _database(service, platform) as database:
        found = await dead_letters.listed(database, Which((arguments.id,)), 1)
    if not found:
        say(f"{service.name} has no dead letter {arguments.id}.")
        return 1
    [letter] = found
    facts = {
        "handler": letter.handler,
        "event": letter.event,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "message": letter.message_id,
        "person": letter.user_id,
        "happened": letter.occurred_at.isoformat(),
        "died": letter.died_at.isoformat(),
        "trace": letter.traceparent,
    }
    _table([(name, "–" if value is None else str(value)) for name, value in facts.items()])
    say("What it says, without its words:")
    _table([(f"  {name}", kind) for name, kind in letter.body.items()])
    return 0


async def _act(arguments: argparse.Namespace, platform: PlatformSettings, bus: Bus) -> int:
    meant = which(arguments)
    if meant == Which() and not arguments.all:
        raise MisconfiguredError(f"Say which to {arguments.asked}: ids, --handler, --event, or --all.")
    [service] = _services(arguments.service)
    async with _database(service, platform) as database:
        if arguments.asked == "replay":
            done, verb = await dead_letters.replay(database, bus, service.name, meant), "replayed"
        else:
            done, verb = await dead_letters.discard(database, meant), "discarded"
    say(f"{done} {verb}.")
    return 0 if done else 1


async def _set_aside(arguments: argparse.Namespace, bus: Bus) -> int:
    if not isinstance(bus, RabbitBus):
        say("The local bus sets nothing aside: what fails rests among the dead letters.")
        return 0
    rows = [("queue", "event", "message", "happened")]
    async with bus.set_aside(arguments.most) as held:
        for each in held:
            rows.append((each.queue, each.message.event, str(each.message.id), each.message.occurred_at.isoformat()))
            if arguments.act == "replay":
                await bus.put_back(each.queue, [each.message])
            if arguments.act != "list":
                await each.forget()
    if len(rows) > 1:
        _table(rows)
    say(f"{len(rows) - 1} {'set aside' if arguments.act == 'list' else arguments.act + 'ed'}.")
    return 0


def _services(name: str | None) -> Sequence[Service]:
    return [service for service in ALL if name in (None, service.name)]


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
