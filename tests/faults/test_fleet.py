"""What the keeper of processes counts."""

import signal
from pathlib import Path

from tests.faults.books import Verdict
from tests.faults.fleet import Fleet, Member

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


def test_each_life_takes_as_long_as_its_log_says_and_one_that_never_came_up_says_nothing(tmp_path: Path) -> None:
    log = tmp_path / "member.log"
    up = ("1970-01-01T00:01:43.5Z", "1970-01-01T00:03:24Z")
    log.write_text("".join(f'{{"event":"Started server process [{at[17:19]}]","time":"{at}"}}\n' for at in up))

    member = Member("member", (), {}, log, 0, begun=[100.0, 150.0, 200.0])

    assert member.starts() == [3.5, 4.0]
