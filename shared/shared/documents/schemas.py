"""The JSON schemas of events and of what they hold."""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.events import Event

Schema = dict[str, Any]

PLACE = "#/components/schemas/"
"""Where a `$ref` to another of them leads."""


def schemas_of(events: Sequence[type[Event]]) -> dict[str, Schema]:
    """By class name: the events, and the models that their fields hold."""
    models = [(event, "serialization") for event in events]
    _, definitions = models_json_schema(models, ref_template=PLACE + "{model}")  # type: ignore[arg-type]
    schemas: dict[str, Schema] = definitions.get("$defs", {})
    return {name: _without_titles(schemas[name]) for name in sorted(schemas)}


def referred(schema: Schema) -> str | None:
    """The name of the schema that a field refers to."""
    place: str | None = schema.get("$ref")
    return None if place is None else place.removeprefix(PLACE)


def _without_titles(schema: Schema) -> Schema:
    """Pydantic gives every field its own name as a title, which says nothing."""
    fields = {name: _untitled(field) for name, field in schema.get("properties", {}).items()}
    return {**_untitled(schema), "properties": fields} if fields else _untitled(schema)


def _untitled(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != "title"}
