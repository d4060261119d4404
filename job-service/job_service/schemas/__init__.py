"""HTTP shapes of job-service."""
