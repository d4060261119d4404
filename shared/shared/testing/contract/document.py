"""The OpenAPI document as a judge of answers."""

import json
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema_rs

JSON = "application/json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class ApiDocument:
    """`docs/openapi.json`: finds an operation by its call, and says what is wrong with an answer of it."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content
        self._validators: dict[str, Any] = {}

    @classmethod
    def in_file(cls, path: Path) -> "ApiDocument":
        """The document that is kept in the repository."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def operations(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """By method and path, as the document orders them."""
        paths = self._content["paths"].items()
        return {(method.upper(), path): each for path, methods in paths for method, each in methods.items()}

    def path_of(self, method: str, asked: str) -> str | None:
        """The documented path a request went to; a literal segment wins over a parameter."""
        segments = asked.strip("/").split("/")
        fitting = [path for verb, path in self.operations if verb == method and _fits(path, segments)]
        return min(fitting, key=lambda path: [part.startswith("{") for part in path.split("/")], default=None)

    def fault_in(self, method: str, path: str, status: int, media: str, body: bytes | None) -> str | None:
        """What the document does not know of this answer; none when it is as documented.

        500 may come of anything and is said of all operations at once; its body is that of every error.
        """
        known = self.operations[method, path]["responses"].get(str(status))
        if known is None and status != HTTPStatus.INTERNAL_SERVER_ERROR:
            return "this status is not documented"
        content = known.get("content", {}) if known else {JSON: {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}
        return _fault_of_body(self, {_plain(each): shown for each, shown in content.items()}, _plain(media), body)

    def faults_of_value(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """Where a value does not fit a schema."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**schema, "$schema": DIALECT, "components": self._content["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        errors = self._validators[key].iter_errors(value)
        return [f"{'.'.join(map(str, error.instance_path)) or 'body'}: {error.message}" for error in errors]


def _plain(media: str) -> str:
    """A media type without its parameters."""
    return media.partition(";")[0].strip()


def _fault_of_body(document: ApiDocument, content: Mapping[str, Any], media: str, body: bytes | None) -> str | None:
    if body is None:
        return None if media in content else f"{media} is not documented"
    if not content:
        return f"no body is documented, {len(body)} bytes came" if body else None
    if media not in content:
        return f"{media or 'a body without a type'} is not documented"
    if media != JSON or "schema" not in content[media]:
        return None
    faults = document.faults_of_value(content[media]["schema"], json.loads(body))
    return "; ".join(faults[:3]) or None


def _fits(path: str, segments: list[str]) -> bool:
    parts = path.strip("/").split("/")
    return len(parts) == len(segments) and all(
        part.startswith("{") or part == segment for part, segment in zip(parts, segments, strict=True)
    )
