"""HTTP of match-service."""

from match_service.routes.application_system import application_system
from match_service.routes.matches import export, matches, of_jobs

__all__ = ["application_system", "export", "matches", "of_jobs"]
