"""What tests stand on: real servers, and fakes of the world outside."""
