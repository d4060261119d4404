"""Who a token speaks for."""

from dataclasses import dataclass
from datetime import datetime

ALGORITHM = "EdDSA"
"""The one algorithm we sign with and accept."""

REQUIRED_CLAIMS = ("sub", "email", "name", "admin", "created_at", "jti", "iss", "aud", "exp", "nbf", "iat")


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a verified token belongs to, as of now: a role changed since it was signed counts."""

    id: int
    email: str
    name: str
    is_admin: bool
    created_at: datetime
    token_id: str
    expires_at: datetime
    token: str
    """The token itself, to ask other services on the caller's behalf."""
