"""Asking another service's public paths on behalf of a caller, with the caller's own token."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from shared import deadline, tracing
from shared.auth.feed import FEED_PATH, JWKS_PATH, FeedPage, Jwks
from shared.errors import Unavailable
from shared.settings import PlatformSettings

Shape = TypeVar("Shape", Jwks, FeedPage)

LONGEST_ANSWER_SECONDS = 20.0

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

    async def get(self, service: str, path: str, *, token: str | None = None, **params: Any) -> httpx.Response:
        """The service's answer, whatever its status. Raises Unavailable when it does not answer, or with a 5xx."""
        return await self._ask("GET", service, path, token, params=params or None)

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
            answer = await self._clients[service].get("/health/ready")
            checks: dict[str, str] = answer.json()["checks"]
        except (httpx.HTTPError, KeyError, ValueError):
            return {}
        return checks

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.aclose()


class Failover(httpx.AsyncBaseTransport):
    """Several replicas of one service: the next one is asked when one can't be reached."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._replicas = [httpx.URL(address) for address in addresses]
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Only GETs go this way, so the one that hung up may be asked again."""
        for at, replica in enumerate(self._replicas):
            request.url = request.url.copy_with(scheme=replica.scheme, host=replica.host, port=replica.port)
            try:
                return await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError):
                if at == len(self._replicas) - 1:
                    raise
                self._replicas = [*self._replicas[1:], self._replicas[0]]
        raise httpx.ConnectError("no replica has an address")

    async def aclose(self) -> None:
        await self._transport.aclose()


def _client_of(addresses: Sequence[str], timeout: httpx.Timeout) -> httpx.AsyncClient:
    transport = Failover(addresses) if len(addresses) > 1 else None
    return httpx.AsyncClient(base_url=addresses[0] if addresses else "", timeout=timeout, transport=transport)


class PeerTokenSource:
    """Keys and feed as auth-service serves them."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def keys(self) -> Jwks:
        answer = await self._peers.get("auth", JWKS_PATH)
        return _read(Jwks, answer)

    async def feed(self, after: int) -> FeedPage:
        answer = await self._peers.get("auth", FEED_PATH, after=after)
        return _read(FeedPage, answer)


def _read(shape: type[Shape], answer: httpx.Response) -> Shape:
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        raise Unavailable from error
