"""Access tokens: who calls, and whether they still may."""

from shared.auth.claims import ALGORITHM, Caller
from shared.auth.feed import FEED_PATH, JWKS_PATH, FeedEntry, FeedPage, Jwk, Jwks, TokenSource
from shared.auth.verifier import Verifier

__all__ = [
    "ALGORITHM",
    "FEED_PATH",
    "JWKS_PATH",
    "Caller",
    "FeedEntry",
    "FeedPage",
    "Jwk",
    "Jwks",
    "TokenSource",
    "Verifier",
]
