"""Ending what is in hand."""

import asyncio
from collections.abc import Set as AbstractSet

CUT_OFF_SECONDS = 5.0


async def finish(in_hand: AbstractSet[asyncio.Task[None]], seconds: float) -> None:
    """Let the tasks finish; those that have not by then are cancelled, and give back what they hold."""
    if not in_hand:
        return
    _, late = await asyncio.wait(tuple(in_hand), timeout=seconds)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=CUT_OFF_SECONDS)
