"""The gateway, put together: over the network, or around the services' own apps."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from gateway.app import Gateway
from gateway.limits import RateLimits
from gateway.own_routes import own_app
from gateway.routing import ROUTES
from gateway.settings import Settings
from gateway.upstreams import HttpUpstream, Replicas, Upstream
from shared.auth import Verifier
from shared.peers import SERVICES, Peers
from shared.serving import Drain
from shared.settings import Environment, PlatformSettings, read_settings


@asynccontextmanager
async def open_gateway(
    upstreams: Mapping[str, Upstream], peers: Peers, verifier: Verifier, platform: PlatformSettings, drain: Drain
) -> AsyncIterator[ASGIApp]:
    """The gateway in front of these upstreams, which says when `drain` has begun. Raises MisconfiguredError."""
    settings = read_settings(Settings)
    production = platform.environment is Environment.PRODUCTION
    if platform.rate_limits == "off":
        yield _build(upstreams, peers, verifier, settings, None, drain, production=production)
        return
    async with RateLimits(platform.redis_url, replicas=settings.replicas) as limits:
        yield _build(upstreams, peers, verifier, settings, limits, drain, production=production)


def _build(
    upstreams: Mapping[str, Upstream],
    peers: Peers,
    verifier: Verifier,
    settings: Settings,
    limits: RateLimits | None,
    drain: Drain,
    *,
    production: bool,
) -> ASGIApp:
    public_docs = settings.public_docs == "on" or (settings.public_docs == "" and not production)
    services = [service for service in SERVICES if service in upstreams]
    own = own_app(peers, services, ROUTES, settings, drain, public_docs=public_docs)
    gateway = Gateway(ROUTES, upstreams, own, verifier, settings, limits, https=production)
    if not settings.origins:
        return gateway
    return CORSMiddleware(
        gateway,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID"],
        expose_headers=["X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"],
    )


@asynccontextmanager
async def network_upstreams(platform: PlatformSettings) -> AsyncIterator[dict[str, Upstream]]:
    """A forwarder to each service's addresses, which are watched."""
    settings = read_settings(Settings)
    async with AsyncExitStack() as stack:
        upstreams: dict[str, Upstream] = {}
        for name in SERVICES:
            replicas = Replicas(
                platform.addresses_of(name),
                connections=settings.upstream_connections,
                connect_seconds=settings.connect_seconds,
            )
            upstreams[name] = HttpUpstream(await stack.enter_async_context(replicas.watched()))
        yield upstreams
