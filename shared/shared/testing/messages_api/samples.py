"""The smallest answer that a JSON schema takes, for who does not care what is answered."""

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {"string": "Something.", "integer": 1, "number": 1.0, "boolean": True, "null": None}


def sample_of(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """An instance: every property, one item in each array, the first of several choices."""
    root = root or schema
    if "$ref" in schema:
        return sample_of(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample_of(schema[several][0], root)
    if "enum" in schema or "const" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    match schema.get("type"):
        case "object":
            return {name: sample_of(each, root) for name, each in schema.get("properties", {}).items()}
        case "array":
            items = schema.get("items", {})
            return [sample_of(items, root) for _ in range(max(1, schema.get("minItems", 1)))]
        case "string":
            return DEFAULTS["string"].ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]
        case kind:
            least = schema.get("minimum", schema.get("exclusiveMinimum"))
            return DEFAULTS.get(str(kind)) if least is None else least + 1
