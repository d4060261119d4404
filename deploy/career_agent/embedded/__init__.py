"""PostgreSQL and Redis started from wheels, for the zero-install mode: nothing to install, nothing left running."""

from career_agent.embedded.ownership import owned
from career_agent.embedded.postgres import EmbeddedPostgres
from career_agent.embedded.redis import EmbeddedRedis

__all__ = ["EmbeddedPostgres", "EmbeddedRedis", "owned"]
