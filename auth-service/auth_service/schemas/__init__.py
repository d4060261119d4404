"""HTTP shapes of auth-service."""
