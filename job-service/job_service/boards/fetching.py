"""Fetching a board's answer, within bounds of size, time and place."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Protocol

import httpx
import stamina

from job_service.boards.errors import (
    BoardAnswerTooLarge,
    BoardAnswerTooSlow,
    BoardAnswerUnreadable,
    BoardRedirectedAway,
    BoardRefused,
    BoardUnreachable,
)

CONNECT_SECONDS = 5
READ_SECONDS = 15
MOST_REDIRECTS = 3
ATTEMPTS = 3
USER_AGENT = "CareerAgent/1.0 (job aggregator; links back to the original posting)"
_READABLE = ("json", "xml", "rss", "atom", "text/plain", "octet-stream")
_WORTH_ANOTHER_TRY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, 500, 502, 503, 504})


class BoardClient(Protocol):
    """Gets the content of a board's address."""

    async def get(self, url: str) -> bytes:
        """The whole answer. Raises BoardUnreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most an answer may weigh once unpacked, and take, all tries together."""

    most_bytes: int
    most_seconds: float


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than all else that a client needs."""
    return httpx.create_ssl_context()


class _TryAgain(Exception):
    """The board may answer when asked once more."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class HttpBoardClient:
    """Over HTTP: never off the board's own host, tried again when the board stumbles."""

    def __init__(self, http: httpx.AsyncClient, bounds: Bounds) -> None:
        self._http = http
        self._bounds = bounds

    @classmethod
    @asynccontextmanager
    async def open(cls, bounds: Bounds) -> AsyncIterator["HttpBoardClient"]:
        """A client with connections of its own."""
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json, application/rss+xml, application/xml;q=0.9"}
        async with httpx.AsyncClient(
            timeout=timeout, headers=headers, follow_redirects=False, verify=_trusted()
        ) as http:
            yield cls(http, bounds)

    async def get(self, url: str) -> bytes:
        """The whole answer, unpacked. Raises BoardUnreadable."""
        try:
            async with asyncio.timeout(self._bounds.most_seconds):
                return await self._get_with_retries(url)
        except TimeoutError:
            raise BoardAnswerTooSlow from None
        except _TryAgain as failed:
            raise failed.cause from None

    async def _get_with_retries(self, url: str) -> bytes:
        async for attempt in stamina.retry_context(on=_TryAgain, attempts=ATTEMPTS, wait_initial=0.2, wait_max=2.0):
            with attempt:
                return await self._get_once(httpx.URL(url))
        raise BoardUnreachable

    async def _get_once(self, url: httpx.URL) -> bytes:
        origin = url.host
        try:
            for _ in range(MOST_REDIRECTS + 1):
                async with self._http.stream("GET", url) as response:
                    if response.next_request is None:
                        return await self._content(response)
                    url = response.next_request.url
                if url.host != origin:
                    raise BoardRedirectedAway
        except httpx.TransportError as error:
            raise _TryAgain(BoardUnreachable()) from error
        except httpx.HTTPError:
            raise BoardAnswerUnreadable from None
        raise BoardRedirectedAway("The board redirects in circles.")

    async def _content(self, response: httpx.Response) -> bytes:
        if response.status_code != HTTPStatus.OK:
            refused = BoardRefused(f"The board answered with status {response.status_code}.")
            raise _TryAgain(refused) if response.status_code in _WORTH_ANOTHER_TRY else refused
        if not any(kind in response.headers.get("content-type", "octet-stream") for kind in _READABLE):
            raise BoardAnswerUnreadable("The board answered with a page for people.")
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > self._bounds.most_bytes:
                raise BoardAnswerTooLarge
        return bytes(content)
