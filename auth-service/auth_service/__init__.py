"""Accounts, tokens and who may do what."""
