"""Events of match-service."""

from pydantic import AwareDatetime

from shared.events.base import Event, JobId, MatchId, UserId


class MatchRequested(Event, name="match.requested", owner="match"):
    """A person shall be scored against all jobs."""

    user_id: UserId


class MatchCompleted(Event, name="match.completed", owner="match"):
    """A person has been scored against all jobs."""

    user_id: UserId
    profile_version: int
    """Version of the profile that was scored."""
    created: int
    """Matches that are new."""
    updated: int
    """Matches that were there and have been scored anew."""
    jobs_scored: int
    """Jobs the person was compared with."""


class MatchStatusChanged(Event, name="match.status_changed", owner="match"):
    """A person said what they did about a match."""

    user_id: UserId
    match_id: MatchId
    job_id: JobId
    status: str
    """What the match has become, such as `applied`."""
    changed_at: AwareDatetime
