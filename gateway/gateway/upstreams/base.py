"""Where a request goes, as the gateway sees it."""

import asyncio
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.errors import TookTooLong
from shared.http.patience import PatientSend

STREAM_IDLE_SECONDS = 45.0
"""A stream of events may go on for any time, but not be silent for longer; services say something every ten seconds."""


class Upstream(Protocol):
    """Answers a request within `seconds`, unless the answer is a stream of events.

    Raises Unavailable when the service can't be reached and nothing was answered, TookTooLong when the time is over.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *, seconds: float) -> None: ...


class AppUpstream:
    """The service's own app, in this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds) as limit:
                await self._app(scope, receive, PatientSend(send, limit, seconds=STREAM_IDLE_SECONDS))
        except TimeoutError:
            raise TookTooLong from None
