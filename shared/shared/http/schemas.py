"""Shapes and types that every API answer and request shares."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PlainSerializer, WithJsonSchema

GREATEST_ID = 2**63 - 1
"""PostgreSQL's bigint."""


ENDS_OF_LINES = ("\n", "\u2028", "\u2029")


def _printable(text: str) -> str:
    for character in text:
        if character not in "\n\t\r" and unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError("control characters are not allowed")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    if any(end in _printable(text) for end in ENDS_OF_LINES):
        raise ValueError("must be on one line")
    return text


Text = Annotated[str, AfterValidator(_printable)]
"""What a person writes: any characters but control characters; newline and tab are fine."""

Line = Annotated[str, AfterValidator(_one_line)]
"""The same on one line."""


Stripped = BeforeValidator(lambda sent: sent.strip() if isinstance(sent, str) else sent)
"""Put on a text that may not be blank: spaces around it do not count."""


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


Utc = Annotated[
    datetime,
    PlainSerializer(_rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A time as the API writes it: RFC 3339 in UTC with `Z`."""

PathId = Annotated[int, Path(ge=1, le=GREATEST_ID)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many to return.")]
Offset = Annotated[int, Query(ge=0, le=GREATEST_ID, description="How many to pass over.")]


class FieldErrorOut(BaseModel):
    """One field that does not fit."""

    field: str = Field(examples=["body.email"])
    message: str


class ErrorOut(BaseModel):
    """The one body of every error."""

    detail: str = Field(description="One sentence for a person.")
    status_code: int
    errors: list[FieldErrorOut] | None = Field(default=None, description="With 422: the fields that do not fit.")
    request_id: str | None = Field(default=None, description="With 5xx: what to name when asking for help.")


class ExportOut(BaseModel):
    """All that one service holds of a person: every row of every table."""

    service: str
    user_id: int
    data: dict[str, list[dict[str, object]]]
