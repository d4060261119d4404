"""`python -m benchmarks.latencies <url>`: how long one more client waits, until the standard input ends.

A process of its own, so that what a benchmark itself has to do besides does not count as waiting. Writes the
milliseconds of each path as JSON.
"""

import json
import select
import sys
import time

import httpx

PATHS = {"health": "/health", "jobs": "/api/jobs?limit=20"}


def main() -> None:
    """One request after the other, the paths in turn."""
    found: dict[str, list[float]] = {name: [] for name in PATHS}
    with httpx.Client(base_url=sys.argv[1], timeout=60, trust_env=False) as http:
        while not select.select([sys.stdin], [], [], 0)[0]:
            for name, path in PATHS.items():
                began = time.perf_counter()
                http.get(path).raise_for_status()
                found[name].append((time.perf_counter() - began) * 1000)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
