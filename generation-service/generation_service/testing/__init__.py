"""What tests of generation-service stand on."""
