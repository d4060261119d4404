"""A service's command line: `python -m <package> serve|worker|all|migrate`, and its operator's verbs."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

import structlog

from shared import logs
from shared.bus import BusUnavailable, ConsumersLost, TopologyDrifted
from shared.consumer import queues_of
from shared.database import migrate
from shared.errors import Failure
from shared.operations import Operation, add_parser, operate
from shared.service import Role, RunningService, Service, database_url_of, open_service
from shared.serving import keep_what_is_there, run_until_told_to_stop, serve_while
from shared.settings import MisconfiguredError, PlatformSettings, read_settings
from shared.world import World, open_world

log = structlog.get_logger()


def main(service: Service, operations: Sequence[Operation] = ()) -> None:
    """Run one service as the command line says; a setting that can't be used is one sentence and exit code 2.

    A verb of the operator's says what it did and ends with 0, or why it did not and ends with 1.
    """
    arguments = _parser(service, operations).parse_args()
    try:
        platform = read_settings(PlatformSettings)
        logs.configure(platform)
        match arguments.action:
            case "migrate":
                run_migrations([service], platform)
            case "serve" | "worker" | "all" as action:
                role = {"serve": Role.SERVE, "worker": Role.WORK, "all": Role.BOTH}[action]
                run_until_told_to_stop(_run(service, platform, role))
            case verb:
                [chosen] = [operation for operation in operations if operation.name == verb]
                sys.stdout.write(f"{asyncio.run(operate(service, platform, chosen, arguments))}\n")
    except Failure as error:
        _complain(error.detail)
        sys.exit(1)
    except (MisconfiguredError, BusUnavailable, TopologyDrifted) as error:
        sys.exit(_complain(str(error) or "RabbitMQ does not answer at AMQP_URL."))
    except ConsumersLost as error:
        _complain(str(error))
        sys.exit(1)


def _parser(service: Service, operations: Sequence[Operation]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"{service.name}-service", description=f"Run {service.name}-service.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("serve", help="answer HTTP")
    actions.add_parser("worker", help="handle events and run periodic jobs")
    actions.add_parser("all", help="both in one process")
    actions.add_parser("migrate", help="bring the schema and the queues up to date")
    for operation in operations:
        add_parser(actions, operation)
    return parser


def _complain(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def run_migrations(services: Sequence[Service], platform: PlatformSettings) -> None:
    """Migrate each service's schema, then declare each one's queues. Blocks."""
    for service in services:
        settings = read_settings(service.settings)
        owner = settings.migration_database_url or platform.migration_database_url
        url = owner or database_url_of(service, settings, platform)
        migrate.upgrade(url, service.metadata, service.migrations)
        log.info("schema_migrated", service=service.name)
    asyncio.run(declare_queues(services, platform))


async def declare_queues(services: Sequence[Service], platform: PlatformSettings) -> None:
    """Make every handler's queue exist on the bus."""
    async with open_world(platform, name="migrate") as world:
        for service in services:
            await world.bus.declare(queues_of(service.name, service.handlers))


async def _run(service: Service, platform: PlatformSettings, role: Role) -> None:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(platform, name=service.name))
        running = await stack.enter_async_context(open_service(service, world, role))
        await start_verifier(world, running)
        keep_what_is_there()
        await serve_while(running.watch(), running.app, platform, drain=world.drain)


async def start_verifier(world: World, running: RunningService) -> None:
    """Let the process follow keys and feed: auth-service from its own tables, the others from auth-service."""
    service = running.service
    if service.token_source is not None:
        world.verifier.use(service.token_source(running.db, running.deps))
    await world.verifier.start()
