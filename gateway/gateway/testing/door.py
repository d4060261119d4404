"""A gateway to knock at in tests, in front of one service that tells what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import ASGIApp

from gateway.service import open_gateway
from gateway.upstreams import AppUpstream, HttpUpstream, Replicas, Upstream
from shared.auth import Verifier
from shared.http.request_scope import RequestScope
from shared.peers import Peers
from shared.serving import Drain
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.plain import until


def telling_service() -> ASGIApp:
    """Stands for profile-service: says what arrived."""
    app = FastAPI()

    @app.put("/api/profile")
    @app.get("/api/profile")
    @app.post("/api/profile/cv")
    async def tell(request: Request) -> JSONResponse:
        body = await request.body()
        told = {
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": [[name.decode(), value.decode()] for name, value in request.scope["headers"]],
            "bytes": len(body),
        }
        return JSONResponse(
            told, headers={"Server": "secret/1.0", "Connection": "x-inner", "X-Inner": "1", "X-Kept": "1"}
        )

    @app.get("/api/profile/cv/parsed")
    async def slow() -> Response:
        await asyncio.sleep(30)
        return Response()

    @app.get("/api/profile/cv/file")
    async def stream() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b"x" * 10_000

        return StreamingResponse(pieces(), media_type="application/pdf")

    @app.get("/api/profile/projects")
    async def events(silence: float, times: int) -> StreamingResponse:
        async def one_by_one() -> AsyncIterator[bytes]:
            for number in range(times):
                yield b"data: %d\n\n" % number
                await asyncio.sleep(silence)

        return StreamingResponse(one_by_one(), media_type="text/event-stream")

    @app.get("/health/ready")
    async def ready() -> Response:
        return Response(json.dumps({"status": "ready", "checks": {"database": "ok"}}))

    return RequestScope(app, "profile")


@dataclass
class Door:
    """A gateway and how to knock."""

    client: httpx.AsyncClient
    issuer: Issuer
    peers: Peers
    drain: Drain

    async def knock(self, raw_path: str) -> int:
        """The status of a GET whose path is sent letter for letter, as no well-behaved client would."""
        url = self.client.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        token = self.signed()["Authorization"]
        writer.write(f"GET {raw_path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
        status = (await reader.readline()).split()[1]
        writer.close()
        await writer.wait_closed()
        return int(status)

    def signed(self, user_id: int = 7, *, admin: bool = False) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token(user_id, admin=admin)}"}


@asynccontextmanager
async def open_door(*, over_network: bool, redis_url: str = "") -> AsyncIterator[Door]:
    """A gateway served on loopback, its service in this process or behind an address."""
    platform = PlatformSettings(feed_every_seconds=0.05, redis_url=redis_url)
    issuer, peers, drain = Issuer(platform), Peers({}), Drain()
    service = telling_service()
    peers.connect("profile", service)
    async with AsyncExitStack() as stack:
        upstream: Upstream = AppUpstream(service)
        if over_network:
            replicas = Replicas([await served(service, stack)], connections=10, connect_seconds=1)
            upstream = HttpUpstream(await stack.enter_async_context(replicas.watched()))
        verifier = Verifier(issuer, platform)
        await verifier.start()
        stack.push_async_callback(verifier.stop)
        stack.push_async_callback(peers.close)
        opening = open_gateway({"profile": upstream}, peers, verifier, platform, drain)
        gateway = await stack.enter_async_context(opening)
        client = httpx.AsyncClient(base_url=await served(gateway, stack), timeout=10)
        yield Door(await stack.enter_async_context(client), issuer, peers, drain)


async def served(app: ASGIApp, stack: AsyncExitStack) -> str:
    """Serve an app on a free loopback port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", server_header=False))
    serving = asyncio.create_task(server._serve())
    await until(lambda: server.started)

    async def stop() -> None:
        server.should_exit = True
        server.force_exit = True
        await serving

    stack.push_async_callback(stop)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
