"""Signs access tokens as auth-service would, for tests of the other services."""

import base64
import secrets
import time
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.auth import ALGORITHM, FeedEntry, FeedPage, Jwk, Jwks
from shared.settings import PlatformSettings

REGISTERED_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Issuer:
    """A key, the tokens it signed, and a feed that tests write to."""

    def __init__(self, settings: PlatformSettings) -> None:
        self._settings = settings
        self._key = Ed25519PrivateKey.generate()
        self._kid = secrets.token_hex(4)
        self.revocations: list[FeedEntry] = []

    def token(self, user_id: int, *, name: str = "Ada Lovelace", admin: bool = False, **claims: object) -> str:
        """A valid token; `claims` override what it says."""
        now = time.time()
        says = {
            "sub": str(user_id),
            "email": f"person{user_id}@example.com",
            "name": name,
            "admin": admin,
            "created_at": REGISTERED_AT.isoformat(),
            "jti": secrets.token_hex(8),
            "iss": self._settings.token_issuer,
            "aud": self._settings.token_audience,
            "iat": now,
            "nbf": int(now),
            "exp": int(now) + 3600,
        }
        return jwt.encode({**says, **claims}, self._key, algorithm=ALGORITHM, headers={"kid": self._kid})

    def shut_out(self, user_id: int) -> None:
        """Say in the feed that this person was deactivated."""
        self._say_active(user_id, active=False)

    def let_in(self, user_id: int) -> None:
        """Say in the feed that this person is active again."""
        self._say_active(user_id, active=True)

    def _say_active(self, user_id: int, *, active: bool) -> None:
        until = datetime.now(UTC) + timedelta(hours=1)
        number = len(self.revocations) + 1
        self.revocations.append(FeedEntry(number=number, user_id=user_id, active=active, expires_at=until))

    async def keys(self) -> Jwks:
        public = self._key.public_key().public_bytes_raw()
        return Jwks(keys=(Jwk(kid=self._kid, x=base64.urlsafe_b64encode(public).rstrip(b"=").decode()),))

    async def feed(self, after: int) -> FeedPage:
        return FeedPage(entries=tuple(entry for entry in self.revocations if entry.number > after))
