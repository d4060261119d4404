"""Settings of the production shape on one machine."""

from pydantic import PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class StackSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    match_workers: PositiveInt = 1
    """Processes that score."""
    generation_workers: PositiveInt = 1
    """Processes that write letters and highlights."""

    def workers_of(self, service: str) -> int:
        """How many workers a service has."""
        counts: dict[str, int] = {"match": self.match_workers, "generation": self.generation_workers}
        return counts.get(service, 1)
