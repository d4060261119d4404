"""How a process serves and stops."""

import asyncio
import signal
import socket
import sys
import textwrap

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from shared.serving import open_port, serve
from shared.settings import MisconfiguredError, PlatformSettings

STOPPING = textwrap.dedent("""
    import asyncio
    from shared.serving import run_until_told_to_stop

    async def main():
        try:
            print("started", flush=True)
            await asyncio.sleep(600)
        finally:
            print("closing", flush=True)
            await asyncio.sleep(float(%s))
            print("closed", flush=True)

    run_until_told_to_stop(main(), before_leaving_at_once=lambda: print("leaving", flush=True))
""")


@pytest.fixture
def platform() -> PlatformSettings:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return PlatformSettings(port=port, host="127.0.0.1")


async def process_that_closes_in(seconds: float) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STOPPING % seconds, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"started\n"
    return process


async def slow_app(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


async def test_a_request_in_hand_is_answered_before_the_server_stops(platform: PlatformSettings) -> None:
    serving = asyncio.create_task(serve(slow_app, platform, on=open_port(platform)))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{platform.port}") as client:
        asking = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0.25)
        serving.cancel()
        answer = await asking

    with pytest.raises(asyncio.CancelledError):
        await serving
    assert answer.text == "done"


async def test_a_port_in_use_is_one_sentence(platform: PlatformSettings) -> None:
    with (
        open_port(platform),
        pytest.raises(MisconfiguredError, match=rf"PORT .* {platform.port} .* is in use, [^.]*\.$"),
    ):
        open_port(platform)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_closes_everything_and_is_a_success(how: signal.Signals) -> None:
    process = await process_that_closes_in(0)

    process.send_signal(how)
    said, _ = await process.communicate()

    assert said == b"closing\nclosed\n"
    assert process.returncode == 0


async def test_a_second_signal_ends_the_process_at_once() -> None:
    process = await process_that_closes_in(600)
    assert process.stdout is not None

    process.send_signal(signal.SIGTERM)
    assert await process.stdout.readline() == b"closing\n"
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.wait_for(process.communicate(), 5)

    assert said == b"leaving\n"
    assert process.returncode == 128 + signal.SIGTERM
