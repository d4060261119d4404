"""HTTP shapes of match-service."""
