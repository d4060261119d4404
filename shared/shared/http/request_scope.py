"""The outermost layer of every app: request id, trace context, one log line, and an answer even when all else broke."""

import re
import time
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import deadline, tracing
from shared.errors import TookTooLong
from shared.http.errors import BROKEN, error_answer
from shared.http.patience import PatientSend

log = structlog.get_logger()

_DEADLINE = deadline.HEADER.encode()
_USABLE_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class RequestScope:
    """Pure ASGI, so that answers stream through it."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = usable_request_id(headers.get(b"x-request-id"))
        seconds = deadline.seconds_of(headers.get(_DEADLINE, b"").decode("latin-1"))
        with tracing.working_on(request_id, headers.get(b"traceparent", b"").decode("latin-1")):
            await self._answer(scope, receive, _Answer(send, request_id), seconds)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer", seconds: float | None) -> None:
        """Answer in the time that whoever asked still waits: longer work would be for nobody."""
        began = time.perf_counter()
        try:
            async with deadline.within(seconds) as limit:
                await self._app(scope, receive, PatientSend(answer, limit, seconds=None))
        except TimeoutError:
            log.warning("request_outlived", service=self._service, path=scope["path"])
            if answer.status is None:
                late = TookTooLong()
                await error_answer(late.status, late.detail, late.headers)(scope, receive, answer)
        except Exception as error:
            log.error("request_broke", service=self._service, path=scope["path"], exc_info=error)
            if answer.status is None:
                broken = error_answer(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)
                await broken(scope, receive, answer)
        took = round((time.perf_counter() - began) * 1000, 1)
        route = getattr(scope.get("route"), "path", None)
        log.debug("request_answered", service=self._service, method=scope["method"], route=route, ms=took)


class _Answer:
    """Sends, remembering the status, and adds the request id."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            kept = [header for header in message["headers"] if header[0].lower() != b"x-request-id"]
            message = {**message, "headers": [*kept, (b"x-request-id", self._request_id.encode())]}
        await self._send(message)


def usable_request_id(sent: bytes | None) -> str:
    """The caller's id when it is a plain word, else a new one."""
    text = (sent or b"").decode("latin-1")
    return text if text and _USABLE_ID.fullmatch(text) else tracing.new_id()
