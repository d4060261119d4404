"""`make faults`: run the fault matrix at length and keep the figures in docs/faults.md.

`--only F09,F16` runs some, `--numbers 2000` makes them shorter, `--seed` draws other faults. Figures of scenarios that
are not run again are kept from the run before.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import structlog
from tests.faults.books import Verdict
from tests.faults.matrix import MATRIX, Entry
from tests.faults.page import page
from tests.faults.stage import Servers, servers, stage

log = structlog.get_logger()

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / ".faults"
PAGE = ROOT / "docs" / "faults.md"


async def run_one(running: Servers, entry: Entry, numbers: int, seed: int) -> Verdict:
    """One scenario on a stage of its own."""
    began = time.monotonic()
    async with stage(running, entry.name, seed=seed, local=entry.local) as run:
        verdict = await entry.scenario(run, min(numbers, entry.most))
    verdict.seconds = round(time.monotonic() - began, 1)
    # A process that is started again on a busy machine takes long to come up: recovery is read beside this.
    verdict.notes["machine_load"] = round(os.getloadavg()[0], 1)
    return verdict


def kept() -> dict[str, Verdict]:
    """The figures of the last run of each scenario."""
    names = {field.name for field in fields(Verdict)}
    found = {}
    for entry in MATRIX:
        file = RESULTS / f"{entry.name}.json"
        if file.is_file():
            figures: dict[str, Any] = json.loads(file.read_text())
            found[entry.name] = Verdict(**{name: figures[name] for name in names if name in figures})
    return found


def main() -> int:
    """0 when every scenario that ran is green."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=10_000, help="events of a transport run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="such as F09,L-F09")
    arguments = parser.parse_args()
    wanted = set(filter(None, arguments.only.split(",")))
    RESULTS.mkdir(exist_ok=True)
    red = 0
    with servers() as running:
        for entry in (each for each in MATRIX if not wanted or each.id in wanted):
            sys.stdout.write(f"{entry.id} {entry.fault} …\n")
            sys.stdout.flush()
            try:
                verdict = asyncio.run(run_one(running, entry, arguments.numbers, arguments.seed))
            except Exception as error:
                # One that can't be run says nothing of the others.
                sys.stdout.write(f"  could not be run: {type(error).__name__}: {str(error)[:300]}\n")
                log.error("scenario_broke", scenario=entry.name, exc_info=error)
                red += 1
                continue
            red += bool(verdict.faults())
            said = "; ".join(verdict.faults()) or "green"
            sys.stdout.write(f"  {said} ({verdict.seconds:.0f} s)\n  {verdict.line()}\n")
            (RESULTS / f"{entry.name}.json").write_text(verdict.line())
            PAGE.write_text(page(MATRIX, kept()))
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
