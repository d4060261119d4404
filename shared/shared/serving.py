"""A process that serves HTTP, and how it stops: at the first signal in order, at the second at once."""

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
import uvloop
from starlette.types import ASGIApp

from shared.bounded_protocol import BoundedProtocol
from shared.settings import MisconfiguredError, PlatformSettings

LONGEST_KEEP_ALIVE_SECONDS = 75
BACKLOG = 2048
CLOSING_SECONDS = 40.0
"""What closing takes at most: cut-off handlers, the relay's batch and each connection have bounds of their own."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_TURN_SECONDS = 0.0005
"""A thread that reads texts gives the event loop its turn after so long; Python would let ten times that pass."""


def run_until_told_to_stop(
    main: Coroutine[Any, Any, None], *, before_leaving_at_once: Callable[[], None] = lambda: None
) -> None:
    """Run `main`; the first signal cancels it, so that whatever it opened is closed, and a second one ends the process.

    A stop that was asked for is a success: nothing is raised for it.
    """
    told = False

    async def run() -> None:
        running = asyncio.ensure_future(main)

        def stop(number: int) -> None:
            nonlocal told
            if told:
                before_leaving_at_once()
                os._exit(128 + number)
            told = True
            running.cancel()

        for number in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
        try:
            await running
        except asyncio.CancelledError:
            if not told:
                raise

    sys.setswitchinterval(LONGEST_TURN_SECONDS)
    uvloop.run(run())


def open_port(platform: PlatformSettings) -> socket.socket:
    """The socket to serve on, taken before anything else is begun. Raises MisconfiguredError when it can't be had."""
    where = f"Setting PORT can't be used: port {platform.port} of {platform.host}"
    try:
        return socket.create_server((platform.host, platform.port), family=_family_of(platform.host), backlog=1)
    except PermissionError:
        raise MisconfiguredError(f"{where} is reserved for root, choose one above 1023.") from None
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is in use, stop what uses it or choose another" if taken else f"can't be opened ({error.strerror})"
        raise MisconfiguredError(f"{where} {why}.") from None


def _family_of(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def longest_stop_seconds(platform: PlatformSettings) -> float:
    """How long a process may take from the signal to its end; whoever kills it earlier cuts off what is in hand.

    Requests, events and paid calls of a language model are waited for one after the other.
    """
    return platform.drain_seconds + 3 * platform.shutdown_seconds + CLOSING_SECONDS


class Draining(Exception):
    """This process is being stopped: whoever chooses among replicas must choose another."""


class Drain:
    """Whether a process has been told to stop while it still serves; one of its ready checks."""

    def __init__(self) -> None:
        self.has_begun = False

    async def check(self) -> None:
        """Raise Draining once it has begun."""
        if self.has_begun:
            raise Draining


def keep_what_is_there() -> None:
    """Leave what a process has by now out of the collector's rounds: looking through it would halt every request."""
    gc.collect()
    gc.freeze()


async def serve(
    app: ASGIApp, platform: PlatformSettings, *, on: socket.socket | None = None, drain: Drain | None = None
) -> None:
    """Serve HTTP until cancelled, go on while `drain` turns others away, then let requests in hand finish.

    `on` is what `open_port` gave.
    """
    server = _Server(_config(app, platform))
    with on or open_port(platform) as bound:
        serving = asyncio.create_task(server.serve([bound]), name="http")
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            if drain is not None and platform.drain_seconds:
                drain.has_begun = True
                await asyncio.sleep(platform.drain_seconds)
            server.should_exit = True
            await serving
            raise


async def serve_while(
    watch: Coroutine[Any, Any, None],
    app: ASGIApp,
    platform: PlatformSettings,
    *,
    on: socket.socket | None = None,
    drain: Drain | None = None,
) -> None:
    """As `serve`, and until the watch raises what then ends the process."""
    serving, watching = asyncio.create_task(serve(app, platform, on=on, drain=drain)), asyncio.create_task(watch)
    try:
        ended, _ = await asyncio.wait([serving, watching], return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            await task
    finally:
        for task in (watching, serving):
            task.cancel()
        await asyncio.wait([watching, serving])


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn raises them again once it has stopped, and would cut off what we still close."""
        yield


def _config(app: ASGIApp, platform: PlatformSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        # Who a client is, is read from what our proxies say where it is needed, and from nobody else.
        proxy_headers=False,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=LONGEST_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(platform.shutdown_seconds),
    )
