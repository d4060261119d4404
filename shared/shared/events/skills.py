"""Events of insights-service."""

from shared.events.base import Event, UserId


class SkillAdded(Event, name="skill.added", owner="insights"):
    """A person added a skill of their own; their profile takes it up."""

    user_id: UserId
    skill: str
