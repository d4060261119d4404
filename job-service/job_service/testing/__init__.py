"""What tests and benchmarks of job-service share."""
