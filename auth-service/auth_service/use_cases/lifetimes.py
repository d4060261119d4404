"""How long things last."""

from datetime import UTC, datetime, timedelta

from auth_service.deps import Deps

MARGIN = timedelta(minutes=5)
"""For a token that is being signed while what overrides it is written down, and for clocks that differ."""


def outlives_all_tokens(deps: Deps) -> datetime:
    """When every token that has been signed by now, or is being signed, will have expired."""
    return datetime.now(UTC) + deps.token_lifetime + MARGIN
