"""`python -m career_agent.documents --write|--check`: the documents that are made from the code of all services."""

import argparse
import json
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from career_agent.demo.settings import DemoSettings
from career_agent.services import ALL
from career_agent.settings import Settings as AllInOneSettings
from career_agent.stack.settings import StackSettings
from career_agent.terminal import complain, say
from gateway.documents import merge
from gateway.own_routes import own_app
from gateway.routing import ROUTES
from gateway.settings import Settings as GatewaySettings
from shared.consumer import queues_of
from shared.documents import SettingsGroup, asyncapi, events_page, settings_page
from shared.events import all_events
from shared.http.app import build_api
from shared.llm.settings import LanguageModelSettings
from shared.peers import Peers
from shared.serving import Drain
from shared.settings import PlatformSettings, ServiceSettings

ROOT = Path(__file__).parents[2]

GROUPS = (
    SettingsGroup("Every process", PlatformSettings),
    SettingsGroup("The language model", LanguageModelSettings),
    SettingsGroup("Everything in one process: make run", AllInOneSettings),
    SettingsGroup("Every service as its own process: make stack", StackSettings),
    SettingsGroup("The demo: make demo", DemoSettings),
    SettingsGroup("gateway", GatewaySettings),
    SettingsGroup("Every service; for <SERVICE> write AUTH, JOB …", ServiceSettings, prefix="<SERVICE>_"),
    *(SettingsGroup(f"{service.name}-service", service.settings, base=ServiceSettings) for service in ALL),
)


def documents() -> dict[str, str]:
    """What each document has to hold, by its path below the repository's root."""
    queues = [queue for service in ALL for queue in queues_of(service.name, service.handlers)]
    described = asyncapi(all_events(), queues, version("career-agent"))
    return {
        "docs/events.md": events_page(all_events(), queues),
        "docs/asyncapi.json": json.dumps(described, indent=2, ensure_ascii=False) + "\n",
        "docs/openapi.json": json.dumps(openapi(), indent=2, ensure_ascii=False) + "\n",
        ".env.example": settings_page(GROUPS),
    }


def openapi() -> dict[str, Any]:
    """What the running product serves at `/openapi.json`, out of the routes of all services."""
    apis = {
        service.name: build_api(service.name, service.routers, db=None, deps=None, verifier=None) for service in ALL
    }
    settings = GatewaySettings.model_construct()
    own = own_app(Peers({}), list(apis), ROUTES, settings, Drain(), public_docs=True)
    return merge({name: api.openapi() for name, api in apis.items()}, ROUTES, own.openapi(), settings)


def stale(root: Path, wanted: Mapping[str, str]) -> list[str]:
    """The documents below a folder that are missing or say something else."""
    return [path for path, text in wanted.items() if not (root / path).is_file() or (root / path).read_text() != text]


def write(root: Path, wanted: Mapping[str, str]) -> None:
    """Write the documents below a folder."""
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def main(root: Path = ROOT) -> int:
    """0 when the documents say what the code says, else 1."""
    parser = argparse.ArgumentParser(prog="career_agent.documents", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write them")
    action.add_argument("--check", action="store_true", help="fail when one is stale")
    arguments = parser.parse_args()
    wanted = documents()
    outdated = stale(root, wanted)
    if arguments.write:
        write(root, wanted)
        say(f"Written: {', '.join(outdated) or 'nothing, all were up to date'}.")
        return 0
    for path in outdated:
        complain(f"{path} is not what the code says: run `make docs`.")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
