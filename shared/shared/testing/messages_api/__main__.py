"""`python -m shared.testing.messages_api`: the stand-in as a process, for tests that kill and benchmarks that wait.

Writes its URL to standard output once it answers. `GET /paid` tells how often each exchange was charged for.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from shared.testing.messages_api.behaviours import Answer
from shared.testing.messages_api.server import StandIn


async def _serve(latency: float, port: int, paid_file: Path | None) -> None:
    async with StandIn(Answer(latency=latency), paid_file).serving(port) as standing:
        sys.stdout.write(f"{standing.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="shared.testing.messages_api", description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before an answer")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--paid-file", type=Path, help="where the key of each paid exchange is appended, one a line")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.latency, arguments.port, arguments.paid_file))


if __name__ == "__main__":
    main()
