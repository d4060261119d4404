"""Which skills the market asks for and pays for."""
