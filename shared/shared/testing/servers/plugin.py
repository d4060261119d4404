"""The fixtures of `shared.testing.servers`, loaded by the root conftest."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from shared.local_servers import CannotStart
from shared.testing.servers.lease import Ready, folder_of, lease, throwaway_folder
from shared.testing.servers.postgres import PostgresServer
from shared.testing.servers.throwaway_redis import DATABASES

POSTGRES_SETTING = "TEST_DATABASE_URL"
AMQP_SETTING = "TEST_AMQP_URL"
REDIS_SETTING = "TEST_REDIS_URL"
BOTH_SETTING = "TEST_ON_BOTH"
SERVERS = ("wheel", "system")
PLUMBING = "shared"
"""The distribution whose tests run on both servers; but for the language model's."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A service's test runs on one PostgreSQL or the other, half of them on each; the plumbing's on both.

    Two servers differ in what the plumbing does with them; with `TEST_ON_BOTH=1` everything runs twice.
    """
    if os.environ.get(BOTH_SETTING):
        return
    twins: dict[str, list[pytest.Item]] = {}
    for item in items:
        if not _is_plumbing(item.path.relative_to(config.rootpath)):
            twins.setdefault(_without_server(item.nodeid), []).append(item)
    spared = {id(pair[1 - zlib.crc32(name.encode()) % 2]) for name, pair in twins.items() if len(pair) == len(SERVERS)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in spared])
    items[:] = [item for item in items if id(item) not in spared]


def _is_plumbing(file: Path) -> bool:
    return file.parts[0] == PLUMBING and "llm" not in file.parts


def _without_server(nodeid: str) -> str:
    """What the two runs of a test have in common."""
    name, _, parameters = nodeid.partition("[")
    return "-".join([name, *("*" if each in SERVERS else each for each in parameters.rstrip("]").split("-"))])


@pytest.fixture(scope="session", params=["wheel", "system"])
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """A PostgreSQL server: the wheel's, and then the system's or the one TEST_DATABASE_URL names."""
    with ExitStack() as stack:
        given = os.environ.get(POSTGRES_SETTING) if request.param == "system" else None
        server = PostgresServer(given or _leased(stack, request.param)["url"])
        stack.callback(server.drop_templates)
        yield server


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database of this test alone."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the account of a server may enter; pytest's `tmp_path` is closed to others."""
    folder = throwaway_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def amqp_server() -> Iterator[Ready]:
    """A throwaway RabbitMQ; `amqp_url` is what tests want."""
    with ExitStack() as stack:
        yield _leased(stack, "rabbitmq")


@pytest.fixture(scope="module")
def amqp_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty vhost of this module; or what TEST_AMQP_URL names, where others' queues may be."""
    if given := os.environ.get(AMQP_SETTING):
        yield given
        return
    server: Ready = request.getfixturevalue("amqp_server")
    vhost = f"t{secrets.token_hex(6)}"
    username = server["url"].removeprefix("amqp://").partition(":")[0]
    _rabbitmqctl(server, "add_vhost", vhost)
    _rabbitmqctl(server, "set_permissions", "--vhost", vhost, username, ".*", ".*", ".*")
    yield server["url"] + vhost
    _rabbitmqctl(server, "delete_vhost", vhost)


@pytest.fixture(scope="session")
def redis_database() -> Iterator[str]:
    """A Redis database of this pytest process alone; `redis_url` is what tests want."""
    if given := os.environ.get(REDIS_SETTING):
        yield given
        return
    with ExitStack() as stack:
        server = _leased(stack, "redis")
        yield f"{server['url']}/{_claimed_database(stack, folder_of('redis'))}"


@pytest.fixture
def redis_url(redis_database: str) -> str:
    """An empty Redis database."""
    with Redis.from_url(redis_database) as connection:
        connection.flushdb()
    return redis_database


def _leased(stack: ExitStack, kind: str) -> Ready:
    try:
        return stack.enter_context(lease(kind, folder_of(kind)))
    except CannotStart as error:
        pytest.fail(str(error), pytrace=False)


def _rabbitmqctl(server: Ready, *arguments: str) -> None:
    command = [*json.loads(server["control"]), "--quiet", *arguments]
    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, timeout=60)  # noqa: S603 - ours


def _claimed_database(stack: ExitStack, folder: Path) -> int:
    """The number of a database no other process has claimed; the claim ends with the stack or the process."""
    for number in range(DATABASES):
        file = stack.enter_context((folder / f"database-{number}").open("a"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return number
    pytest.fail(f"All {DATABASES} databases of the throwaway Redis are taken by other test runs.", pytrace=False)
