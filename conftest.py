"""Fixtures of every test: real servers, and where the real CVs, postings and taxonomies are."""

import gc
import os
from pathlib import Path

import pytest

import gateway
import shared
from shared import logs
from shared.settings import PlatformSettings

pytest_plugins = ["shared.testing.servers.plugin", "shared.testing.contract.plugin"]

# A folder named like the package in it would be taken for that package if its tests were imported first.
PACKAGES_NAMED_LIKE_THEIR_FOLDER = (gateway, shared)

DATA_SETTING = "CAREER_AGENT_DATA"
DEFAULT_DATA = Path(__file__).parent.parent / "shared" / "data"


LONGEST_NAME = 80


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file or a long text is no name: one with the time in it would make each process collect tests of its own."""
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_production() -> None:
    logs.configure(PlatformSettings(log_level="INFO"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real CVs, postings and taxonomies; a test that needs it fails with one sentence without it."""
    folder = Path(os.environ.get(DATA_SETTING, DEFAULT_DATA))
    if not (folder / "INDEX.md").is_file():
        pytest.fail(f"There are no test data at {folder}. Set {DATA_SETTING} to the folder that holds their INDEX.md.")
    return folder
