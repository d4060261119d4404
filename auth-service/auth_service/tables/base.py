"""What the tables of the `auth` schema stand on."""

from sqlalchemy.orm import DeclarativeBase

from shared.database import service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata("auth")
