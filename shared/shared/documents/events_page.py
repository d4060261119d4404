"""`docs/events.md`: every event, who tells it, what it says, and who hears it."""

import json
from collections.abc import Sequence

from shared.bus import Queue
from shared.documents.schemas import Schema, referred, schemas_of
from shared.events import Event

HEAD = """\
# Events

Made by `make docs` from `shared/shared/events` and the services' handlers; change those, not this page.

An event is a fact that its owner tells on the topic exchange `events`. Each handler that hears it has a queue of its
own, named `<service>.<handler>`. Events only ever gain fields, and come at least once and in any order: what is done
about one is done once, and versions say which is the newer.
"""

TYPES = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false", "null": "null"}
FORMATS = {"date-time": "time", "uuid": "UUID", "date": "date"}


def events_page(events: Sequence[type[Event]], queues: Sequence[Queue]) -> str:
    """The page, in Markdown. `queues`: those of all services."""
    schemas = schemas_of(events)
    told = {event.__name__ for event in events}
    parts = [HEAD, _overview(events, queues)]
    parts += [_event(event, schemas[event.__name__], _hearing(event, queues)) for event in events]
    held = [name for name in schemas if name not in told]
    if held:
        parts += ["## What events hold\n", *(_held(name, schemas[name]) for name in held)]
    return "\n".join(parts)


def _overview(events: Sequence[type[Event]], queues: Sequence[Queue]) -> str:
    rows = [
        f"| [`{event.name}`](#{_anchor(event.name)}) | {event.owner} | {_listed(_hearing(event, queues)) or '–'} |"
        for event in events
    ]
    return "\n".join(["| event | told by | heard by |", "|---|---|---|", *rows, ""])


def _event(event: type[Event], schema: Schema, hearing: Sequence[str]) -> str:
    lines = [f"## `{event.name}`", "", _sentence(schema), "", _table(schema), ""]
    return "\n".join([*lines, f"`{event.__name__}`, told by {event.owner}-service; {_heard(hearing)}.", ""])


def _held(name: str, schema: Schema) -> str:
    return "\n".join([f"### {name}", "", _sentence(schema), "", _table(schema), ""])


def _table(schema: Schema) -> str:
    needed = schema.get("required", [])
    rows = [
        f"| `{name}` | {_type(field)}{'' if name in needed else _default(field)} | {_sentence(field)} |"
        for name, field in schema.get("properties", {}).items()
    ]
    return "\n".join(["| field | type | meaning |", "|---|---|---|", *rows])


def _type(field: Schema) -> str:
    if (name := referred(field)) is not None:
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(_type(choice) for choice in field["anyOf"])
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    least = f" ≥ {field['minimum']}" if "minimum" in field else ""
    return FORMATS.get(field.get("format", ""), TYPES.get(field.get("type", ""), "anything")) + least


def _default(field: Schema) -> str:
    default = field.get("default")
    return "" if isinstance(default, dict) else f", `{json.dumps(default)}` when left out"


def _sentence(schema: Schema) -> str:
    return " ".join(schema.get("description", "").split()).replace("|", "\\|")


def _hearing(event: type[Event], queues: Sequence[Queue]) -> list[str]:
    return sorted(queue.name for queue in queues if event.name in queue.events)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _heard(names: Sequence[str]) -> str:
    return f"heard by {_listed(names)}" if names else "nobody hears it"


def _anchor(name: str) -> str:
    return name.replace(".", "")
