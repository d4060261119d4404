"""Starlette says in plain text that a body is too large; here it is said as every failure is."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.errors import error_answer

TOO_LARGE = "The request is larger than it may be here."


class TooLargeAnswers:
    """Around an app whose routes have a `max_body_size`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_ours(message: Message) -> None:
            nonlocal replaced
            if _is_plainly_too_large(message):
                replaced = True
                await error_answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_ours)


def _is_plainly_too_large(message: Message) -> bool:
    return (
        message["type"] == "http.response.start"
        and message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        and Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
    )
