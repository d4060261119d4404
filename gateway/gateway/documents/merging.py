"""The paths that the gateway routes, as one document: whose they are, what can come of them, an example each."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from typing import Any

from gateway.documents.examples import Examples, NoExample
from gateway.documents.failures import HEADERS, JSON, add_failures
from gateway.documents.families import section_of, sections
from gateway.routing import Access, Route
from gateway.settings import Settings
from shared.peers import Peers

Document = dict[str, Any]

TITLE = "Career Agent"
SUMMARY = "Upload a CV, see which jobs fit and why, and get the letter for each."
DESCRIPTION = files(__package__).joinpath("description.md").read_text(encoding="utf-8")
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The `access_token` of `POST /auth/login` or `POST /api/auth/login`.",
}


async def fetch_documents(peers: Peers, services: Sequence[str]) -> dict[str, Document]:
    """Each service's document. Raises Unavailable when one does not answer."""
    answers = await asyncio.gather(*(peers.get(service, "/openapi.json") for service in services))
    return {service: answer.json() for service, answer in zip(services, answers, strict=True)}


def merge(documents: Mapping[str, Document], routes: Sequence[Route], own: Document, settings: Settings) -> Document:
    """The paths that the gateway routes, with the schemas they use; equal names of unequal schemas get a prefix."""
    schemas: Document = dict(own.get("components", {}).get("schemas", {}))
    paths: Document = {path: dict(operations) for path, operations in own.get("paths", {}).items()}
    for service, document in documents.items():
        fitted = _with_distinct_names(service, document, schemas)
        schemas.update(fitted.get("components", {}).get("schemas", {}))
        _add_paths(paths, fitted, [route for route in routes if route.service == service])
    by_call = {(route.method.lower(), route.path): route for route in routes}
    examples = Examples(schemas, json.loads(files(__package__).joinpath("by_name.json").read_text(encoding="utf-8")))
    for path, method, operation in _operations(paths):
        route = by_call.get((method, path))
        operation["tags"] = [section_of(path, operation["tags"][-1])]
        _secure(operation, route)
        add_failures(operation, route, settings)
        _add_examples(operation, examples)
    return _document(own, paths, schemas)


def _document(own: Document, paths: Document, schemas: Document) -> Document:
    tags, groups = sections(operation["tags"][0] for _, _, operation in _operations(paths))
    used = _used(paths, schemas)
    return {
        "openapi": own["openapi"],
        "info": {
            "title": TITLE,
            "summary": SUMMARY,
            "description": DESCRIPTION,
            "version": own["info"]["version"],
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "x-tagGroups": groups,
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {name: schemas[name] for name in sorted(used)},
            "headers": HEADERS,
            "securitySchemes": {"bearer": BEARER},
        },
    }


def _operations(paths: Document) -> Iterator[tuple[str, str, Document]]:
    for path, operations in paths.items():
        for method, operation in operations.items():
            yield path, method, operation


def _secure(operation: Document, route: Route | None) -> None:
    """Where a token is optional, say so; elsewhere the services' own routes have said it."""
    if route is not None and route.access is Access.OPTIONAL:
        operation["security"] = [{}, {"bearer": []}]


def _add_examples(operation: Document, examples: Examples) -> None:
    """An example for the body, for each answer, and for the parameters that a call can't do without."""
    answers = [answer for status, answer in operation["responses"].items() if status < "400"]
    holders = [*answers, *filter(None, [operation.get("requestBody")])]
    shown = [(holder.get("content", {}).get(JSON), "") for holder in holders]
    shown += [(each, each["name"]) for each in operation.get("parameters", ()) if each["in"] == "path"]
    for place, name in shown:
        if place and place.get("schema") and "example" not in place and "examples" not in place:
            # A test names the fields that miss one; whoever reads the document is better off without than with none.
            with suppress(NoExample):
                place["example"] = examples.of(place["schema"], name)


def _used(paths: Document, schemas: Document) -> set[str]:
    """The names of the schemas that are referred to, by others too."""
    used: set[str] = set()
    waiting = _references(paths)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting |= _references(schemas[name])
    return used


def _references(part: Any) -> set[str]:
    match part:
        case {"$ref": str(reference)} if reference.startswith("#/components/schemas/"):
            return {reference.rsplit("/", 1)[-1]}
        case dict():
            return {name for value in part.values() for name in _references(value)}
        case list():
            return {name for value in part for name in _references(value)}
    return set()


def _add_paths(paths: Document, document: Document, routes: Sequence[Route]) -> None:
    for route in routes:
        operation = document.get("paths", {}).get(route.path, {}).get(route.method.lower())
        if operation is not None:
            paths.setdefault(route.path, {})[route.method.lower()] = operation


def _with_distinct_names(service: str, document: Document, taken: Document) -> Document:
    schemas: Document = document.get("components", {}).get("schemas", {})
    clashing = [name for name, schema in schemas.items() if name in taken and taken[name] != schema]
    text = json.dumps(document)
    for name in clashing:
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{service}_{name}"')
    renamed: Document = json.loads(text)
    for name in clashing:
        renamed["components"]["schemas"][f"{service}_{name}"] = renamed["components"]["schemas"].pop(name)
    return renamed
