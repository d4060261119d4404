"""What the tests of the whole product share: a folder for its data, and job boards; a module's tests share one."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from career_agent.testing.all_in_one import product_in
from shared.testing.nursery import Nursery, nursery
from shared.testing.servers.lease import locked, throwaway_folder

FIRST_START_SECONDS = 300


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module whose tests share a running product stays in one process, which starts it once."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "module_folder" in fixtures:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if "first_start" in fixtures and item.get_closest_marker("timeout") is None:
            # Whoever comes first starts the product twice, and others wait for it.
            item.add_marker(pytest.mark.timeout(FIRST_START_SECONDS))


@pytest.fixture(scope="module")
def module_folder() -> Iterator[Path]:
    """A folder that the account of an embedded server may enter."""
    folder = throwaway_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first start of the product leaves in its folder, made once for all processes of the tests."""
    ours = tmp_path_factory.getbasetemp()
    common = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    kept = common / "first-start"
    with locked(common / "first-start.lock"):
        if not kept.is_dir():
            folder = throwaway_folder()
            async with product_in(folder, JOB_SOURCES="") as product:
                await product.start()
                assert await product.end() == 0
            copy(folder, kept)
            shutil.rmtree(folder)
    return kept


@pytest.fixture(scope="session")
async def product_nursery() -> AsyncIterator[Nursery]:
    """For tests that start the product often."""
    async with nursery("career_agent.__main__", Path("/")) as opened:
        yield opened


@pytest.fixture
def started_folder(first_start: Path, open_folder: Path) -> Path:
    """A folder in which the product was started and stopped before."""
    copy(first_start, open_folder)
    return open_folder


@pytest.fixture(scope="module")
def started_module_folder(first_start: Path, module_folder: Path) -> Path:
    """The same for a module's tests."""
    copy(first_start, module_folder)
    return module_folder


def copy(folder: Path, to: Path) -> None:
    """All that is in a folder, with its owners: the database's belong to the account of its server."""
    to.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{folder}/.", str(to)], check=True, timeout=60)


@pytest.fixture(scope="module")
async def boards(shared_data: Path) -> AsyncIterator[dict[str, str]]:
    """RemoteOK's and WeWorkRemotely's real answers, served on loopback; the settings that lead there."""
    raw = shared_data / "jobs_raw"
    served = {
        "/remoteok": (raw / "remoteok_lcarlini.json").read_bytes(),
        "/wwr": (raw / "wwr" / "remote-design-jobs.rss").read_bytes(),
    }

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=served[request.path])

    app = web.Application()
    app.router.add_get("/{board}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield {"REMOTEOK_URL": f"{url}/remoteok", "WEWORKREMOTELY_URL": f"{url}/wwr"}
    await runner.cleanup()
