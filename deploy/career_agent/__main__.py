"""`python -m career_agent run|migrate|bus|admin`."""

import argparse
import asyncio
import os
import sys

from auth_service.operator import OPERATIONS
from career_agent.administering import administer
from career_agent.all_in_one import run
from career_agent.operating import bus
from career_agent.operating.arguments import add_bus
from career_agent.services import ALL
from career_agent.terminal import complain, say
from shared import logs
from shared.bus import BusUnavailable, TopologyDrifted
from shared.command import run_migrations
from shared.errors import Failure
from shared.local_servers import CannotStart
from shared.operations import add_parser
from shared.settings import MisconfiguredError, PlatformSettings, read_settings

FOR_PEOPLE = {"LOG_FORMAT": "console", "LOG_LEVEL": "WARNING"}
"""Unless set otherwise, the terminal shows progress and trouble, and no line for each request."""


def main() -> int:
    """0 after a stop that was asked for; 2 with one sentence when something outside keeps the product from running."""
    arguments = _parser().parse_args()
    for name, value in FOR_PEOPLE.items():
        os.environ.setdefault(name, value)
    try:
        platform = read_settings(PlatformSettings)
        logs.configure(platform)
        match arguments.action:
            case "run":
                run(platform)
            case "admin":
                say(administer(platform, arguments))
            case "migrate":
                chosen = [service for service in ALL if not arguments.service or service.name in arguments.service]
                run_migrations(chosen, platform)
            case "bus":
                return asyncio.run(bus.answer(arguments, platform))
    except Failure as error:
        complain(error.detail)
        return 1
    except (MisconfiguredError, BusUnavailable, TopologyDrifted, CannotStart) as error:
        complain(str(error) or "RabbitMQ does not answer at AMQP_URL.")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="career_agent", description="Career Agent in one process.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("run", help="start everything and serve it")
    migrating = actions.add_parser("migrate", help="bring the schemas up to date")
    migrating.add_argument("service", nargs="*", help="only these services")
    administering = actions.add_parser("admin", help="look after accounts, while the product runs or not")
    verbs = administering.add_subparsers(dest="verb", required=True, metavar="VERB")
    for operation in OPERATIONS:
        add_parser(verbs, operation)
    add_bus(actions)
    return parser


if __name__ == "__main__":
    sys.exit(main())
