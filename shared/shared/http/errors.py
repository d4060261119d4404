"""Failures as answers: one body, never a stack, SQL or a host name."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from shared import tracing
from shared.audit import Audited, audit
from shared.database import is_passing
from shared.errors import Failure, Forbidden, Unavailable, Unprocessable

log = structlog.get_logger()

BROKEN = "Something went wrong on our side. Name the request id when you ask for help."


def error_answer(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """The error body as decisions.md has it."""
    body: dict[str, Any] = {"detail": detail, "status_code": status, **more}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        body["request_id"] = tracing.request_id.get()
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def install_error_answers(app: FastAPI) -> None:
    """Every failure leaves the app in the same shape."""
    app.add_exception_handler(Failure, _failure)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for unavailable in (PoolTimeout, OperationalError, InterfaceError, OSError, TimeoutError):
        app.add_exception_handler(unavailable, _unavailable)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _broken)


async def _failure(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Failure)
    if isinstance(error, Forbidden):
        route = getattr(request.scope.get("route"), "path", None)
        audit(Audited.AUTHORIZATION_DENIED, user_id=getattr(request.state, "caller_id", None), route=route)
    if isinstance(error, Unprocessable):
        fields = [{"field": error.field, "message": error.detail}]
        return error_answer(error.status, error.detail, error.headers, errors=fields)
    return error_answer(error.status, error.detail, error.headers)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, UnicodeDecodeError):
        # FastAPI says 400 of a body in another encoding, and 422 of one that is no JSON: to a client they are the same.
        fields = [{"field": "body", "message": "must be UTF-8"}]
        return error_answer(HTTPStatus.UNPROCESSABLE_ENTITY, "body: must be UTF-8", errors=fields)
    return error_answer(error.status_code, str(error.detail), error.headers)


async def _unavailable(_: Request, error: Exception) -> JSONResponse:
    log.warning("unavailable", exc_info=error)
    return await _failure(_, Unavailable())


async def _database(request: Request, error: Exception) -> JSONResponse:
    if is_passing(error):
        return await _unavailable(request, error)
    log.error("request_broke", exc_info=error)
    return await _broken(request, error)


async def _broken(_: Request, __: Exception) -> JSONResponse:
    return error_answer(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = field_errors(error.errors())
    first = fields[0]
    detail = f"{first['field']}: {first['message']}" if len(fields) == 1 else f"{len(fields)} fields do not fit."
    return error_answer(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=fields)


def field_errors(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Pydantic's complaints as places and sentences, without the values that were sent."""
    return [{"field": ".".join(str(part) for part in each["loc"]), "message": _sentence(each)} for each in errors]


def _sentence(complaint: Any) -> str:
    """What pydantic says, but for texts whose length it counts as that of any value."""
    limits = complaint.get("ctx") or {}
    if limits.get("field_type") == "Value":
        most, least = limits.get("max_length"), limits.get("min_length")
        return (
            f"String should have at most {most} characters"
            if most
            else f"String should have at least {least} character"
        )
    return str(complaint["msg"]).removeprefix("Value error, ")
