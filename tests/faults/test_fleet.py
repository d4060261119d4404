"""What the keeper of processes counts."""

import signal
from pathlib import Path

from tests.faults.books import Verdict
from tests.faults.fleet import Fleet

from shared.testing.plain import until


async def test_a_process_that_ends_by_itself_makes_a_run_red(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, {})
    await fleet.add("broken", "no_such_module")
    await until(lambda: fleet.unplanned_deaths > 0, seconds=30)
    await fleet.stop()

    assert fleet.kills == 0
    assert Verdict("broken", 1, unplanned_deaths=fleet.unplanned_deaths).faults()


async def test_a_process_that_was_killed_or_told_to_stop_does_not(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, {})
    member = await fleet.add("idle", "http.server", "--bind", "127.0.0.1", "0")
    member.tell(signal.SIGKILL)
    await until(lambda: member.lives > 1, seconds=30)
    await fleet.stop()

    assert (fleet.kills, fleet.unplanned_deaths) == (1, 0)
