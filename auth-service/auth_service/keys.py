"""Signing keys: made, encrypted at rest, shown as a JWKS, and used to sign."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.auth import ALGORITHM, Jwk
from shared.settings import MisconfiguredError


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key as it is kept."""

    kid: str
    public: bytes
    private_encrypted: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a token speaks for."""

    user_id: int
    email: str
    name: str
    is_admin: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A signed token, and what has to be known to end it."""

    text: str
    token_id: str
    expires_at: datetime


class KeyVault:
    """Encrypts and opens private keys with the secret from the settings."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"career-agent signing keys").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def new_pair(self) -> KeyPair:
        """A fresh Ed25519 key."""
        private = Ed25519PrivateKey.generate()
        return KeyPair(
            kid=secrets.token_hex(8),
            public=private.public_key().public_bytes_raw(),
            private_encrypted=self._fernet.encrypt(private.private_bytes_raw()),
        )

    def open(self, private_encrypted: bytes) -> Ed25519PrivateKey:
        """The private key. Raises MisconfiguredError when it was encrypted with another secret."""
        try:
            return Ed25519PrivateKey.from_private_bytes(self._fernet.decrypt(private_encrypted))
        except InvalidToken:
            raise MisconfiguredError(
                "Setting KEY_ENCRYPTION_SECRET does not open the signing keys in the database: another one made them."
            ) from None


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs access tokens with one key."""

    kid: str
    key: Ed25519PrivateKey
    issuer: str
    audience: str
    lifetime_seconds: int

    def sign(self, person: Person, now: datetime, *, until: datetime | None = None) -> AccessToken:
        """An access token that is valid from now for its lifetime, and never longer than `until`.

        Claims as the contract has them: who it is, and of whom nothing else is known.
        """
        token_id = secrets.token_urlsafe(16)
        expires_at = now + timedelta(seconds=self.lifetime_seconds)
        if until is not None and until < expires_at:
            expires_at = until
        claims: dict[str, Any] = {
            "sub": str(person.user_id),
            "email": person.email,
            "name": person.name,
            "admin": person.is_admin,
            "created_at": person.created_at.isoformat(),
            "jti": token_id,
            "iss": self.issuer,
            "aud": self.audience,
            # With fractions: a password changed in the same second must end only older sessions.
            "iat": now.timestamp(),
            "nbf": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        signed = jwt.encode(claims, self.key, algorithm=ALGORITHM, headers={"kid": self.kid})
        return AccessToken(signed, token_id, expires_at)


def public_jwk(kid: str, public: bytes) -> Jwk:
    """The public half as RFC 8037 writes it."""
    return Jwk(kid=kid, x=base64.urlsafe_b64encode(public).rstrip(b"=").decode())
