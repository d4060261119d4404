"""Waiting for a bus that is away."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

import stamina

from shared.bus.base import BusUnavailable

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0


def until_it_is_there() -> AsyncIterator[AbstractContextManager[None]]:
    """Tries without end, a pause before each that grows and is drawn: each that fails is logged with its reason."""
    return stamina.retry_context(
        on=BusUnavailable,
        attempts=None,
        timeout=None,
        wait_initial=FIRST_PAUSE_SECONDS,
        wait_max=LONGEST_PAUSE_SECONDS,
    )
