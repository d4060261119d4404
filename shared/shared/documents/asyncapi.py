"""`docs/asyncapi.json`: the events as AsyncAPI 3.0 describes them."""

from collections.abc import Sequence
from typing import Any

from shared.bus import Queue
from shared.bus.rabbit_topology import EVENTS
from shared.documents.schemas import Schema, schemas_of
from shared.events import Event

BINDING = {"bindingVersion": "0.3.0"}

HEADERS: Schema = {
    "type": "object",
    "properties": {
        "attempt": {"type": "integer", "minimum": 0, "description": "How often a handler has failed with it."},
        "occurred_at": {"type": "string", "format": "date-time", "description": "When the event was told."},
        "traceparent": {"type": "string", "description": "W3C trace context of what caused it."},
        "user_id": {"type": "integer", "description": "The person whose data it holds, so that erasure finds it."},
    },
    "required": ["attempt", "occurred_at"],
}


def asyncapi(events: Sequence[type[Event]], queues: Sequence[Queue], version: str) -> dict[str, Any]:
    """The document, to be written as JSON. `queues`: those of all services."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Career Agent events",
            "version": version,
            "description": "What the services tell each other on the bus. Made by `make docs`.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"rabbitmq": _server()},
        "channels": {event.name: _channel(event) for event in events},
        "operations": _operations(events, queues),
        "components": {
            "messages": {event.__name__: _message(event) for event in events},
            "schemas": {name: _draft_7(schema) for name, schema in schemas_of(events).items()},
        },
    }


def _server() -> dict[str, Any]:
    variables = {"host": {"default": "rabbitmq:5672", "description": "As AMQP_URL has it."}}
    return {"host": "{host}", "protocol": "amqp", "protocolVersion": "0.9.1", "variables": variables}


def _channel(event: type[Event]) -> dict[str, Any]:
    exchange = {"name": EVENTS, "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": event.name,
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, **BINDING}},
    }


def _operations(events: Sequence[type[Event]], queues: Sequence[Queue]) -> dict[str, Any]:
    told = {
        f"{event.owner}.tells.{event.name}": {
            "action": "send",
            "summary": f"{event.owner}-service tells {event.name}.",
            **_about(event),
            "bindings": {"amqp": {"deliveryMode": 2, **BINDING}},
        }
        for event in events
    }
    heard = {
        f"{queue.name}.hears.{event.name}": {
            "action": "receive",
            "summary": f"The queue {queue.name} hears {event.name}.",
            **_about(event),
            "bindings": {"amqp": {"ack": True, **BINDING}},
            "x-queue": queue.name,
        }
        for event in events
        for queue in sorted(queues, key=lambda each: each.name)
        if event.name in queue.events
    }
    return told | heard


def _about(event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{event.name}"
    return {"channel": {"$ref": channel}, "messages": [{"$ref": f"{channel}/messages/{event.__name__}"}]}


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.name,
        "title": event.__name__,
        "summary": " ".join((event.__doc__ or "").split()),
        "contentType": "application/json",
        "headers": HEADERS,
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"amqp": {"messageType": event.name, **BINDING}},
    }


def _draft_7(schema: Schema) -> Schema:
    """AsyncAPI's own schemas follow draft 7 of JSON Schema, where nothing may stand beside a `$ref`."""
    fields = {name: _alone(field) for name, field in schema.get("properties", {}).items()}
    return {**schema, "properties": fields} if fields else schema


def _alone(field: Schema) -> Schema:
    beside = {name: value for name, value in field.items() if name != "$ref"}
    return {"allOf": [{"$ref": field["$ref"]}], **beside} if "$ref" in field and beside else field
