"""Every SQL statement of match-service."""

from match_service.queries import dictionary, following, matches, people, postings

__all__ = ["dictionary", "following", "matches", "people", "postings"]
