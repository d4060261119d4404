"""What the tests of the whole product share: a folder for its data, and job boards; a module's tests share one."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module whose tests share a running product stays in one process, which starts it once."""
    for item in items:
        if "module_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def module_folder() -> Iterator[Path]:
    """A folder that the account of an embedded server may enter."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


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
