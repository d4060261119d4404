"""`make run` as a person meets it: starts, restarts, and everything that can be in the way."""

import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import PASSWORD, Visitor
from shared.testing.nursery import Nursery
from shared.testing.plain import until


@pytest.fixture
async def new_product(open_folder: Path) -> AsyncIterator[Product]:
    async with product_in(open_folder) as product:
        yield product


@pytest.fixture
async def product(started_folder: Path, product_nursery: Nursery) -> AsyncIterator[Product]:
    async with product_in(started_folder) as product:
        product.nursery = product_nursery
        yield product


async def can_log_in(product: Product, visitor: Visitor) -> bool:
    async with product.client() as client:
        answer = await client.post("/auth/login", json={"email": visitor.email, "password": PASSWORD})
        return answer.status_code == 200


def processes_of(product: Product) -> list[psutil.Process]:
    """Whatever still has the product's folder in its command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(product.data_dir) in word for word in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


async def test_the_first_start_says_where_the_product_is_and_it_is_there(new_product: Product) -> None:
    await new_product.start()

    assert f"ready at http://localhost:{new_product.port} " in new_product.said
    async with new_product.client() as client:
        assert (await client.get("/health")).json()["status"] == "healthy"
        assert (await client.get("/health/db")).json()["database"] == "connected"


async def test_data_survive_a_restart_and_nothing_is_migrated_twice(new_product: Product) -> None:
    new_product.settings["LOG_LEVEL"] = "INFO"
    await new_product.start()
    assert "schema_migrated" in new_product.said
    async with new_product.client() as client:
        visitor = await Visitor.register(client)
    assert await new_product.end() == 0

    await new_product.start()

    assert await can_log_in(new_product, visitor)
    assert "schema_migrated" not in new_product.said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_everything(product: Product, how: signal.Signals) -> None:
    await product.start()

    assert await product.end(how) == 0
    assert product.said.endswith("has stopped.\n")
    assert processes_of(product) == []


async def test_a_stop_while_starting_leaves_nothing_behind(new_product: Product) -> None:
    process = await new_product.begin_to_start()
    await until(lambda: "Starting PostgreSQL" in new_product.said)
    process.send_signal(signal.SIGTERM)

    assert await new_product.ended() == 0
    assert processes_of(new_product) == []


async def test_a_second_signal_ends_it_at_once_and_the_next_start_works(product: Product) -> None:
    await product.start()
    assert product.process is not None
    product.process.send_signal(signal.SIGTERM)
    product.process.send_signal(signal.SIGTERM)
    await product.ended()

    await product.start()

    async with product.client() as client:
        assert (await client.get("/health/db")).is_success


async def test_a_port_in_use_is_one_sentence_and_exit_code_2(product: Product) -> None:
    with socket.create_server(("127.0.0.1", product.port)):
        await product.begin_to_start()
        code = await product.ended()

    assert code == 2
    assert product.said == (
        f"Setting PORT can't be used: port {product.port} of 127.0.0.1 is in use, "
        "stop what uses it or choose another.\n"
    )


async def test_a_second_product_on_the_folder_is_told_so(product: Product) -> None:
    await product.start()
    second = Product(product.data_dir)
    terminal = product.data_dir / "terminal.txt"
    terminal.rename(product.data_dir / "first.txt")
    await second.begin_to_start()

    assert await second.ended() == 2
    assert "is already running on" in second.said
    async with product.client() as client:
        assert (await client.get("/health")).is_success


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATA_DIR", "/proc/career-agent", "set DATA_DIR to a folder where it can."),
        ("PORT", "eighty", "Setting PORT can't be used"),
        ("REGISTRATION_MODE", "sometimes", "Setting REGISTRATION_MODE can't be used"),
        ("AUTH_HASHING_THREADS", "none", "Setting AUTH_HASHING_THREADS can't be used"),
        ("ENVIRONMENT", "production", "Setting DATABASE_URL is missing: production"),
    ],
)
async def test_a_setting_that_can_not_be_used_is_one_sentence(
    product: Product, name: str, value: str, sentence: str
) -> None:
    product.settings[name] = value
    await product.begin_to_start()

    assert await product.ended() == 2
    assert sentence in product.said
    assert product.said.count("\n") == 1


async def test_a_database_that_dies_comes_back_under_the_running_product(product: Product) -> None:
    await product.start()
    async with product.client() as client:
        visitor = await Visitor.register(client)
    server = int((product.data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    psutil.Process(server).kill()

    await product.reaches_its_database()

    assert await can_log_in(product, visitor)
