"""A service's ASGI app."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from shared.auth import Verifier
from shared.database import Database
from shared.http.errors import install_error_answers
from shared.http.health import Check, health_router
from shared.http.request_scope import RequestScope
from shared.http.schemas import ErrorOut
from shared.http.too_large import TooLargeAnswers


def build_api(
    name: str, routers: Sequence[APIRouter], *, db: Database | None, deps: Any, verifier: Verifier | None
) -> FastAPI:
    """The FastAPI app with the service's routes; its OpenAPI document is merged by the gateway."""
    api = FastAPI(
        title=f"Career Agent: {name}",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: f"{name}_{route.name}",
        responses={422: {"model": ErrorOut}},
    )
    api.state.db, api.state.deps, api.state.verifier = db, deps, verifier
    install_error_answers(api)
    for router in routers:
        api.include_router(router)
    return api


def finish_app(api: FastAPI, name: str, checks: Mapping[str, Check]) -> ASGIApp:
    """The app as it is served: with health paths and the request's scope around it."""
    api.include_router(health_router(checks))
    return RequestScope(TooLargeAnswers(api), name)
