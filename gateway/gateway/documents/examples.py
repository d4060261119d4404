"""An example for every answer and every body, composed from the examples of the fields."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]

_BY_FORMAT: dict[str, Any] = {
    "date-time": "2026-11-20T10:00:00Z",
    "date": "2026-11-20",
    "uuid": "2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a",
    "binary": "(the file)",
    "uri": "https://careers.example.com/123",
}


class NoExample(Exception):
    """A field that has no example and whose name says nothing; it needs `Field(examples=[…])`."""


class Examples:
    """Composes examples: a field's own comes first, then what its name usually holds, then what its type allows."""

    def __init__(self, schemas: Schemas, by_name: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._by_name = by_name

    def of(self, schema: Schema, name: str = "") -> Any:
        """A value that fits a schema. Raises NoExample."""
        if schema.get("examples"):
            return schema["examples"][0]
        for keyword in ("example", "const"):
            if keyword in schema:
                return schema[keyword]
        if "$ref" in schema:
            return self.of(self._schemas[schema["$ref"].rsplit("/", 1)[-1]], name)
        if "enum" in schema:
            return schema["enum"][0]
        for keyword in ("anyOf", "oneOf", "allOf"):
            if keyword in schema:
                return self._first_of(schema[keyword], name)
        return self._by_type(schema, name)

    def _first_of(self, options: list[Schema], name: str) -> Any:
        """The first option that fits what the name usually holds, else the first that is not null."""
        some = [option for option in options if option.get("type") != "null"]
        if not some:
            return None
        fitting = [option for option in some if _fits(self._by_name.get(name), option)]
        return self.of((fitting or some)[0], name)

    def _by_type(self, schema: Schema, name: str) -> Any:
        usual = self._by_name.get(name)
        if schema.get("type") == "string" and "format" not in schema and isinstance(usual, int):
            return str(usual)
        if name in self._by_name and _fits(usual, schema):
            return usual
        match schema.get("type"):
            case "object":
                return self._object(schema, name)
            case "array":
                items = schema.get("items", {})
                return [self.of(items, name.removesuffix("s"))] if items else []
            case "integer" | "number":
                return schema.get("default") or schema.get("minimum") or 1
            case "boolean":
                return schema.get("default", True)
            case "string" if schema.get("format") in _BY_FORMAT:
                return _BY_FORMAT[schema["format"]]
            case "string" if schema.get("default"):
                return schema["default"]
            case None:
                return {}
        raise NoExample(name)

    def _object(self, schema: Schema, name: str) -> dict[str, Any]:
        fields = {key: self._field(key, value) for key, value in schema.get("properties", {}).items()}
        values = schema.get("additionalProperties")
        if isinstance(values, Mapping) and values and not fields:
            return {self._by_name.get(f"{name} key", "Python"): self.of(values, name)}
        return fields

    def _field(self, name: str, schema: Schema) -> Any:
        try:
            return self.of(schema, name)
        except NoExample as error:
            raise NoExample(f"{name}.{error}".rstrip(".")) from None


def _fits(value: Any, schema: Schema) -> bool:
    match schema.get("type"):
        case "string":
            return isinstance(value, str) and "format" not in schema
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list) and all(_fits(each, schema.get("items", {})) for each in value)
        case "object":
            return isinstance(value, dict) and "properties" not in schema
    return False
