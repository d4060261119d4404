"""What tests of auth-service need."""
