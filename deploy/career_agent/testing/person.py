"""A person who uses the product through the gateway, as the documents describe it."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

PASSWORD = "correct horse battery staple"
WAITS_SECONDS = 60.0


@dataclass(slots=True)
class Visitor:
    """Someone with an account and a token."""

    http: httpx.AsyncClient
    email: str
    user_id: int

    @classmethod
    async def register(cls, http: httpx.AsyncClient, *, name: str = "Ada Lovelace") -> "Visitor":
        """Open an account, log in, and send the token from then on."""
        email = f"visitor-{secrets.token_hex(6)}@example.com"
        account = await http.post("/auth/register", json={"email": email, "password": PASSWORD, "full_name": name})
        assert account.status_code == 201, account.text
        visitor = cls(http, email, account.json()["id"])
        await visitor.log_in()
        return visitor

    async def log_in(self) -> None:
        """Get a new token."""
        answer = await self.http.post("/auth/login", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    async def upload_cv(self, content: bytes, filename: str) -> httpx.Response:
        """Upload a CV, whatever comes of it."""
        return await self.http.post("/api/profile/cv", files={"file": (filename, content)})

    async def matches(self, **query: Any) -> dict[str, Any]:
        """The ranked list."""
        answer = await self.http.get("/api/matches", params=query)
        assert answer.status_code == 200, answer.text
        listed: dict[str, Any] = answer.json()
        return listed

    async def wait_for_matches(self, least: int = 1) -> list[dict[str, Any]]:
        """Poll until at least so many are there, and return them."""
        listed = await self._poll(lambda page: page["total"] >= least)
        found: list[dict[str, Any]] = listed["matches"]
        return found

    async def _poll(self, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = time.monotonic() + WAITS_SECONDS
        while not enough(listed := await self.matches()):
            assert time.monotonic() < until, f"still only {listed['total']} matches after {WAITS_SECONDS} s"
            await asyncio.sleep(0.2)
        return listed
