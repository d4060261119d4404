"""`make revision SERVICE=auth MESSAGE="..."`: write the migration that brings a schema to what its tables say.

Works on the database of DATABASE_URL, which it first brings to the newest migration there is.
"""

import argparse
import importlib

from alembic import command

from shared.database.migrate import alembic_config, upgrade
from shared.service import Service
from shared.settings import PlatformSettings, read_settings


def main() -> None:
    """Write one migration file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service", help="its name, such as auth")
    parser.add_argument("message", help="what changes, such as 'keep refresh tokens'")
    arguments = parser.parse_args()
    service: Service = importlib.import_module(f"{arguments.service}_service.service").service
    url = read_settings(PlatformSettings).database_url
    upgrade(url, service.metadata, service.migrations)
    config = alembic_config(url, service.metadata, service.migrations)
    number = f"{len(list(service.migrations.glob('[0-9]*.py'))) + 1:04d}"
    command.revision(config, arguments.message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main()
