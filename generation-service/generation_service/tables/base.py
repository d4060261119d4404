"""What the tables of the `generation` schema stand on."""

from sqlalchemy.orm import DeclarativeBase

from shared.database import add_language_model_tables, service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata("generation")


add_language_model_tables(Base.metadata)
