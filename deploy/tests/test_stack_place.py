"""Who keeps a stack is known by more than a number: numbers of processes are used again."""

import asyncio
import json
import os
from pathlib import Path

import psutil
import pytest

from career_agent.stack.keeper import Process
from career_agent.stack.place import Place
from career_agent.stack.settings import StackSettings
from shared.testing.plain import until


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_nobody_keeps_a_new_place(place: Place) -> None:
    assert place.keeper() is None


def test_who_took_it_keeps_it_until_leaving(place: Place) -> None:
    place.take("http://localhost:8000", ready=False)
    keeper = place.keeper()
    assert keeper is not None
    assert (keeper.pid, keeper.ready) == (os.getpid(), False)

    place.take("http://localhost:8000", ready=True)
    assert (place.keeper() or keeper).ready

    place.leave()
    assert place.keeper() is None


def test_another_process_under_the_same_number_is_not_the_keeper(place: Place) -> None:
    began = psutil.Process().create_time()
    stranger = {"pid": os.getpid(), "began": began - 3600, "address": "http://localhost:8000", "ready": True}
    (place.folder / "keeper.json").write_text(json.dumps(stranger))

    assert place.keeper() is None


def test_match_and_generation_have_as_many_workers_as_asked_for() -> None:
    settings = StackSettings(match_workers=4, generation_workers=2)

    assert [settings.workers_of(name) for name in ("match", "generation", "job")] == [4, 2, 1]


async def test_what_ends_is_started_again(tmp_path: Path) -> None:
    process = Process("quick", ("platform",), dict(os.environ), tmp_path / "quick.log")
    keeping = asyncio.create_task(process.keep())

    # Each life says one line and ends.
    await until(lambda: process.log.exists() and len(process.log.read_text().splitlines()) >= 2, seconds=30)
    keeping.cancel()
    await process.stop(10)
