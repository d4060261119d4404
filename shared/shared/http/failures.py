"""What can go wrong with a route, as its part of the OpenAPI document."""

from http import HTTPStatus
from typing import Any

from shared.errors import Failure, Unprocessable
from shared.http.schemas import ErrorOut

Responses = dict[int | str, dict[str, Any]]

REQUEST_ID = "0f3c9a1be2d47c58"


def failures(*kinds: type[Failure]) -> Responses:
    """`responses=failures(JobNotFound, DuplicateUserJob)`: each status with what is said and an example of it.

    What can happen on any route (no token, a field that does not fit, too many requests) is added by the gateway.
    """
    by_status: dict[int, list[type[Failure]]] = {}
    for kind in kinds:
        by_status.setdefault(int(kind.status), []).append(kind)
    return {status: _response(alike) for status, alike in by_status.items()}


def _response(kinds: list[type[Failure]]) -> dict[str, Any]:
    examples = {kind.__name__: {"value": _example(kind)} for kind in kinds}
    said = dict.fromkeys(kind.detail for kind in kinds)
    return {
        "model": ErrorOut,
        "description": " Or: ".join(said),
        "content": {"application/json": {"examples": examples}},
    }


def _example(kind: type[Failure]) -> dict[str, Any]:
    body: dict[str, Any] = {"detail": kind.detail, "status_code": int(kind.status)}
    if issubclass(kind, Unprocessable):
        body["errors"] = [{"field": kind.field, "message": kind.detail}]
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        body["request_id"] = REQUEST_ID
    return body
