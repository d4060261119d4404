"""Whether work may still be done for somebody who asked for it while they could."""

from collections.abc import Awaitable, Callable

from shared.errors import NotAuthenticated

IsShutOut = Callable[[int], Awaitable[bool]]
"""Whether this person's account is deactivated or closed; asked before a queued piece of work begins or is paid for."""


class AccessEnded(NotAuthenticated):
    """The person was shut out after they had asked: what was not begun is not done, nor paid for."""

    detail = "The session has ended"


async def nobody_is_shut_out(_: int) -> bool:
    """Where nobody's work is queued: the operator's command line."""
    return False
