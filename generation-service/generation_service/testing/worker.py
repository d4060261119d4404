"""`python -m generation_service.testing.worker`: a worker on the database of DATABASE_URL, to be killed.

Says `warm` once all is loaded, begins to work when a line comes on its standard input, then says `working`.
"""

import asyncio
import sys

from generation_service.service import service
from shared import logs
from shared.service import Role, open_service
from shared.settings import PlatformSettings
from shared.world import open_world


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def _work() -> None:
    settings = PlatformSettings(amqp_url="", log_level="WARNING")
    logs.configure(settings)
    _say("warm")
    await asyncio.to_thread(sys.stdin.readline)
    async with open_world(settings, name="worker") as world, open_service(service, world, Role.WORK):
        _say("working")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_work())
