"""HTTP shapes of generation-service."""
