"""Every SQL statement of auth-service."""

from auth_service.queries import accounts, allowlist, attempts, audit, feed, keys, resets, sessions

__all__ = ["accounts", "allowlist", "attempts", "audit", "feed", "keys", "resets", "sessions"]
