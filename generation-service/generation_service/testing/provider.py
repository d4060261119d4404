"""`python -m generation_service.testing.provider <seconds>`: a stand-in whose letters stand on the CV.

Writes its URL to standard output once it answers.
"""

import asyncio
import sys
from typing import Any

from generation_service.testing.models import answer_to
from shared.testing.messages_api import Answer, Asked, StandIn


def well(asked: Asked) -> dict[str, Any]:
    """An answer that passes every check."""
    return answer_to(asked.texts, asked.schema)


async def _serve(latency: float) -> None:
    async with StandIn(Answer(well, latency=latency)).serving() as standing:
        sys.stdout.write(f"{standing.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
