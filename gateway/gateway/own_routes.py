"""What the gateway answers itself: health and the documents."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import fastapi_offline
from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from gateway.documents import TITLE, fetch_documents, merge
from gateway.routing import Route
from gateway.settings import Settings
from shared.errors import Unavailable
from shared.http import ErrorOut, Utc
from shared.http.errors import install_error_answers
from shared.peers import Peers
from shared.serving import Drain

REMEMBER_DOCUMENT_SECONDS = 60
ASSETS = Path(fastapi_offline.__file__).parent / "static"
OPENAPI_PATH = "/openapi.json"


class HealthOut(BaseModel):
    status: Literal["healthy"] = "healthy"
    timestamp: Utc


class DatabaseHealthOut(HealthOut):
    database: Literal["connected"] = "connected"


class ApplicationSystemHealthOut(BaseModel):
    status: Literal["healthy"] = "healthy"
    service: Literal["job-application-system"] = "job-application-system"
    version: str = "1.0.0"


class DatabaseDown(Unavailable):
    detail = "Database connection failed"


class BeingStopped(Unavailable):
    detail = "This gateway is being stopped."


def health_routes(peers: Peers, services: Sequence[str], drain: Drain) -> APIRouter:
    """`/health` says that the gateway answers, `/health/db` that every service reaches its database.

    Neither is so of one that is being stopped: whoever shares requests out among gateways finds another.
    """

    async def goes_on() -> None:
        if drain.has_begun:
            raise BeingStopped

    router = APIRouter(tags=["Health"], dependencies=[Depends(goes_on)], responses={503: {"model": ErrorOut}})

    @router.get("/health")
    async def health() -> HealthOut:
        """Is the product up?"""
        return HealthOut(timestamp=datetime.now(UTC))

    @router.get("/api/v1/health", tags=["Job Application System"])
    async def application_system_health() -> ApplicationSystemHealthOut:
        """The same for clients of the Job Application System."""
        return ApplicationSystemHealthOut()

    @router.get("/health/db")
    async def database_health() -> DatabaseHealthOut:
        """Does every service reach its database?"""
        if not all(await asyncio.gather(*(_reaches_database(peers, service) for service in services))):
            raise DatabaseDown
        return DatabaseHealthOut(timestamp=datetime.now(UTC))

    return router


async def _reaches_database(peers: Peers, service: str) -> bool:
    checks = await peers.readiness(service)
    return checks.get("database") == "ok"


class Documents:
    """The merged document, made anew now and then."""

    def __init__(
        self, peers: Peers, services: Sequence[str], routes: Sequence[Route], own: FastAPI, settings: Settings
    ) -> None:
        self._peers = peers
        self._services = services
        self._routes = routes
        self._own = own
        self._settings = settings
        self._made: tuple[float, dict[str, Any]] | None = None

    async def whole(self) -> dict[str, Any]:
        """Every path the gateway routes. Raises Unavailable when a service does not answer."""
        if self._made is None or time.monotonic() - self._made[0] > REMEMBER_DOCUMENT_SECONDS:
            documents = await fetch_documents(self._peers, self._services)
            self._made = (time.monotonic(), merge(documents, self._routes, self._own.openapi(), self._settings))
        return self._made[1]


def document_routes(documents: Documents) -> APIRouter:
    """The API's pages, with their scripts served from here: nothing is fetched from elsewhere."""
    router = APIRouter(include_in_schema=False)

    @router.get(OPENAPI_PATH)
    async def openapi() -> JSONResponse:
        return JSONResponse(await documents.whole())

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=OPENAPI_PATH,
            title=TITLE,
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="data:,",
        )

    @router.get("/redoc")
    async def redoc() -> HTMLResponse:
        return get_redoc_html(
            openapi_url=OPENAPI_PATH,
            title=TITLE,
            redoc_js_url="/docs/assets/redoc.standalone.js",
            redoc_favicon_url="data:,",
            with_google_fonts=False,
        )

    @router.get("/")
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs")

    return router


def own_app(
    peers: Peers,
    services: Sequence[str],
    routes: Sequence[Route],
    settings: Settings,
    drain: Drain,
    *,
    public_docs: bool,
) -> FastAPI:
    """The gateway's own small app."""
    app = FastAPI(title=TITLE, version="0.1.0", openapi_url=None)
    install_error_answers(app)
    app.include_router(health_routes(peers, services, drain))
    if public_docs:
        app.include_router(document_routes(Documents(peers, services, routes, app, settings)))
        app.mount("/docs/assets", StaticFiles(directory=ASSETS))
    return app
