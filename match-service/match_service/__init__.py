"""Scores every job against every person, with reasons."""
