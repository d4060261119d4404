"""W3C trace context and request ids, carried from a request through the outbox to the handlers it causes."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")

traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
"""The trace context of the work in hand."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request in hand, as the answer's X-Request-ID shows it."""


@contextmanager
def working_on(request: str | None, cause: str | None) -> Iterator[None]:
    """Within the block this request is in hand, in a new span of its cause's trace; afterwards what was before."""
    before = request_id.set(request), traceparent.set(child_of(cause))
    try:
        yield
    finally:
        request_id.reset(before[0])
        traceparent.reset(before[1])


def child_of(parent: str | None) -> str:
    """A new span's traceparent: in the parent's trace when there is a valid one, else in a new trace."""
    found = _TRACEPARENT.fullmatch(parent) if parent else None
    trace = found.group(1) if found else f"{random.getrandbits(128) or 1:032x}"
    return f"00-{trace}-{new_id()}-01"


def new_id() -> str:
    """16 hex digits for a span or a request: no secret, all that matters is that no two are the same."""
    return f"{random.getrandbits(64) or 1:016x}"


def trace_id(context: str | None) -> str | None:
    """The 32 hex digits that all spans of a trace share."""
    found = _TRACEPARENT.fullmatch(context or "")
    return found.group(1) if found else None
