"""Waiting until a CV's matches are there."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from career_agent.demo.answers import RefreshState, RefreshStatus
from career_agent.demo.client import Client
from career_agent.demo.failures import DemoFailed


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds."""

    first_look: float = 0.2
    slowest_look: float = 2.0
    """Looks get rarer: the product answers a person a hundred times a minute."""
    unchanged: float = 6.0
    """After this long without news what is there counts: a CV seen before may change nothing."""
    longest: float = 180.0


@dataclass(frozen=True, slots=True)
class Progress:
    share: float
    """0–1, of the stages, not of the time."""
    matches: int
    postings: int | None
    """How many the CV was scored against, once that is known."""


SHARES = {
    RefreshState.NONE: 0.1,
    RefreshState.PENDING: 0.3,
    RefreshState.PROCESSING: 0.6,
    RefreshState.COMPLETED: 1.0,
}


def until_matched(client: Client, before: RefreshStatus, patience: Patience) -> Iterator[Progress]:
    """Tell the progress until the scoring that follows the upload is done; `before` is the status before it.

    Raises DemoFailed when the scoring failed or nothing came in time.
    """
    began = time.monotonic()
    look = patience.first_look
    while (waited := time.monotonic() - began) < patience.longest:
        status = client.refresh_status()
        is_news = status.updated_at != before.updated_at
        if is_news and status.status is RefreshState.FAILED:
            raise DemoFailed(f"Scoring the CV failed: {status.message}")
        matches = client.best_matches(1).total
        yield Progress(SHARES.get(status.status, 0.1) if is_news else 0.1, matches, _postings(status))
        is_done = is_news and status.status is RefreshState.COMPLETED
        if matches and (is_done or (not is_news and waited > patience.unchanged)):
            return
        time.sleep(look)
        look = min(look * 1.5, patience.slowest_look)
    raise DemoFailed(f"No match arrived within {patience.longest:.0f} seconds of the upload.")


def _postings(status: RefreshStatus) -> int | None:
    return status.result.total_jobs_processed if status.result else None
