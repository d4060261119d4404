"""Somebody at the door of auth-service, with or without an account."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from shared.testing.running import ServiceUnderTest

PASSWORD = "securepassword123"
WAITS_SECONDS = 20.0


@dataclass(slots=True)
class Visitor:
    """An address, and the tokens it was given last."""

    app: ServiceUnderTest
    email: str = "user@example.com"
    password: str = PASSWORD
    access: str = ""
    refresh_token: str = ""

    @classmethod
    async def registered(cls, app: ServiceUnderTest, email: str = "user@example.com") -> "Visitor":
        """Someone with an account and a session."""
        visitor = cls(app, email)
        answer = await visitor.open_account()
        assert answer.status_code == 201, answer.text
        return visitor

    async def open_account(self, **fields: Any) -> httpx.Response:
        """Register as Job Match Platform does it."""
        sent = {"email": self.email, "password": self.password, **fields}
        return self._took(await self.app.anyone.post("/api/auth/register", json=sent))

    async def log_in(self, password: str | None = None) -> httpx.Response:
        """Log in as Job Match Platform does it."""
        sent = {"email": self.email, "password": password or self.password}
        return self._took(await self.app.anyone.post("/api/auth/login", json=sent))

    async def refresh(self, token: str | None = None) -> httpx.Response:
        """Exchange a refresh token, the newest unless another is given; what comes of it is taken up."""
        return self._took(await self.exchange(token or self.refresh_token))

    async def exchange(self, token: str) -> httpx.Response:
        """Exchange a refresh token, and leave it at that."""
        return await self.app.anyone.post("/api/auth/refresh", json={"refresh_token": token})

    async def call(self, method: str, path: str, *, token: str | None = None, **sent: Any) -> httpx.Response:
        """A request with the newest access token, or another."""
        headers = {"Authorization": f"Bearer {token or self.access}"}
        return await self.app.anyone.request(method, path, headers=headers, **sent)

    @property
    def user_id(self) -> int:
        """As the token says."""
        return int(self.claims["sub"])

    @property
    def claims(self) -> dict[str, Any]:
        """What the newest access token says."""
        claims: dict[str, Any] = jwt.decode(self.access, options={"verify_signature": False})
        return claims

    async def is_let_in(self, token: str | None = None) -> bool:
        """Whether an access token is good just now."""
        return (await self.call("GET", "/api/export/auth", token=token)).status_code == 200

    async def is_shut_out(self, token: str | None = None) -> None:
        """Wait until an access token is dead."""
        until = time.monotonic() + WAITS_SECONDS
        while await self.is_let_in(token):
            assert time.monotonic() < until, "the token is still good"
            await asyncio.sleep(0.02)

    def _took(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            self.access = answer.json()["access_token"]
            self.refresh_token = answer.json()["refresh_token"]
        return answer
