"""Asking another service's public paths on behalf of a caller, with the caller's own token."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import httpx
import structlog
from pydantic import ValidationError

from shared import deadline, tracing
from shared.auth.feed import FEED_PATH, JWKS_PATH, FeedPage, Jwks
from shared.errors import Unavailable
from shared.settings import PlatformSettings

log = structlog.get_logger()

Shape = TypeVar("Shape", Jwks, FeedPage)

LONGEST_ANSWER_SECONDS = 20.0
READINESS_SECONDS = 2.0
"""A replica that takes longer to say how it is, is not well."""
TOKEN_SOURCE_SECONDS = 1.0
"""Keys and feed are a few rows, and a revocation is in force within a second: a replica that keeps silent hangs."""

SERVICES = ("auth", "profile", "job", "match", "generation", "insights")


class Peers:
    """One HTTP client per service: over the network, or straight to an ASGI app in this process."""

    def __init__(self, clients: Mapping[str, httpx.AsyncClient]) -> None:
        self._clients = dict(clients)

    @classmethod
    def over_network(cls, settings: PlatformSettings) -> "Peers":
        """Clients for the addresses in the settings."""
        timeout = httpx.Timeout(settings.peer_timeout_seconds, connect=2)
        return cls({name: _client_of(settings.addresses_of(name), timeout) for name in SERVICES})

    def connect(self, name: str, app: Any) -> None:
        """Reach a service by its ASGI app from now on."""
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._clients[name] = httpx.AsyncClient(base_url=f"http://{name}", transport=transport)

    async def get(
        self, service: str, path: str, *, token: str | None = None, patience: float | None = None, **params: Any
    ) -> httpx.Response:
        """The service's answer, whatever its status. Raises Unavailable when it does not answer, or with a 5xx.

        `patience`: how many seconds a replica may keep silent while there is another to ask; None: as many as the
        settings say.
        """
        timeout = httpx.USE_CLIENT_DEFAULT if patience is None else httpx.Timeout(patience)
        return await self._ask("GET", service, path, token, params=params or None, timeout=timeout)

    async def post(self, service: str, path: str, body: Mapping[str, Any], *, token: str) -> httpx.Response:
        """The same for a JSON body that is posted; only for what may be asked for twice."""
        return await self._ask("POST", service, path, token, json=body)

    async def _ask(self, method: str, service: str, path: str, token: str | None, **sent: Any) -> httpx.Response:
        headers = {"traceparent": tracing.child_of(tracing.traceparent.get())}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if (request := tracing.request_id.get()) is not None:
            headers["X-Request-ID"] = request
        seconds = min(LONGEST_ANSWER_SECONDS, deadline.remaining() or LONGEST_ANSWER_SECONDS)
        headers[deadline.HEADER] = f"{seconds:.3f}"
        try:
            # The client's own timeouts end no call to an app in this process.
            async with asyncio.timeout(seconds):
                answer = await self._clients[service].request(method, path, headers=headers, **sent)
        except (httpx.HTTPError, KeyError, TimeoutError) as error:
            raise Unavailable from error
        if answer.is_server_error:
            raise Unavailable
        return answer

    async def readiness(self, service: str) -> dict[str, str]:
        """What the service's ready check says of each thing it needs; empty when it does not answer."""
        try:
            answer = await self._clients[service].get("/health/ready", timeout=READINESS_SECONDS)
            checks: dict[str, str] = answer.json()["checks"]
        except (httpx.HTTPError, KeyError, ValueError):
            return {}
        return checks

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.aclose()


class Failover(httpx.AsyncBaseTransport):
    """The replicas of one service: the next one is asked when one can't be reached, hangs up or keeps silent."""

    def __init__(self, addresses: Sequence[str], timeout: httpx.Timeout) -> None:
        self._replicas = [httpx.URL(address) for address in addresses]
        self._last_timeout = timeout.as_dict()
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Only what may be asked for twice goes this way. Raises httpx.TransportError as the last one does."""
        *others, last = self._replicas
        for replica in others:
            try:
                return await self._ask(replica, request)
            except httpx.TransportError as error:
                log.warning("peer_passed_over", peer=str(replica), error_type=type(error).__name__)
        # Nobody is left to ask instead: a busy machine takes its time.
        request.extensions = {**request.extensions, "timeout": self._last_timeout}
        return await self._ask(last, request)

    async def _ask(self, replica: httpx.URL, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme=replica.scheme, host=replica.host, port=replica.port)
        try:
            return await self._transport.handle_async_request(request)
        except (httpx.TransportError, asyncio.CancelledError):
            # The next request begins with another one. A deadline that is over cancels.
            self._replicas = [*(each for each in self._replicas if each != replica), replica]
            raise

    async def aclose(self) -> None:
        await self._transport.aclose()


def _client_of(addresses: Sequence[str], timeout: httpx.Timeout) -> httpx.AsyncClient:
    transport = Failover(addresses, timeout) if addresses else None
    return httpx.AsyncClient(base_url=addresses[0] if addresses else "", timeout=timeout, transport=transport)


class PeerTokenSource:
    """Keys and feed as auth-service serves them."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def keys(self) -> Jwks:
        answer = await self._peers.get("auth", JWKS_PATH, patience=TOKEN_SOURCE_SECONDS)
        return _read(Jwks, answer)

    async def feed(self, after: int) -> FeedPage:
        answer = await self._peers.get("auth", FEED_PATH, patience=TOKEN_SOURCE_SECONDS, after=after)
        return _read(FeedPage, answer)


def _read(shape: type[Shape], answer: httpx.Response) -> Shape:
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        raise Unavailable from error
