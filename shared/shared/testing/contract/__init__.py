"""What tests see of the API is held against its document: every answer, in every test.

A client that is `watched` shows each answer to whoever watches, which is the plugin beside this file. A test that was
given an answer the document does not know fails; what passing tests saw is what docs/api-coverage.md is made of.
"""

from collections.abc import Callable

import httpx

Seen = Callable[[httpx.Response, bytes | None], None]
"""Called with an answer and its body; without a body where it streams."""

STREAMED = ("text/event-stream",)

_watchers: list[Seen] = []


def watch(seen: Seen) -> None:
    """Have every answer of a watched client shown from now on."""
    _watchers.append(seen)


def watched(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The client, showing its answers: for clients that speak with the real product or one of its real services."""
    client.event_hooks = {"response": [_show]}
    return client


async def _show(response: httpx.Response) -> None:
    if not _watchers:
        return
    streams = response.headers.get("content-type", "").startswith(STREAMED)
    body = None if streams else await response.aread()
    for seen in _watchers:
        seen(response, body)
