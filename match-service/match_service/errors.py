"""What can go wrong with matches."""

from shared.errors import Forbidden, NotFound


class MatchNotFound(NotFound):
    detail = "Match not found"


class NotYourMatch(Forbidden):
    detail = "This match belongs to someone else."


class ProjectNotFound(NotFound):
    detail = "Project not found"


class AnotherUser(Forbidden):
    detail = "user_id is not yours. Leave it out to act for yourself."


class JobNotFound(NotFound):
    detail = "Job not found"
