"""Bringing the schemas up to date in a process of its own, and only when they are not."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence

from career_agent.terminal import say
from shared.database import migrate
from shared.local_servers import CannotStart, die_with_parent
from shared.service import Service, database_url_of
from shared.settings import PlatformSettings, read_settings


async def bring_up_to_date(services: Sequence[Service], platform: PlatformSettings) -> None:
    """Migrate what is behind, one service after the other, in a child process. Raises CannotStart."""
    behind = [service.name for service in services if not await _is_current(service, platform)]
    if behind:
        say(f"  Bringing the database up to date: {', '.join(behind)} …")
        await asyncio.to_thread(_migrate_in_child, behind, platform)


async def _is_current(service: Service, platform: PlatformSettings) -> bool:
    url = database_url_of(service, read_settings(service.settings), platform)
    return await migrate.revision_in(url, str(service.metadata.schema)) == migrate.head_of(service.migrations)


def _migrate_in_child(names: Sequence[str], platform: PlatformSettings) -> None:
    """A process of its own, so that what a migration loads and leaves behind is gone with it."""
    environment = {**os.environ, "DATABASE_URL": platform.database_url}
    child = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "career_agent", "migrate", *names],
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    if child.returncode != 0:
        raise CannotStart("The database could not be brought up to date: the lines above say why.")
