"""Named failures and the HTTP status each has: the one place that knows."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar


class Failure(Exception):
    """A fact that keeps a request from being done; `detail` is one sentence for a person."""

    status: ClassVar[int] = HTTPStatus.INTERNAL_SERVER_ERROR
    detail: str = "Something went wrong on our side."

    def __init__(self, detail: str | None = None, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or self.detail)
        if detail is not None:
            self.detail = detail
        self.headers = dict(headers or {})


class BadRequest(Failure):
    status = HTTPStatus.BAD_REQUEST


class NotAuthenticated(Failure):
    status = HTTPStatus.UNAUTHORIZED
    detail = "Not authenticated"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Failure):
    status = HTTPStatus.FORBIDDEN
    detail = "You may not do this."


class NotFound(Failure):
    status = HTTPStatus.NOT_FOUND
    detail = "Not found"


class Conflict(Failure):
    status = HTTPStatus.CONFLICT


class TooLarge(Failure):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Unprocessable(Failure):
    """What was sent has the right shape and still can't be used; `field` says where it stood."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    field: ClassVar[str] = "body"


class TooManyRequests(Failure):
    """Whoever asks may ask again after `retry_after` seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    detail = "Too many requests. Try again later."

    def __init__(self, detail: str | None = None, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(Failure):
    """Something we need does not answer; the caller may try again after `retry_after` seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "The service is busy or being restarted. Try again in a moment."

    def __init__(self, detail: str | None = None, *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class TookTooLong(Unavailable):
    """The work goes on; the same request later returns its result."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    detail = "This takes longer than usual and goes on. Ask again in a moment."
