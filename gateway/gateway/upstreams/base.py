"""Where a request goes, as the gateway sees it."""

from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send


class Upstream(Protocol):
    """Answers a request. Raises Unavailable when the service can't be reached and nothing was answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class AppUpstream:
    """The service's own app, in this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
