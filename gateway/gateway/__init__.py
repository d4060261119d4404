"""The one door: verifies tokens, routes, forwards."""
