"""Access tokens: who calls, and whether they still may."""

from shared.auth.access import AccessEnded, IsShutOut, nobody_is_shut_out
from shared.auth.claims import ALGORITHM, Caller
from shared.auth.feed import FEED_PATH, JWKS_PATH, FeedEntry, FeedPage, Jwk, Jwks, TokenSource
from shared.auth.verifier import Verifier

__all__ = [
    "ALGORITHM",
    "FEED_PATH",
    "JWKS_PATH",
    "AccessEnded",
    "Caller",
    "FeedEntry",
    "FeedPage",
    "IsShutOut",
    "Jwk",
    "Jwks",
    "TokenSource",
    "Verifier",
    "nobody_is_shut_out",
]
