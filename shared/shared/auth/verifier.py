"""Verifies access tokens: signature, issuer, audience, times, and what the revocation feed says since."""

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
import structlog

from shared.auth.claims import ALGORITHM, REQUIRED_CLAIMS, Caller
from shared.auth.feed import Revocations, TokenSource
from shared.errors import Failure, NotAuthenticated, Unavailable
from shared.settings import PlatformSettings

log = structlog.get_logger()

LONGEST_TOKEN = 8192
LEEWAY_SECONDS = 5
REMEMBERED_TOKENS = 20_000
KEYS_EVERY_SECONDS = 60.0
UNKNOWN_KEY_SECONDS = 10.0
"""An unknown `kid` makes us fetch the keys again, at most this often."""


class Verifier:
    """One per process. `start` begins to follow keys and feed; until both have been read, verification is refused."""

    def __init__(self, source: TokenSource, settings: PlatformSettings) -> None:
        self._source = source
        self._settings = settings
        self._revocations = Revocations()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._keys_read = -KEYS_EVERY_SECONDS
        self._feed_read: float | None = None
        self._remembered: OrderedDict[str, Caller] = OrderedDict()
        self._signed_at: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def use(self, source: TokenSource) -> None:
        """Follow this source instead: auth-service knows keys and feed from its own tables."""
        self._source = source

    async def start(self) -> None:
        """Read keys and feed if they can be had, and follow them from then on."""
        await self._follow_once()
        self._task = asyncio.create_task(self._follow(), name="revocation feed")

    async def stop(self) -> None:
        """Follow no longer."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def feed_age_seconds(self) -> float | None:
        """Since the feed was last read; none before the first time."""
        return None if self._feed_read is None else time.monotonic() - self._feed_read

    async def verify(self, token: str) -> Caller:
        """The caller a token speaks for. Raises NotAuthenticated, or Unavailable before the feed was ever read."""
        if self._feed_read is None:
            await self._follow_once()
        if self._feed_read is None:
            raise Unavailable
        caller = self._remembered.get(token) or await self._check_signature(token)
        return self._as_of_now(caller)

    async def is_shut_out(self, user_id: int) -> bool:
        """Whether this person was deactivated or closed their account within the lifetime of a token.

        A yes is made sure of: who has just been let in again is not refused for what was read before. While
        auth-service can't be reached the last feed stays in force; before the first nobody is known to be shut out.
        """
        if self._feed_read is None or not self._is_active(user_id):
            await self._follow_once()
        return not self._is_active(user_id)

    def _is_active(self, user_id: int) -> bool:
        entry = self._revocations.of_person(user_id)
        return entry is None or entry.active

    async def _check_signature(self, token: str) -> Caller:
        if len(token) > LONGEST_TOKEN:
            raise NotAuthenticated("The token is invalid")
        key = await self._key_of(token)
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._settings.token_audience,
                issuer=self._settings.token_issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED_CLAIMS)},
            )
            caller = _caller(claims, token)
        except jwt.ExpiredSignatureError:
            raise NotAuthenticated("The token has expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise NotAuthenticated("The token is invalid") from None
        self._remember(token, caller, float(claims["iat"]))
        return caller

    async def _key_of(self, token: str) -> jwt.PyJWK:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except (jwt.PyJWTError, ValueError, TypeError):
            raise NotAuthenticated("The token is invalid") from None
        if not isinstance(kid, str):
            raise NotAuthenticated("The token is invalid")
        if kid not in self._keys and time.monotonic() - self._keys_read > UNKNOWN_KEY_SECONDS:
            with suppress(Failure):
                await self._read_keys()
        if kid not in self._keys:
            raise NotAuthenticated("The token is invalid")
        return self._keys[kid]

    def _remember(self, token: str, caller: Caller, signed_at: float) -> None:
        self._remembered[token] = caller
        self._signed_at[token] = signed_at
        if len(self._remembered) > REMEMBERED_TOKENS:
            oldest, _ = self._remembered.popitem(last=False)
            del self._signed_at[oldest]

    def _as_of_now(self, caller: Caller) -> Caller:
        if caller.expires_at.timestamp() + LEEWAY_SECONDS < time.time():
            raise NotAuthenticated("The token has expired")
        if self._revocations.of_token(caller.token_id) is not None:
            raise NotAuthenticated("The session has ended")
        entry = self._revocations.of_person(caller.id)
        if entry is None:
            return caller
        ended = entry.not_before is not None and self._signed_at[caller.token] < entry.not_before.timestamp()
        if (ended and caller.token_id != entry.spares) or not entry.active:
            raise NotAuthenticated("The session has ended")
        return caller if entry.admin == caller.is_admin else replace(caller, is_admin=entry.admin)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._settings.feed_every_seconds)
            await self._follow_once()

    async def _follow_once(self) -> None:
        try:
            if not self._keys or time.monotonic() - self._keys_read > KEYS_EVERY_SECONDS:
                await self._read_keys()
                self._revocations.forget_before(datetime.now(UTC))
            await self._read_feed()
        except Exception as error:
            # Whatever it was: what was read last stays in force, and readiness says how old it is.
            log.warning("feed_unreadable", exc_info=error)

    async def _read_feed(self) -> None:
        asked = time.monotonic()
        while (page := await self._source.feed(self._revocations.last)).entries:
            self._revocations.take_up(page)
        self._feed_read = asked

    async def _read_keys(self) -> None:
        self._keys_read = time.monotonic()
        fresh = await self._source.keys()
        keys = {key.kid: jwt.PyJWK(key.model_dump(), algorithm=ALGORITHM) for key in fresh.keys}
        if keys.keys() != self._keys.keys():
            self._remembered.clear()
            self._signed_at.clear()
        self._keys = keys


def _caller(claims: dict[str, Any], token: str) -> Caller:
    return Caller(
        id=int(claims["sub"]),
        email=str(claims["email"]),
        name=str(claims["name"]),
        is_admin=claims["admin"] is True,
        created_at=datetime.fromisoformat(claims["created_at"]),
        token_id=str(claims["jti"]),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        token=token,
    )
