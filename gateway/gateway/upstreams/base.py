"""Where a request goes, as the gateway sees it."""

import asyncio
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from shared import deadline
from shared.errors import TookTooLong
from shared.http.patience import PatientSend

STREAM_IDLE_SECONDS = 45.0
"""A stream of events may go on for any time, but not be silent for longer; services say something every ten seconds."""

GRACE_SECONDS = 0.5
"""A service gives up by itself at the deadline it is told; a little later we no longer wait for it."""
SHORTEST_SECONDS = 0.001
"""No time at all would be read as any time."""
_DEADLINE = deadline.HEADER.encode()


def told(seconds: float) -> tuple[bytes, bytes]:
    """The field that tells a service how long it is waited for."""
    return _DEADLINE, b"%.3f" % max(seconds, SHORTEST_SECONDS)


class Upstream(Protocol):
    """Answers a request within `seconds`, which the service is told, unless the answer is a stream of events.

    `keyed`: it may be asked for twice, for it is done once under its key. Raises Unavailable when the service can't be
    reached and nothing was answered, TookTooLong when the time is over.
    """

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, seconds: float, keyed: bool = False
    ) -> None: ...


class AppUpstream:
    """The service's own app, in this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        seconds: float,
        keyed: bool = False,  # noqa: ARG002 - within a process nobody hangs up
    ) -> None:
        asked = {**scope, "headers": [*scope["headers"], told(seconds)]}
        try:
            async with asyncio.timeout(seconds + GRACE_SECONDS) as limit:
                await self._app(asked, receive, PatientSend(send, limit, seconds=STREAM_IDLE_SECONDS))
        except TimeoutError:
            raise TookTooLong from None
