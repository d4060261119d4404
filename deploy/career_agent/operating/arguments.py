"""What `python -m career_agent bus` can be asked."""

import argparse

from shared.dead_letters import Which
from shared.peers import SERVICES

MOST_LISTED = 50


def add_bus(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put `bus` among the actions."""
    bus = actions.add_parser("bus", help="look at queues, outboxes and dead letters, and replay or discard those")
    asked = bus.add_subparsers(dest="asked", required=True, metavar="QUESTION")
    asked.add_parser("queues", help="how much each queue holds, and who consumes it")
    asked.add_parser("outbox", help="how much waits in each service's outbox, and for how long")
    letters = asked.add_parser("letters", help="dead letters, the newest first")
    letters.add_argument("service", nargs="?", choices=SERVICES, help="only this service's")
    _narrowing(letters)
    letters.add_argument("--most", type=int, default=MOST_LISTED, help=f"how many at most ({MOST_LISTED})")
    show = asked.add_parser("show", help="all that is known of one dead letter, but for what a person wrote")
    show.add_argument("service", choices=SERVICES)
    show.add_argument("id", type=int)
    for verb, what in (("replay", "give dead letters to their queue again"), ("discard", "throw dead letters away")):
        acting = asked.add_parser(verb, help=what)
        acting.add_argument("service", choices=SERVICES)
        acting.add_argument("id", type=int, nargs="*", help="these; or name a handler, an event, or --all")
        _narrowing(acting)
        acting.add_argument("--all", action="store_true", help="all of the service's")
    aside = asked.add_parser("set-aside", help="what RabbitMQ set aside after too many crashes")
    aside.add_argument("act", nargs="?", choices=("list", "replay", "discard"), default="list")
    aside.add_argument("--most", type=int, default=MOST_LISTED, help=f"how many at most ({MOST_LISTED})")


def _narrowing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--handler", help="only of this handler, such as score_person")
    parser.add_argument("--event", help="only of this event, such as match.requested")


def which(arguments: argparse.Namespace) -> Which:
    """The dead letters that the command line means."""
    return Which(tuple(getattr(arguments, "id", None) or ()), arguments.handler, arguments.event)
