"""`python -m generation_service.testing.stuck_worker <database URL>`: begins a letter and never ends it."""

import asyncio
import sys

from generation_service.testing.writers import WatchedWriter, service_with
from shared.service import Role, open_service
from shared.settings import PlatformSettings
from shared.world import open_world


async def _work(database_url: str) -> None:
    writer = WatchedWriter()
    writer.may_write.clear()
    settings = PlatformSettings(database_url=database_url, amqp_url="", redis_url="")
    async with open_world(settings, name="stuck") as world, open_service(service_with(writer), world, Role.WORK):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await writer.began.wait()
        sys.stdout.write("writing\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1]))
