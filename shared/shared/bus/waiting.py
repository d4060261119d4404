"""Waiting for a bus that is away."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

import stamina

from shared.bus.base import BusUnavailable

SHORTEST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 3.0


def until_it_is_there() -> AsyncIterator[AbstractContextManager[None]]:
    """Tries without end, each after a pause that is drawn anew; the reason of each that fails is logged."""
    return stamina.retry_context(
        on=BusUnavailable,
        attempts=None,
        timeout=None,
        wait_initial=SHORTEST_PAUSE_SECONDS,
        wait_max=LONGEST_PAUSE_SECONDS,
        wait_jitter=LONGEST_PAUSE_SECONDS - SHORTEST_PAUSE_SECONDS,
        # It does not grow: at its longest all processes would keep step.
        wait_exp_base=1,
    )
