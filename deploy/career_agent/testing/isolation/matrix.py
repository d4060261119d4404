"""Every operation that names something by an id, and who may do it: made from the OpenAPI document.

An operation that is new appears here by itself. One whose id nobody has said whose it is fails the build.
"""

import json
import re
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[4] / "docs" / "openapi.json").read_text())
METHODS = ("get", "put", "post", "delete", "patch")
IN_BRACES = re.compile(r"{(\w+)}")


class Who(Enum):
    """Someone at the door."""

    OWNER = "owner"
    OTHER = "another user"
    ADMIN = "administrator"
    ANONYMOUS = "nobody"
    DEACTIVATED = "deactivated"


class Kind(Enum):
    """Whose a thing is, and so what a stranger hears."""

    OWN = "404 to everybody else, as if it were not there"
    OWN_MATCH = "403 to everybody else: the Career Agent document says so"
    EVERYBODYS = "any user may see it"
    ADMINISTRATORS = "403 to users who are none"


KINDS = {
    "project_id": Kind.OWN,
    "job_id": Kind.OWN,
    "match_id": Kind.OWN_MATCH,
    "prep_id": Kind.OWN,
    "session_id": Kind.OWN,
    "cover_letter_id": Kind.OWN,
    "resume_id": Kind.OWN,
    "scrape_log_id": Kind.EVERYBODYS,
    "user_id": Kind.ADMINISTRATORS,
    "email": Kind.ADMINISTRATORS,
}
"""By the name of the parameter; a pasted job stands for all jobs."""
OTHERWISE = {"/api/interviews/prep/{match_id}": Kind.OWN}
"""Paths on which an id is another kind of thing than elsewhere. Not one of the Career Agent document's match paths, so
a stranger's match is not there (decisions.md section 2)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path with an id in it."""

    method: str
    path: str
    kind: Kind | None
    is_public: bool
    body: Any
    """The document's own example of a body; none when it takes none."""
    query: tuple[str, ...] = ()
    """Further ids it needs, in its query."""

    @property
    def parameter(self) -> str:
        """The id's name."""
        return _parameter_of(self.path)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def expected(self, who: Who) -> HTTPStatus | None:
        """What this person must hear; none: whatever the operation answers to those who may."""
        if who is Who.DEACTIVATED or (who is Who.ANONYMOUS and not self.is_public):
            return HTTPStatus.UNAUTHORIZED
        match self.kind:
            case Kind.OWN:
                return None if who is Who.OWNER else HTTPStatus.NOT_FOUND
            case Kind.OWN_MATCH:
                return None if who is Who.OWNER else HTTPStatus.FORBIDDEN
            case Kind.ADMINISTRATORS:
                return None if who is Who.ADMIN else HTTPStatus.FORBIDDEN
        return None


def operations() -> list[Operation]:
    """All of them."""
    return [
        _operation(method, path, item[method])
        for path, item in DOCUMENT["paths"].items()
        for method in METHODS
        if method in item and "{" in path
    ]


def _operation(method: str, path: str, documented: dict[str, Any]) -> Operation:
    parameter = _parameter_of(path)
    is_public = not documented.get("security") or {} in documented["security"]
    content = documented.get("requestBody", {}).get("content", {})
    kind = OTHERWISE.get(path) or KINDS.get(parameter)
    query = tuple(
        each["name"] for each in documented.get("parameters", ()) if each["in"] == "query" and each.get("required")
    )
    return Operation(method.upper(), path, kind, is_public, _example(content.get("application/json")), query)


def _parameter_of(path: str) -> str:
    found = IN_BRACES.search(path)
    assert found is not None
    return found.group(1)


def _example(media: dict[str, Any] | None) -> Any:
    if media is None:
        return None
    if "example" in media:
        return media["example"]
    examples = media.get("examples", {})
    return next(iter(examples.values()))["value"] if examples else {}
