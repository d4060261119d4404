"""Rows for `jsonb_to_recordset`: many go in with one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as JSON; times in ISO 8601."""
    return orjson.dumps(rows).decode()
