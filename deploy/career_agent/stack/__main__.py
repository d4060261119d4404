"""`python -m career_agent.stack up|down`: the production shape on this machine, in the background."""

import argparse
import os
import signal
import subprocess
import sys
import time

from career_agent.parts import writable
from career_agent.settings import Settings
from career_agent.stack.keeper import keep
from career_agent.stack.place import Place
from career_agent.stack.settings import StackSettings
from career_agent.terminal import complain, say
from shared import logs
from shared.local_servers import CannotStart
from shared.serving import open_port, run_until_told_to_stop
from shared.settings import MisconfiguredError, PlatformSettings, read_settings

UP_SECONDS = 300.0
DOWN_SECONDS = 240.0


def main() -> int:
    """0 when it is as asked; 2 with one sentence when it can't be."""
    parser = argparse.ArgumentParser(prog="career_agent.stack", description=__doc__)
    parser.add_argument("action", choices=("up", "down", "keep"))
    action = parser.parse_args().action
    try:
        platform = read_settings(PlatformSettings)
        read_settings(StackSettings)
        logs.configure(platform)
        place = _place()
        match action:
            case "up":
                return up(place, platform)
            case "down":
                return down(place)
            case _:
                return keep_until_told(place, platform)
    except (MisconfiguredError, CannotStart) as error:
        complain(str(error))
        return 2


def up(place: Place, platform: PlatformSettings) -> int:
    """Start it, unless it runs, and return when it answers."""
    if (keeper := place.keeper()) is not None:
        say(f"Career Agent runs already at {keeper.address} (process {keeper.pid}); `make stack-down` stops it.")
        return 0
    open_port(platform).close()
    place.leave()
    say("Starting PostgreSQL, RabbitMQ, Redis, and every service as a process of its own …")
    log = place.logs / "stack.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "career_agent.stack", "keep"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return _wait_until_up(place, child)


def _wait_until_up(place: Place, child: "subprocess.Popen[bytes]") -> int:
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        keeper = place.keeper()
        if keeper is not None and keeper.ready:
            processes = len(list(place.logs.glob("*.log"))) - 2
            say(
                f"Career Agent is ready at {keeper.address}: {processes} processes, logs in {place.logs}. "
                "`make stack-down` stops it."
            )
            return 0
        time.sleep(0.2)
    if child.poll() is None:
        os.kill(child.pid, signal.SIGTERM)
    lines = (place.logs / "stack.log").read_text().strip().splitlines()
    complain(lines[-1] if lines else "The stack did not start.")
    return 2


def down(place: Place) -> int:
    """Stop it, and with it exactly what it started."""
    keeper = place.keeper()
    process = keeper.process() if keeper else None
    if keeper is None or process is None:
        say("Nothing runs here.")
        return 0
    process.terminate()
    if not place.wait_until_left(keeper, DOWN_SECONDS):
        complain(f"Process {keeper.pid} does not end; {place.logs / 'stack.log'} may say why.")
        return 2
    say("Career Agent has stopped.")
    return 0


def keep_until_told(place: Place, platform: PlatformSettings) -> int:
    """What runs in the background."""
    address = f"http://localhost:{platform.port}"
    place.take(address, ready=False)
    try:
        run_until_told_to_stop(keep(place, platform, address))
    finally:
        place.leave()
    return 0


def _place() -> Place:
    place = Place(writable(read_settings(Settings).data_dir.absolute()) / "stack")
    for folder in (place.folder, place.logs):
        folder.mkdir(exist_ok=True)
    place.folder.chmod(0o755)
    return place


if __name__ == "__main__":
    sys.exit(main())
