"""`python -m shared.testing.servers COMMAND…`: run a command with DATABASE_URL naming a throwaway PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Sequence

from shared.local_servers import CannotStart
from shared.testing.servers.lease import folder_of, lease
from shared.testing.servers.postgres import PostgresServer


def main(command: Sequence[str]) -> int:
    """The command's exit code; 2 with one sentence when there is no server."""
    try:
        with lease("wheel", folder_of("wheel")) as ready, PostgresServer(ready["url"]).database() as url:
            return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": url}).returncode  # noqa: S603
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
