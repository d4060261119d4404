"""The product to show: the one that runs already, or one started for the demo and stopped after it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import httpx

from career_agent.demo.client import CONNECT_SECONDS, open_http
from career_agent.demo.failures import DemoFailed
from career_agent.demo.screen import Screen
from career_agent.demo.settings import DemoSettings, local_url
from shared.local_servers import free_port

RUN = (sys.executable, "-m", "career_agent", "run")

ASK_SECONDS = 30.0
"""A product that is starting has its port already and answers when it is ready."""
START_SECONDS = 300.0
STOP_SECONDS = 40.0
LOOK_EVERY_SECONDS = 0.2


class Found(Enum):
    PRODUCT = auto()
    SOMETHING_ELSE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Product:
    url: str
    is_ours: bool
    """Started by the demo, and gone with it."""


@contextmanager
def find_or_start(settings: DemoSettings, screen: Screen, run: Sequence[str]) -> Iterator[Product]:
    """The product at the expected address; where no address was named and nothing answers, one of our own.

    Raises DemoFailed.
    """
    with screen.working(f"Looking for Career Agent at {settings.url}"):
        found = who_answers(settings.url)
    if found is Found.PRODUCT:
        yield Product(settings.url, is_ours=False)
        return
    if settings.demo_url:
        raise DemoFailed(_not_reachable(settings.url, found))
    is_free = found is Found.NOTHING
    port = settings.port if is_free else free_port()
    data_dir = settings.data_dir if is_free else settings.folder / "product"
    if not is_free:
        screen.say(f"Something else answers at {settings.url}: the demo's product takes port {port}.", "yellow")
    with _started(run, port, data_dir, settings.folder / "product.log", screen) as child:
        # Another start may have been quicker: then that one is shown, and ours has ended by itself.
        yield Product(local_url(port), is_ours=child.poll() is None)


def who_answers(url: str) -> Found:
    """Whether the product is at an address."""
    try:
        with open_http(url) as http:
            answer = http.get("/health", timeout=httpx.Timeout(ASK_SECONDS, connect=CONNECT_SECONDS))
        is_product = answer.is_success and answer.json().get("status") == "healthy" and "x-request-id" in answer.headers
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return Found.NOTHING
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
        return Found.SOMETHING_ELSE
    return Found.PRODUCT if is_product else Found.SOMETHING_ELSE


def _not_reachable(url: str, found: Found) -> str:
    if found is Found.NOTHING:
        return f"Nothing answers at {url}: start the product there, or unset DEMO_URL and the demo starts one itself."
    return f"What answers at {url} is not Career Agent, or it is not well: see {url}/health."


@contextmanager
def _started(
    run: Sequence[str], port: int, data_dir: Path, log: Path, screen: Screen
) -> Iterator[subprocess.Popen[bytes]]:
    child = _start(run, {"PORT": str(port), "DATA_DIR": str(data_dir)}, log)
    try:
        with screen.working(f"Starting Career Agent at {local_url(port)}"):
            _wait_until_healthy(child, local_url(port), log)
        yield child
    finally:
        _stop(child)


def _start(run: Sequence[str], settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches the demo alone, which then stops it in order."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            return subprocess.Popen(  # noqa: S603 - our own command
                run,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise DemoFailed(f"The product can't be started: {error.strerror} ({error.filename}).") from error


def _wait_until_healthy(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if who_answers(url) is Found.PRODUCT:
            return
        if child.poll() is not None:
            raise DemoFailed(f"The product did not start: {_last_line(log)}")
        time.sleep(LOOK_EVERY_SECONDS)
    raise DemoFailed(f"The product was not ready within {START_SECONDS:.0f} seconds: {log} says more.")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it did not say why."
