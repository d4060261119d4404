"""The document says of every operation what its reader needs, and no example in it contradicts it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from career_agent.documents import openapi
from gateway.routing import ROUTES, Access, Route

DOCUMENT = openapi()
Call = tuple[str, str]
PAGES = {"/auth/reset-password"}
"""For people who come from a mail; no part of an API."""
DOCUMENTED = [route for route in ROUTES if route.path not in PAGES]
CALLS: dict[Call, dict[str, Any]] = {
    (method.upper(), path): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
NAMES = [f"{method} {path}" for method, path in CALLS]
SECURITY: dict[Access, list[dict[str, list[str]]] | None] = {
    Access.PUBLIC: None,
    Access.OPTIONAL: [{}, {"bearer": []}],
    Access.USER: [{"bearer": []}],
    Access.ADMIN: [{"bearer": []}],
}


def shown(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place of an operation that has a JSON body."""
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            if media == "application/json":
                yield status, content
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media == "application/json":
            yield "body", content


def test_every_path_that_is_routed_is_in_the_document_and_no_other() -> None:
    own = {("GET", "/health"), ("GET", "/health/db"), ("GET", "/api/v1/health")}

    assert set(CALLS) - own == {(route.method, route.path) for route in DOCUMENTED}


def test_operations_have_ids_of_their_own_and_one_section_of_one_family() -> None:
    ids = [operation["operationId"] for operation in CALLS.values()]
    sections = {tag["name"] for tag in DOCUMENT["tags"]}
    grouped = [tag for group in DOCUMENT["x-tagGroups"] for tag in group["tags"]]

    assert len(set(ids)) == len(ids)
    assert all(tag["description"] for tag in DOCUMENT["tags"])
    assert sorted(grouped) == sorted(sections) == sorted({operation["tags"][0] for operation in CALLS.values()})
    assert all(len(operation["tags"]) == 1 for operation in CALLS.values())


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_an_operation_explains_itself_and_each_of_its_answers(call: Call) -> None:
    operation = CALLS[call]

    assert operation["summary"]
    assert operation["description"], "its function needs a docstring"
    assert all(response["description"] for response in operation["responses"].values())
    for status, response in operation["responses"].items():
        if status >= "400":
            assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorOut"}
            assert response["headers"].keys() >= {"X-Request-ID"}


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_every_body_has_an_example_that_fits_it(call: Call) -> None:
    """Where one is missing a field needs `Field(examples=[…])`, or its name a line in by_name.json."""
    for place, content in shown(CALLS[call]):
        schema = {**content["schema"], "components": DOCUMENT["components"]}
        examples = [content["example"]] if "example" in content else content.get("examples", {}).values()
        values = [each if "example" in content else each["value"] for each in examples]
        assert values, f"{place} has no example"
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for value in values:
            assert [error.message for error in validator.iter_errors(value)] == [], place
            if place.isdigit() and place >= "400":
                assert value["status_code"] == int(place)


@pytest.mark.parametrize("route", DOCUMENTED, ids=lambda route: f"{route.method} {route.path}")
def test_the_gateway_and_the_service_agree_on_who_may_call(route: Route) -> None:
    """The services' own routes say which need a token; the gateway's table says it too."""
    operation = CALLS[route.method, route.path]

    assert operation.get("security") == SECURITY[route.access]
    assert "401" in operation["responses"] or route.access is Access.PUBLIC


def test_the_document_in_the_repository_is_the_one_the_product_serves() -> None:
    kept = json.loads((Path(__file__).parent.parent / "docs" / "openapi.json").read_text())

    assert kept == DOCUMENT
