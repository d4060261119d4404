"""Plumbing that every service of Career Agent stands on."""
