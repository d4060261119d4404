"""The failures that can come of an operation whatever it does: who adds them is the gateway and the plumbing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from gateway.routing import Access, Route
from gateway.settings import Settings
from shared.http.failures import REQUEST_ID

Operation = dict[str, Any]

ERROR = {"$ref": "#/components/schemas/ErrorOut"}
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Shown:
    """A failure as the document shows it where the operation says nothing of its own."""

    description: str
    detail: str
    headers: tuple[str, ...] = ()


FAILURES = {
    400: Shown("What was sent can't be done.", "This can't be done."),
    401: Shown("No token, or one that is expired, ended or invalid.", "Not authenticated", ("WWW-Authenticate",)),
    403: Shown("You may not do this.", "You may not do this."),
    404: Shown("It is not there, or it is somebody else's.", "Not found"),
    408: Shown("The body came too slowly.", "The request took too long to arrive."),
    409: Shown("It contradicts what is there now.", "This is being changed elsewhere at the same time."),
    413: Shown("The body is too large.", "The request is larger than 1,000 kB."),
    422: Shown("Fields that do not fit; each is named.", "body.email: Field required"),
    429: Shown(
        "Too many requests; `Retry-After` says when to come again.",
        "Too many requests. Try again in 12 seconds.",
        ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
    ),
    500: Shown("Something went wrong on our side.", "Something went wrong on our side."),
    503: Shown(
        "What is needed can't be reached just now; `Retry-After` says when to come again.",
        "The service is busy or being restarted. Try again in a moment.",
        ("Retry-After",),
    ),
    504: Shown(
        "It takes longer than an answer may; the work goes on and the same request later returns its result.",
        "This takes longer than usual and goes on. Ask again in a moment.",
        ("Retry-After",),
    ),
}

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {"description": "What to name when asking for help.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"description": "`Bearer`.", "schema": {"type": "string"}},
    "RateLimit-Limit": {"description": "Requests allowed in the window.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Requests left in the window.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until there is room again.", "schema": {"type": "integer"}},
}


def add_failures(operation: Operation, route: Route | None, settings: Settings) -> None:
    """Document every failure that can come, each with its body, an example and its headers."""
    responses = operation["responses"]
    possible = {str(status) for status in _possible(operation, route)}
    if "422" not in possible:
        responses.pop("422", None)
    for status in sorted(possible | {status for status in responses if status >= "400"}):
        _show(responses.setdefault(status, {}), int(status), _words(int(status), route, settings))


def _possible(operation: Operation, route: Route | None) -> set[int]:
    """What can come of any operation of this form."""
    checked = any(map(_is_checked, operation.get("parameters", ())))
    found = {422} if checked or "requestBody" in operation else set()
    if route is None:
        return found
    found |= {503, 504}
    if "requestBody" in operation:
        found |= {408, 413}
    if route.access is not Access.PUBLIC:
        found.add(401)
    if route.access is not Access.PUBLIC or route.limit is not None:
        found.add(429)
    if route.access is Access.ADMIN:
        found.add(403)
    return found


def _is_checked(parameter: Mapping[str, Any]) -> bool:
    """Whether something else than any text is asked for."""
    return parameter["in"] != "path" or bool(set(parameter["schema"]) - {"type", "title"})


def _words(status: int, route: Route | None, settings: Settings) -> Shown:
    """What is said of a failure, with the limits of this route."""
    shown = FAILURES[status]
    if route is None:
        return shown
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        limit = f"{(route.max_body_bytes or settings.max_body_bytes) // 1000:,} kB"
        return replace(
            shown, description=f"A body of more than {limit}.", detail=f"The request is larger than {limit}."
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        rates = [f"{settings.rate_of(route.limit)} from one address"] if route.limit else []
        rates += [f"{settings.limit_user} of one person"] if route.access is not Access.PUBLIC else []
        said = " and ".join(rate.replace("/", " requests per ") for rate in rates)
        return replace(shown, description=f"More than {said}; `Retry-After` says when to come again.")
    return shown


def _show(response: dict[str, Any], status: int, shown: Shown) -> None:
    if response.get("description", HTTPStatus(status).phrase) in (HTTPStatus(status).phrase, "Validation Error"):
        response["description"] = shown.description
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        # A limit of the service's own stands beside the gateway's.
        response["description"] += f" Or: {shown.description}"
    content = response.setdefault("content", {}).setdefault(JSON, {})
    content["schema"] = ERROR
    if "example" not in content and "examples" not in content:
        content["example"] = example_of_failure(status, shown.detail)
    names = ("X-Request-ID", *shown.headers)
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def example_of_failure(status: int, detail: str) -> dict[str, Any]:
    """The one error body."""
    body: dict[str, Any] = {"detail": detail, "status_code": status}
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        field, _, message = detail.partition(": ")
        body["errors"] = [{"field": field, "message": message}] if message else []
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        body["request_id"] = REQUEST_ID
    return body
