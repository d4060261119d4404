"""How long things last."""

from datetime import UTC, datetime, timedelta

from auth_service.deps import Deps
from auth_service.tables import Account

OUTLIVES_QUEUED_WORK = timedelta(days=30)
"""A process that starts long after somebody was deactivated finds work that was queued for them before."""
MARGIN = timedelta(minutes=5)
"""For a token that is being signed while what overrides it is written down, and for clocks that differ."""


def outlives_all_tokens(deps: Deps) -> datetime:
    """When every token that has been signed by now, or is being signed, will have expired."""
    return datetime.now(UTC) + deps.token_lifetime + MARGIN


def outlives_what_it_concerns(deps: Deps, account: Account) -> datetime:
    """When an entry of the feed about an account as it is now can be forgotten."""
    if account.is_active:
        return outlives_all_tokens(deps)
    return datetime.now(UTC) + OUTLIVES_QUEUED_WORK
