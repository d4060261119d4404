"""Tables of the `auth` schema."""

from auth_service.tables.accounts import Account, AllowedEmail, FirstAdmin, LoginAttempts
from auth_service.tables.audit import AuditRow
from auth_service.tables.base import Base
from auth_service.tables.passwords import ResetLink, ResetRequest
from auth_service.tables.sessions import RefreshToken, Revocation, Session, SigningKey

__all__ = [
    "Account",
    "AllowedEmail",
    "AuditRow",
    "Base",
    "FirstAdmin",
    "LoginAttempts",
    "RefreshToken",
    "ResetLink",
    "ResetRequest",
    "Revocation",
    "Session",
    "SigningKey",
]
