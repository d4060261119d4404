"""P7: what a request costs the gateway, against nginx as a plain proxy before the same service in the same run.

The service answers 1 KB from a process of its own; 32 connections; what counts is the proxy's own CPU time. The gateway
verifies tokens and writes its log into a file, as in production; nginx writes none.
"""

import asyncio
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import uvicorn
from fastapi import FastAPI

from shared.auth import FEED_PATH, JWKS_PATH, FeedPage, Jwks
from shared.local_servers import free_port
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.plain import until
from shared.testing.servers.lease import folder_of, lease

ROUNDS = 5
CONNECTIONS = 32
REQUESTS = 6_000
ALONE = 400
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n" + b"x" * 1024
STARTS_WITHIN_SECONDS = 60.0
NGINX = """\
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream service {{ server 127.0.0.1:{upstream}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


class Answering(asyncio.Protocol):
    """A service that costs next to nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._seen = b""

    def data_received(self, data: bytes) -> None:
        self._seen += data
        while b"\r\n\r\n" in self._seen:
            _, _, self._seen = self._seen.partition(b"\r\n\r\n")
            self._transport.write(ANSWER)


def answer_on(port: int) -> None:
    """The service's process."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port)
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


async def load(port: int, head: bytes, connections: int, requests: int) -> list[float]:
    """Send so many requests over so many connections; each one's seconds."""
    took: list[float] = []

    async def client(share: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(share):
            began = time.perf_counter()
            writer.write(head)
            answered = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in answered.split(b"\r\n", 1)[0], answered
            await reader.readexactly(1024)
            took.append(time.perf_counter() - began)
        writer.close()

    async with asyncio.timeout(120):
        await asyncio.gather(*(client(requests // connections) for _ in range(connections)))
    return took


def cpu_seconds(process: psutil.Process) -> float:
    """What a process and its children have used."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(each.cpu_times()[:2]) for each in family)


@contextmanager
def running(command: list[str], port: int, **environ: str) -> Iterator[psutil.Process]:
    """A process that listens on a port, ended with the block."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env={**os.environ, **environ}, stderr=log) as child,
    ):
        try:
            until = time.monotonic() + STARTS_WITHIN_SECONDS
            while port not in _ports_of(child.pid):
                assert child.poll() is None, f"{command[0]} ended"
                assert time.monotonic() < until, f"{command[0]} does not listen"
                time.sleep(0.05)
            yield psutil.Process(child.pid)
        finally:
            child.terminate()


def _ports_of(pid: int) -> set[int]:
    main = psutil.Process(pid)
    return {each.laddr.port for process in [main, *main.children()] for each in process.net_connections("tcp")}


@asynccontextmanager
async def auth_service(issuer: Issuer) -> AsyncIterator[str]:
    """Keys and feed, as auth-service serves them."""
    app = FastAPI()

    @app.get(JWKS_PATH)
    async def keys() -> Jwks:
        return await issuer.keys()

    @app.get(FEED_PATH)
    async def feed(after: int = 0) -> FeedPage:
        return await issuer.feed(after)

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


def figure(name: str, value: float, **more: object) -> None:
    """One line for `make bench`."""
    print(json.dumps({"figure": name, "value": round(value, 4), **more}), flush=True)


async def measure(folder: Path) -> None:
    """Start everything, then load one proxy after the other, several times in turn."""
    issuer = Issuer(PlatformSettings())
    head = f"GET /api/profile HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {issuer.token(7)}\r\n\r\n".encode()
    upstream, plain, limited, proxy = (free_port() for _ in range(4))
    service = multiprocessing.get_context("spawn").Process(target=answer_on, args=(upstream,), daemon=True)
    service.start()
    async with auth_service(issuer) as auth:
        environ = {"AUTH_URL": auth, "PROFILE_URL": f"http://127.0.0.1:{upstream}"}
        gateway = [sys.executable, "-m", "gateway"]
        with (
            lease("redis", folder_of("redis")) as redis,
            running(gateway, plain, **environ, PORT=str(plain), RATE_LIMITS="off") as without,
            running(
                gateway,
                limited,
                **environ,
                PORT=str(limited),
                REDIS_URL=redis["url"],
                GATEWAY_LIMIT_USER="1000000/second",
            ) as with_limits,
            nginx(folder, upstream, proxy) as other,
        ):
            processes = {"gateway": (without, plain), "limited": (with_limits, limited)}
            if other is not None:
                processes["nginx"] = (other, proxy)
            await compare(processes, head, upstream)
    service.terminate()


@contextmanager
def nginx(folder: Path, upstream: int, port: int) -> Iterator[psutil.Process | None]:
    """nginx before the service; none where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        print("nginx is not installed: there is nothing to compare with.", flush=True)
        yield None
        return
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, upstream=upstream, port=port))
    with running([program, "-c", str(config)], port) as process:
        yield process


async def compare(processes: dict[str, tuple[psutil.Process, int]], head: bytes, upstream: int) -> None:
    """Requests per CPU-second of each, in turn; then what the gateway adds to one request alone."""
    rates: dict[str, list[float]] = {name: [] for name in processes}
    added: list[float] = []
    for _, port in processes.values():
        await load(port, head, CONNECTIONS, 640)
    for _ in range(ROUNDS):
        for name, (process, port) in processes.items():
            before = cpu_seconds(process)
            await load(port, head, CONNECTIONS, REQUESTS)
            rates[name].append(REQUESTS / max(cpu_seconds(process) - before, 0.01))
        direct = statistics.median(await load(upstream, head, 1, ALONE))
        through = statistics.median(await load(processes["gateway"][1], head, 1, ALONE))
        added.append((through - direct) * 1000)
    for name, each in rates.items():
        figure(f"P7.{name}_requests_per_cpu_second", statistics.median(each), rounds=ROUNDS)
    if "nginx" in rates:
        for name, bar in (("gateway", 0.30), ("limited", 0.12)):
            ratio = statistics.median(own / nginx for own, nginx in zip(rates[name], rates["nginx"], strict=True))
            figure(f"P7.{name}_to_nginx", ratio, bar=bar, rounds=ROUNDS)
    figure("P7.added_ms_at_one_connection", statistics.median(added), bar=1, rounds=ROUNDS)


def main() -> None:
    """Measure in a folder of its own."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o777)
    try:
        asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
