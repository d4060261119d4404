"""What match-service does."""
