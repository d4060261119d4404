"""What job-service does."""
