"""`make bench`: run every benchmark, one after the other, and keep the figures in docs/benchmarks.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE.parent / "docs" / "benchmarks.md"
NO_BENCHMARKS = {"__main__.py", "__init__.py", "latencies.py"}


def scripts() -> list[Path]:
    """Every benchmark: the files here that can be run."""
    found = (path for path in sorted(HERE.glob("*.py")) if path.name not in NO_BENCHMARKS)
    return [path for path in found if '__name__ == "__main__"' in path.read_text()]


def measured(script: Path) -> list[dict[str, Any]]:
    """Run one and show what it prints; its figures are the lines that are JSON."""
    sys.stdout.write(f"\n== {script.stem}\n")
    sys.stdout.flush()
    with subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{script.stem}"], stdout=subprocess.PIPE, text=True, cwd=HERE.parent
    ) as running:
        assert running.stdout is not None
        figures = []
        for line in running.stdout:
            sys.stdout.write(line)
            if line.startswith("{"):
                figures.append(json.loads(line))
    if running.returncode:
        sys.exit(f"{script.stem} failed.")
    return figures


def page(figures: dict[str, list[dict[str, Any]]]) -> str:
    """The results as a page."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d} ({machine}). The machine was shared: ratios say more",
        "than times. The bars are named P1–P12 (speed and size) and R1–R9 (rightness).",
    ]
    for name, rows in figures.items():
        lines += ["", f"## {name}", "", "| figure | value | |", "|---|---|---|"]
        for row in rows:
            lines.append(f"| {row['figure']} | {_short(row['value'])} | {_more(row)} |")
    return "\n".join(lines) + "\n"


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"


def _more(row: dict[str, Any]) -> str:
    """What a figure says besides its value."""
    left = {
        key: value
        for key, value in row.items()
        if key not in ("figure", "value", "benchmark") and value not in (None, "")
    }
    return ", ".join(f"{key} {_short(value)}" for key, value in left.items())


def main() -> None:
    """Run all, or those that are named; the page is written when all are run, and grows as they end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="such as events matching; all when none is named")
    wanted = parser.parse_args().names
    figures: dict[str, list[dict[str, Any]]] = {}
    for path in scripts():
        if not wanted or path.stem in wanted:
            figures[path.stem] = measured(path)
        if not wanted:
            RESULTS.write_text(page(figures))


if __name__ == "__main__":
    main()
