"""Every SQL statement of job-service."""
